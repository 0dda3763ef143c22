"""The four-eyes rule, through the real services on a real database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.audit import Actor, ActorKind
from models.case import CaseState, RescanCode
from models.change_proposal import ChangeKind
from models.document_type import Condition, DocumentType, FieldSpec, Mode, Policy, ValueKind
from models.errors import AuthorCannotApprove, InvalidValue, NotAllowed, StaleVersion, Undecided, WrongState
from models.extraction import Classification, Evidence, Proposal, ProposedField
from models.page import Box
from models.role import Role
from pipeline.check import can_decide, decide, doubtful, refer, reject, request_rescan
from pipeline.document_types import policy_body, policy_hash
from pipeline.intake import take
from pipeline.key import adjudicate, key
from pipeline.make import make
from pipeline.route import route
from storage.open import Storage, open_storage

MACHINE = Actor(ActorKind.MACHINE, "test")
STATION = Actor(ActorKind.STATION, "test")
ANN, BOB, CARL = (Actor(ActorKind.PERSON, name) for name in ("ann", "bob", "carl"))
EVIDENCE = Evidence(1, Box(0.1, 0.1, 0.2, 0.2), "9.00", "anchors.v1")
RECEIPT = DocumentType(
    name="receipt",
    title="Receipt",
    description="",
    fields=(
        FieldSpec("company", "Shop", ValueKind.ORGANISATION, required=True),
        FieldSpec("total", "Total", ValueKind.MONEY, required=True),
        FieldSpec("date", "Date", ValueKind.DATE),
    ),
    policy=Policy(mode=Mode.STRAIGHT_THROUGH, thresholds={"company": 0.9, "total": 0.9, "date": 0.9}, type_threshold=0.9),
)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage(tmp_path / "foureyes.db", tmp_path / "objects", None)


@pytest.fixture
def case_id(storage: Storage, tmp_path: Path) -> int:
    """A receipt in review: its total is doubtful, its shop is not."""
    return case_in_review(storage, tmp_path, total_confidence=0.5)


def case_in_review(storage: Storage, folder: Path, total_confidence: float) -> int:
    drop = folder / "drop.pdf"
    drop.write_bytes(b"%PDF-1.7 one")
    batch_id = storage.ledger.open_batch("test", STATION, now())
    receipt = take(drop, batch_id, STATION, storage.ledger, storage.cases, storage.objects, folder)
    proposal = Proposal(
        Classification("receipt", 0.99),
        (
            ProposedField("company", "Miller", 0.99, EVIDENCE),
            ProposedField("total", "9.00", total_confidence, EVIDENCE),
            ProposedField("date", None, None, None),
        ),
        (),
        1,
    )
    fields, routed = route(make(proposal), proposal, RECEIPT)
    storage.cases.enter(receipt.case_id, proposal, fields, routed, MACHINE, now())
    return receipt.case_id


def state(storage: Storage, case_id: int) -> CaseState:
    return storage.cases.case(case_id).summary.state


def test_only_what_is_doubtful_has_to_be_decided(storage: Storage, case_id: int) -> None:
    assert doubtful(storage.cases.case(case_id)) == ("total",)


def test_a_person_who_confirms_approves_the_version_seen(storage: Storage, case_id: int) -> None:
    decision = decide(storage.cases, RECEIPT, case_id, 1, {"total": "9.00"}, ANN, now())
    assert (decision.state, decision.version, decision.corrected) == (CaseState.APPROVED, 1, ())
    assert storage.cases.case(case_id).approver == ANN


def test_the_same_amount_typed_differently_is_a_confirmation(storage: Storage, case_id: int) -> None:
    assert decide(storage.cases, RECEIPT, case_id, 1, {"total": "9,00"}, ANN, now()).state is CaseState.APPROVED


def test_a_person_who_corrects_becomes_an_author_and_cannot_approve(storage: Storage, case_id: int) -> None:
    decision = decide(storage.cases, RECEIPT, case_id, 1, {"total": "9.50"}, ANN, now())
    assert (decision.state, decision.version, decision.corrected) == (CaseState.IN_REVIEW, 2, ("total",))
    assert not can_decide(storage.cases.case(case_id), ANN)
    with pytest.raises(AuthorCannotApprove):
        decide(storage.cases, RECEIPT, case_id, 2, {"total": "9.50"}, ANN, now())
    assert decide(storage.cases, RECEIPT, case_id, 2, {"total": "9.50"}, BOB, now()).state is CaseState.APPROVED


def test_two_people_who_disagree_are_both_authors_and_a_third_approves(storage: Storage, case_id: int) -> None:
    decide(storage.cases, RECEIPT, case_id, 1, {"total": "9.50"}, ANN, now())
    decide(storage.cases, RECEIPT, case_id, 2, {"total": "9.60"}, BOB, now())
    for author in (ANN, BOB):
        with pytest.raises(AuthorCannotApprove):
            decide(storage.cases, RECEIPT, case_id, 3, {"total": "9.60"}, author, now())
    assert decide(storage.cases, RECEIPT, case_id, 3, {"total": "9.60"}, CARL, now()).state is CaseState.APPROVED


def test_a_stale_version_is_refused_and_nothing_is_changed(storage: Storage, case_id: int) -> None:
    decide(storage.cases, RECEIPT, case_id, 1, {"total": "9.50"}, ANN, now())
    with pytest.raises(StaleVersion):
        decide(storage.cases, RECEIPT, case_id, 1, {"total": "9.00"}, BOB, now())
    assert len(storage.cases.versions(case_id)) == 2


def test_what_is_doubtful_cannot_be_passed_over(storage: Storage, case_id: int) -> None:
    with pytest.raises(Undecided, match="Total"):
        decide(storage.cases, RECEIPT, case_id, 1, {"company": "Miller"}, ANN, now())
    assert state(storage, case_id) is CaseState.IN_REVIEW


def test_a_value_of_the_wrong_kind_is_refused_with_what_is_expected(storage: Storage, case_id: int) -> None:
    with pytest.raises(InvalidValue, match="Total: expected"):
        decide(storage.cases, RECEIPT, case_id, 1, {"total": "nine"}, ANN, now())


def test_a_value_that_is_not_on_the_document_can_be_taken_out(storage: Storage, case_id: int) -> None:
    decide(storage.cases, RECEIPT, case_id, 1, {"total": None}, ANN, now())
    version = storage.cases.case(case_id).version
    assert version
    assert {field.name: field.value for field in version.fields}["total"] is None


def test_a_closed_case_is_not_decided_again(storage: Storage, case_id: int) -> None:
    reject(storage.cases, case_id, ANN, "not ours", now())
    assert state(storage, case_id) is CaseState.REJECTED
    with pytest.raises(WrongState):
        reject(storage.cases, case_id, BOB, "no", now())
    with pytest.raises(WrongState):
        request_rescan(storage.cases, case_id, BOB, RescanCode.OTHER, "no", now())
    with pytest.raises(WrongState):
        decide(storage.cases, RECEIPT, case_id, 1, {"total": "9.00"}, BOB, now())


def test_who_corrects_a_value_into_a_condition_leaves_it_to_the_second_person(storage: Storage, case_id: int) -> None:
    policy = replace(RECEIPT.policy, conditions=(Condition("total >= 1000", message="large"),))
    decide(storage.cases, replace(RECEIPT, policy=policy), case_id, 1, {"total": "9000.00"}, ANN, now())
    assert [reason.code for reason in storage.cases.case(case_id).summary.reasons] == ["corrected", "condition"]


def test_who_corrects_a_value_into_double_key_leaves_it_to_two_others_who_key_blind(storage: Storage, case_id: int) -> None:
    condition = Condition("total >= 1000", Mode.DOUBLE_KEY)
    double = replace(RECEIPT, policy=replace(RECEIPT.policy, critical=("company",), conditions=(condition,)))
    decide(storage.cases, double, case_id, 1, {"total": "9000.00"}, ANN, now())
    assert storage.cases.case(case_id).mode is Mode.DOUBLE_KEY
    assert storage.keying.task(case_id).fields == ("company", "total")
    typed = {"company": "Miller", "total": "9 000,00"}
    with pytest.raises(AuthorCannotApprove):
        key(storage.keying, double, case_id, 2, typed, ANN, now())
    with pytest.raises(WrongState):
        decide(storage.cases, double, case_id, 2, {"total": "9000.00"}, BOB, now())
    assert key(storage.keying, double, case_id, 2, typed, BOB, now()) is CaseState.IN_SECOND_KEY
    assert key(storage.keying, double, case_id, 2, typed, CARL, now()) is CaseState.APPROVED


def test_the_policy_in_force_says_what_a_correction_needs(storage: Storage, case_id: int) -> None:
    double = replace(RECEIPT.policy, critical=("company",), conditions=(Condition("total >= 1000", Mode.DOUBLE_KEY),))
    agreed = replace(RECEIPT, policy=double)
    proposed = storage.changes.propose_policy(policy_hash(agreed), "receipt", policy_body(agreed), ANN, "", now())
    storage.changes.decide(proposed.proposal_id, BOB, now(), approved=True)
    decide(storage.cases, RECEIPT, case_id, 1, {"total": "9000.00"}, ANN, now())
    assert storage.cases.case(case_id).mode is Mode.DOUBLE_KEY


@pytest.mark.parametrize("name", ["ann", "dora"])
def test_once_founded_only_keyers_and_checkers_key(storage: Storage, case_id: int, name: str) -> None:
    founded(storage, ("ann", Role.QA))
    with pytest.raises(NotAllowed):
        key(storage.keying, RECEIPT, case_id, 1, {"total": "9.00"}, Actor(ActorKind.PERSON, name), now())
    with pytest.raises(NotAllowed):
        adjudicate(storage.keying, RECEIPT, case_id, 1, {"total": 1}, Actor(ActorKind.PERSON, name), now())


def founded(storage: Storage, *granted: tuple[str, Role]) -> None:
    dora, emil = (Actor(ActorKind.PERSON, name) for name in ("dora", "emil"))
    storage.people.found("dora", "emil", dora, now())
    for name, role in granted:
        proposal = storage.changes.propose_role(ChangeKind.GRANT, name, role, dora, "", now())
        storage.changes.decide(proposal.proposal_id, emil, now(), approved=True)


@pytest.mark.parametrize("name", ["ann", "dora", "carl", "bob"])
def test_once_founded_only_checkers_decide_reject_ask_for_a_rescan_and_refer(storage: Storage, case_id: int, name: str) -> None:
    founded(storage, ("carl", Role.AUDITOR), ("bob", Role.QA))
    person = Actor(ActorKind.PERSON, name)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: decide(storage.cases, RECEIPT, case_id, 1, {"total": "9.00"}, person, now()),
        lambda: decide(storage.cases, RECEIPT, case_id, 1, {"total": "8.00"}, person, now()),
        lambda: reject(storage.cases, case_id, person, "no", now()),
        lambda: request_rescan(storage.cases, case_id, person, RescanCode.OTHER, "no", now()),
        lambda: refer(storage.cases, case_id, 1, person, "no", now()),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    case = storage.cases.case(case_id)
    assert (case.summary.state, case.hands) == (CaseState.IN_REVIEW, {})


def test_once_founded_two_checkers_bring_an_entry_home(storage: Storage, case_id: int) -> None:
    founded(storage, ("ann", Role.CHECKER), ("bob", Role.SENIOR_CHECKER))
    decide(storage.cases, RECEIPT, case_id, 1, {"total": "8.00"}, ANN, now())
    assert decide(storage.cases, RECEIPT, case_id, 2, {"total": "8.00"}, BOB, now()).state is CaseState.APPROVED


def test_a_checker_decides_about_the_types_of_their_skills(storage: Storage, case_id: int) -> None:
    founded(storage, ("ann", Role.CHECKER))
    storage.people.set_skills("ann", ["invoice"], BOB, now())
    with pytest.raises(NotAllowed, match="works on invoice"):
        decide(storage.cases, RECEIPT, case_id, 1, {"total": "9.00"}, ANN, now())


def test_a_sure_entry_is_approved_by_the_policy_that_is_named_by_its_hash(storage: Storage, tmp_path: Path) -> None:
    proposed = storage.changes.propose_policy(policy_hash(RECEIPT), "receipt", policy_body(RECEIPT), ANN, "", now())
    storage.changes.decide(proposed.proposal_id, BOB, now(), approved=True)
    case_id = case_in_review(storage, tmp_path, total_confidence=0.95)
    case = storage.cases.case(case_id)
    assert case.summary.state is CaseState.APPROVED
    assert case.approver is not None
    assert case.approver.kind is ActorKind.POLICY


def test_whoever_stands_by_a_value_that_qa_read_otherwise_leaves_the_decision_to_another(storage: Storage, case_id: int) -> None:
    decide(storage.cases, RECEIPT, case_id, 1, {"total": "9.00"}, ANN, now())
    with storage.database.write("test") as connection:
        connection.execute(
            "INSERT INTO qa_sample SELECT case_id, n, 1, approved_at FROM approval WHERE case_id = :case_id"
            " AND NOT EXISTS (SELECT 1 FROM qa_sample WHERE case_id = :case_id)",
            {"case_id": case_id},
        )
    storage.quality.audit(case_id, 1, {"total": "9.50"}, BOB, now())
    decision = decide(storage.cases, RECEIPT, case_id, 1, {"total": "9.00"}, CARL, now())
    assert (decision.state, decision.version, decision.corrected) == (CaseState.IN_REVIEW, 2, ())
    assert doubtful(storage.cases.case(case_id)) == ("total",)
    assert decide(storage.cases, RECEIPT, case_id, 2, {"total": "9.00"}, ANN, now()).state is CaseState.APPROVED
