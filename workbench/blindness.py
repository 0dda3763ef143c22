"""Decides from whom an entry is kept: from everybody who keys, until two people have keyed it and it is settled."""

from models.case import Case, CaseState, CaseSummary
from models.document_type import Mode
from models.role import Person
from pipeline.permissions import KEYERS

# From here on nobody keys the case any more; until then a better scan, or a case let go on, may want one more keyer.
SETTLED = frozenset({CaseState.APPROVED, CaseState.RELEASED, CaseState.REOPENED, CaseState.REJECTED})
TO_KEY = frozenset({CaseState.IN_REVIEW, CaseState.IN_SECOND_KEY})


def is_blind(person: Person, summary: CaseSummary) -> bool:
    """Whether this person may see no value of the case, nor anything that follows from one."""
    return summary.mode is Mode.DOUBLE_KEY and summary.state not in SETTLED and not person.roles.isdisjoint(KEYERS)


def waits_for_keyer(summary: CaseSummary) -> bool:
    """Whether somebody has to key it; which of the two turns it is shows nowhere."""
    return summary.mode is Mode.DOUBLE_KEY and summary.state in TO_KEY


def is_ruled_on(case: Case) -> bool:
    """Whether a third person has to rule on two keyings that differ."""
    return case.summary.mode is Mode.DOUBLE_KEY and case.summary.state is CaseState.IN_ADJUDICATION
