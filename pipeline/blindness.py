"""Decides from whom an entry is kept: from everybody who keys, until two people have keyed it and it is settled."""

from models.case import SETTLED, Case, CaseState, CaseSummary
from models.document_type import Mode
from models.errors import AuthorCannotApprove, WrongState
from models.role import Person, Role
from pipeline.permissions import CHECKERS, KEYERS, Verb, check_can

READERS = frozenset({*CHECKERS, Role.QA, Role.AUDITOR})
TO_KEY = frozenset({CaseState.IN_REVIEW, CaseState.IN_SECOND_KEY})


def is_kept(summary: CaseSummary) -> bool:
    """Whether values of the case are still kept from those who key."""
    return summary.mode is Mode.DOUBLE_KEY and summary.state not in SETTLED


def is_blind(person: Person, summary: CaseSummary) -> bool:
    """Whether this person may see no value of the case, nor anything that follows from one. Who only keys never does."""
    if summary.mode is not Mode.DOUBLE_KEY or person.roles.isdisjoint(KEYERS):
        return False
    return only_keys(person) or summary.state not in SETTLED


def check_may(person: Person, verb: Verb, case: Case) -> None:
    """As check_can; to whom the case is kept from, the refusal does not say how it stands either."""
    try:
        check_can(person, verb, case)
    except (WrongState, AuthorCannotApprove):
        if is_blind(person, case.summary):
            raise nothing_to_do(case) from None
        raise


def nothing_to_do(case: Case) -> WrongState:
    """The same words however the case stands."""
    return WrongState(f"There is nothing for you to do in case {case.case_id} now.")


def only_keys(person: Person) -> bool:
    """Whether keying is all this person has to do with entries."""
    return Role.KEYER in person.roles and person.roles.isdisjoint(READERS)


def waits_for_keyer(summary: CaseSummary) -> bool:
    """Whether somebody has to key it; which of the two turns it is shows nowhere."""
    return summary.mode is Mode.DOUBLE_KEY and summary.state in TO_KEY


def is_ruled_on(case: Case) -> bool:
    """Whether a third person has to rule on two keyings that differ."""
    return case.summary.mode is Mode.DOUBLE_KEY and case.summary.state is CaseState.IN_ADJUDICATION
