"""Decides who may do what: by role, by what the case waits for, and by the part a person already has in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from models.case import WITH_PEOPLE, Case, CaseState
from models.change_proposal import ChangeKind, ChangeProposal
from models.errors import AuthorCannotApprove, CheckRefused, NotAllowed, OwnProposal, WrongState
from models.role import WORKING, Person, Role

AUTHOR, APPROVER, QA = "author", "approver", "qa"


class Verb(StrEnum):
    """What people do; the words are for them."""

    CAPTURE = "capture documents"
    READ_ENTRY = "read entries"
    KEY = "key blind"
    CHECK = "check an entry"
    APPROVE = "approve an entry"
    CORRECT = "correct a reopened entry"
    REFER = "refer a case to a senior checker"
    ADJUDICATE = "adjudicate"
    REJECT = "reject a case"
    RESCAN = "ask for a rescan"
    READ_AGAIN = "have a document read again"
    HOLD = "hold a case"
    RESUME = "let a held case go on"
    AUDIT_SAMPLE = "audit a sample"
    REOPEN = "reopen a case"
    RELEASE = "release entries"
    READ_AUDIT = "read and verify the audit log"
    READ_SCORES = "see how well people do"
    PROPOSE_PERSON = "propose a role for a person"
    APPROVE_PERSON = "approve a role for a person"
    PROPOSE_POLICY = "propose a policy"
    APPROVE_POLICY = "approve a policy"
    PROPOSE_ERASURE = "propose an erasure"
    APPROVE_ERASURE = "approve an erasure"


@dataclass(frozen=True, slots=True)
class Permission:
    """The roles of which one is needed, the states a case must be in, and the hands that rule a person out; empty: none of that matters."""

    roles: frozenset[Role]
    states: frozenset[CaseState] = frozenset()
    barred: frozenset[str] = frozenset()


def _permission(roles: Iterable[Role], states: Iterable[CaseState] = (), barred: Iterable[str] = ()) -> Permission:
    return Permission(frozenset(roles), frozenset(states), frozenset(barred))


CHECKERS = (Role.CHECKER, Role.SENIOR_CHECKER)
KEYERS = (Role.KEYER, *CHECKERS)
DONE = (CaseState.APPROVED, CaseState.RELEASED)
ANY_HAND = (AUTHOR, APPROVER, QA)
ADMINISTRATORS = _permission([Role.ADMINISTRATOR])

PERMISSIONS: dict[Verb, Permission] = {
    Verb.CAPTURE: _permission([Role.SCAN_OPERATOR]),
    Verb.READ_ENTRY: _permission([*KEYERS, Role.QA, Role.AUDITOR]),
    Verb.KEY: _permission(KEYERS, [CaseState.IN_REVIEW, CaseState.IN_SECOND_KEY], ANY_HAND),
    Verb.CHECK: _permission(CHECKERS, [CaseState.IN_REVIEW], [AUTHOR, QA]),
    Verb.APPROVE: _permission(CHECKERS, [CaseState.IN_REVIEW], [AUTHOR, QA]),
    Verb.CORRECT: _permission(CHECKERS, [CaseState.REOPENED], ANY_HAND),
    Verb.REFER: _permission(CHECKERS, [CaseState.IN_REVIEW]),
    Verb.ADJUDICATE: _permission([Role.SENIOR_CHECKER], [CaseState.IN_ADJUDICATION], ANY_HAND),
    Verb.REJECT: _permission(CHECKERS, [*WITH_PEOPLE, CaseState.HELD, CaseState.QUARANTINED, CaseState.RESCAN_REQUESTED]),
    Verb.RESCAN: _permission(KEYERS, [*WITH_PEOPLE, CaseState.HELD, CaseState.QUARANTINED]),
    Verb.READ_AGAIN: _permission(CHECKERS, [CaseState.QUARANTINED]),
    Verb.HOLD: _permission(CHECKERS, WITH_PEOPLE),
    Verb.RESUME: _permission([Role.SENIOR_CHECKER], [CaseState.HELD]),
    Verb.AUDIT_SAMPLE: _permission([Role.QA], DONE, [AUTHOR, APPROVER]),
    Verb.REOPEN: _permission([Role.QA, Role.SENIOR_CHECKER], DONE, [AUTHOR, APPROVER]),
    Verb.RELEASE: _permission([Role.SENIOR_CHECKER]),
    Verb.READ_AUDIT: _permission([Role.AUDITOR, Role.ADMINISTRATOR]),
    Verb.READ_SCORES: _permission([Role.QA, Role.AUDITOR, Role.ADMINISTRATOR]),
    Verb.PROPOSE_PERSON: ADMINISTRATORS,
    Verb.APPROVE_PERSON: ADMINISTRATORS,
    Verb.PROPOSE_POLICY: ADMINISTRATORS,
    Verb.APPROVE_POLICY: ADMINISTRATORS,
    Verb.PROPOSE_ERASURE: ADMINISTRATORS,
    Verb.APPROVE_ERASURE: ADMINISTRATORS,
}
DECIDES = {
    ChangeKind.POLICY: Verb.APPROVE_POLICY,
    ChangeKind.GRANT: Verb.APPROVE_PERSON,
    ChangeKind.REVOKE: Verb.APPROVE_PERSON,
    ChangeKind.ERASURE: Verb.APPROVE_ERASURE,
}


def check_can(person: Person, verb: Verb, case: Case | None = None) -> None:
    """Raises NotAllowed for want of a role or a skill, WrongState, or AuthorCannotApprove for the part the person has in the case."""
    permission = PERMISSIONS[verb]
    _check_roles(person, verb, permission.roles)
    if case is None:
        return
    doc_type, state = case.summary.doc_type, case.summary.state
    if not person.works_on(doc_type):
        raise NotAllowed(f"Case {case.case_id} is of the type {doc_type}; {person.name} works on {', '.join(sorted(person.skills))}.")
    if permission.states and state not in permission.states:
        raise WrongState(f"Case {case.case_id} is {state.replace('_', ' ')}; that is no time to {verb}. Look at it again.")
    hand = hand_of(person, case)
    if hand in permission.barred:
        raise AuthorCannotApprove(f"You are {hand} of the entry of case {case.case_id} already; somebody else has to {verb}.")


def can(person: Person, verb: Verb, case: Case | None = None) -> bool:
    """For templates and lists; what is done is checked by check_can."""
    try:
        check_can(person, verb, case)
    except CheckRefused:
        return False
    return True


def check_can_decide_change(person: Person, proposal: ChangeProposal) -> None:
    """Raises NotAllowed, or OwnProposal where the person proposed it or is whom it is about; in trial as well."""
    check_can(person, DECIDES[proposal.kind])
    if person.name in (proposal.proposed_by, proposal.person):
        raise OwnProposal(f"Proposal {proposal.proposal_id} is your own, or about you; another administrator has to decide about it.")


def can_decide_change(person: Person, proposal: ChangeProposal) -> bool:
    try:
        check_can_decide_change(person, proposal)
    except CheckRefused:
        return False
    return True


def hand_of(person: Person, case: Case) -> str | None:
    """The one part a person has in a case, ever."""
    return case.hands.get(person.name)


def _check_roles(person: Person, verb: Verb, roles: frozenset[Role]) -> None:
    touches = roles <= WORKING
    if touches and not person.in_trial and not person.roles <= WORKING:
        raise NotAllowed(f"{person.name} is {_named(person.roles - WORKING)}, who touches no entry; somebody else has to {verb}.")
    if not person.roles & roles:
        held = _named(person.roles) if person.roles else "no role"
        raise NotAllowed(
            f"To {verb} takes the role {_named(roles, 'or')}; {person.name} has {held}. Administrators give it: foureyes people."
        )


def _named(roles: Iterable[Role], joined: str = "and") -> str:
    return f" {joined} ".join(sorted(role.replace("_", " ") for role in roles))
