"""Every role with every verb, whatever part it already has in the case: each cell of the matrix is asserted."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from models.audit import Actor, ActorKind
from models.case import Case, CaseState, CaseSummary
from models.change_proposal import ChangeKind, ChangeProposal
from models.errors import AuthorCannotApprove, NotAllowed, OwnProposal, WrongState
from models.role import Person, Role
from pipeline.permissions import PERMISSIONS, Verb, can, can_decide_change, check_can, check_can_decide_change

AT = datetime(2026, 11, 2, tzinfo=UTC)
HANDS = (None, "author", "approver", "qa")
# The columns are the roles in the order of models/role.py: scan operator, keyer, checker, senior checker, QA, auditor, administrator.
# What stands under a role are the hands with which it may do the verb: - none yet, a author, p approver, q QA; a dot: never.
MATRIX = """
    CAPTURE          -apq  .     .     .     .     .     .
    READ_ENTRY       .     -apq  -apq  -apq  -apq  -apq  .
    KEY              .     -     -     -     .     .     .
    CHECK            .     .     -p    -p    .     .     .
    APPROVE          .     .     -p    -p    .     .     .
    CORRECT          .     .     -     -     .     .     .
    REFER            .     .     -apq  -apq  .     .     .
    ADJUDICATE       .     .     .     -     .     .     .
    REJECT           .     .     -apq  -apq  .     .     .
    RESCAN           .     -apq  -apq  -apq  .     .     .
    READ_AGAIN       .     .     -apq  -apq  .     .     .
    HOLD             .     .     -apq  -apq  .     .     .
    RESUME           .     .     .     -apq  .     .     .
    AUDIT_SAMPLE     .     .     .     .     -q    .     .
    REOPEN           .     .     .     -q    -q    .     .
    RELEASE          .     .     .     -apq  .     .     .
    READ_AUDIT       .     .     .     .     .     -apq  -apq
    READ_SCORES      .     .     .     .     -apq  -apq  -apq
    PROPOSE_PERSON   .     .     .     .     .     .     -apq
    APPROVE_PERSON   .     .     .     .     .     .     -apq
    PROPOSE_POLICY   .     .     .     .     .     .     -apq
    APPROVE_POLICY   .     .     .     .     .     .     -apq
    PROPOSE_ERASURE  .     .     .     .     .     .     -apq
    APPROVE_ERASURE  .     .     .     .     .     .     -apq
"""
ROWS = {line.split()[0]: line.split()[1:] for line in MATRIX.strip().splitlines()}
LETTERS = {None: "-", "author": "a", "approver": "p", "qa": "q"}
STATES: dict[Verb, set[CaseState]] = {
    Verb.KEY: {CaseState.IN_REVIEW, CaseState.IN_SECOND_KEY},
    Verb.CHECK: {CaseState.IN_REVIEW},
    Verb.CORRECT: {CaseState.REOPENED},
    Verb.REFER: {CaseState.IN_REVIEW},
    Verb.APPROVE: {CaseState.IN_REVIEW},
    Verb.ADJUDICATE: {CaseState.IN_ADJUDICATION},
    Verb.RESUME: {CaseState.HELD},
    Verb.AUDIT_SAMPLE: {CaseState.APPROVED, CaseState.RELEASED},
    Verb.REOPEN: {CaseState.APPROVED, CaseState.RELEASED},
    Verb.REJECT: set(CaseState) - {CaseState.CAPTURED, CaseState.APPROVED, CaseState.RELEASED, CaseState.REJECTED},
    Verb.RESCAN: set(CaseState)
    - {CaseState.CAPTURED, CaseState.APPROVED, CaseState.RELEASED, CaseState.REJECTED, CaseState.RESCAN_REQUESTED},
    Verb.READ_AGAIN: {CaseState.QUARANTINED},
    Verb.HOLD: {CaseState.IN_REVIEW, CaseState.IN_SECOND_KEY, CaseState.IN_ADJUDICATION, CaseState.REOPENED},
}


def person(*roles: Role, skills: frozenset[str] = frozenset(), in_trial: bool = False) -> Person:
    return Person("ann", frozenset(roles), skills, in_trial)


def case(state: CaseState = CaseState.IN_REVIEW, hand: str | None = None, doc_type: str | None = "invoice") -> Case:
    summary = CaseSummary(7, "a.pdf", state, doc_type, 0.9, (), AT, 1)
    machine = Actor(ActorKind.MACHINE, "foureyes")
    return Case(summary, "0" * 64, "application/pdf", None, (machine,), None, {"ann": hand, "ben": "author"} if hand else {"ben": "author"})


def fitting(verb: Verb) -> CaseState:
    return min(STATES.get(verb, set(CaseState)))


@pytest.mark.parametrize("verb", Verb, ids=lambda verb: verb.name)
def test_each_role_does_with_each_hand_what_the_matrix_says_and_nothing_else(verb: Verb) -> None:
    asserted = 0
    for (role, allowed), hand in product(zip(Role, ROWS[verb.name], strict=True), HANDS):
        expected = LETTERS[hand] in allowed
        assert can(person(role), verb, case(fitting(verb), hand)) is expected, (role, hand)
        assert can(person(role), verb) is (allowed != "."), role
        asserted += 1
    assert asserted == len(Role) * len(HANDS)


@pytest.mark.parametrize("verb", Verb, ids=lambda verb: verb.name)
def test_each_verb_has_its_states_and_no_role_does_it_in_another(verb: Verb) -> None:
    for role, state in product(Role, CaseState):
        expected = state in STATES.get(verb, set(CaseState)) and "-" in ROWS[verb.name][list(Role).index(role)]
        assert can(person(role), verb, case(state)) is expected, (role, state)


def test_no_verb_is_without_its_row() -> None:
    assert set(ROWS) == {verb.name for verb in Verb} == {verb.name for verb in PERMISSIONS}


def test_who_administers_or_audits_touches_no_entry_even_with_a_role_that_would() -> None:
    for above, role, verb in product((Role.ADMINISTRATOR, Role.AUDITOR), Role, Verb):
        alone = can(person(above), verb, case(fitting(verb)))
        if role is not above and PERMISSIONS[verb].roles <= {Role.SCAN_OPERATOR, Role.KEYER, Role.CHECKER, Role.SENIOR_CHECKER, Role.QA}:
            assert not can(person(above, role), verb, case(fitting(verb)))
            assert not alone


def test_nobody_without_a_role_does_anything() -> None:
    assert not any(can(person(), verb) for verb in Verb)


def test_in_trial_everybody_does_everything_but_never_with_another_hand_in_the_same_case() -> None:
    ann = person(*Role, in_trial=True)
    assert all(can(ann, verb, case(fitting(verb))) for verb in Verb)
    for verb, hand in product(Verb, HANDS[1:]):
        expected = any(LETTERS[hand] in allowed for allowed in ROWS[verb.name])
        assert can(ann, verb, case(fitting(verb), hand)) is expected


def test_a_person_works_on_the_types_of_their_skills_and_on_what_no_type_is_known_of() -> None:
    ann = person(Role.CHECKER, skills=frozenset({"receipt"}))
    assert can(ann, Verb.CHECK, case(doc_type="receipt"))
    assert can(ann, Verb.CHECK, case(doc_type=None))
    with pytest.raises(NotAllowed, match="works on receipt"):
        check_can(ann, Verb.CHECK, case())


def test_a_refusal_says_which_role_it_takes_what_state_it_is_and_whose_part_is_in_the_way() -> None:
    with pytest.raises(NotAllowed, match="checker or senior checker; ann has keyer"):
        check_can(person(Role.KEYER), Verb.CHECK, case())
    with pytest.raises(NotAllowed, match="ann has no role"):
        check_can(person(), Verb.CHECK)
    with pytest.raises(NotAllowed, match="administrator, who touches no entry"):
        check_can(person(Role.ADMINISTRATOR), Verb.CHECK, case())
    with pytest.raises(WrongState, match="is released"):
        check_can(person(Role.CHECKER), Verb.CHECK, case(CaseState.RELEASED))
    with pytest.raises(AuthorCannotApprove, match="You are author"):
        check_can(person(Role.CHECKER), Verb.APPROVE, case(hand="author"))


PROPOSED = ChangeProposal(3, ChangeKind.POLICY, "ben", AT, policy_hash="f" * 64, doc_type="invoice")


@pytest.mark.parametrize(("kind", "in_trial"), list(product(ChangeKind, (False, True))))
def test_a_change_is_decided_by_an_administrator_who_neither_proposed_it_nor_is_whom_it_is_about(
    kind: ChangeKind, *, in_trial: bool
) -> None:
    ann = person(*(Role if in_trial else [Role.ADMINISTRATOR]), in_trial=in_trial)
    assert can_decide_change(ann, replace(PROPOSED, kind=kind))
    for own in (replace(PROPOSED, kind=kind, proposed_by="ann"), replace(PROPOSED, kind=kind, person="ann")):
        assert not can_decide_change(ann, own)
        with pytest.raises(OwnProposal):
            check_can_decide_change(ann, own)


@pytest.mark.parametrize(("role", "kind"), [(role, kind) for role in Role if role is not Role.ADMINISTRATOR for kind in ChangeKind])
def test_no_other_role_decides_about_a_change(role: Role, kind: ChangeKind) -> None:
    assert not can_decide_change(person(role), replace(PROPOSED, kind=kind))
