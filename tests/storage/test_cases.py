"""Entries: what the machine enters, what people correct, approve and close, and what of it is refused."""

import math
from dataclasses import replace

import pytest
from raw_sql import everything
from storage_samples import (
    ANNA,
    BEN,
    CLEO,
    CORRECTED,
    DOUBT,
    EVIDENCE,
    FIELDS,
    MACHINE,
    NOON,
    OTHER,
    POLICY,
    PROPOSAL,
    STATION,
    STRAIGHT_THROUGH,
    TO_A_PERSON,
    approved,
    captured,
    corrected,
    drop,
    in_review,
    later,
    policy_in_force,
    quarantined,
)

from models.audit import Actor, ActorKind
from models.case import CaseState, Reason, Route
from models.document_type import Mode
from models.errors import AuthorCannotApprove, CaptureError, NoSuchCase, StaleVersion, WrongState
from models.extraction import LineItem, ProposedField
from storage.open import Storage

MISSING = 4711


def test_what_the_machine_entered_is_read_back_as_it_was(storage: Storage) -> None:
    case = storage.cases.case(in_review(storage))
    assert case.version is not None
    assert (case.version.n, case.version.author, case.version.at, case.version.fields) == (1, MACHINE, NOON, FIELDS)
    assert (case.summary.state, case.summary.doc_type, case.summary.type_confidence) == (CaseState.IN_REVIEW, "invoice", 0.97)
    assert (case.summary.page_count, case.summary.reasons) == (2, (DOUBT,))
    assert (case.authors, case.approver, case.media_type) == ((MACHINE,), None, "application/pdf")


def test_what_else_was_proposed_is_kept(storage: Storage) -> None:
    assert storage.cases.alternatives(in_review(storage)) == {"grand_total": (OTHER,)}


def test_the_rows_of_things_bought_are_kept_until_the_type_is_decided_anew(storage: Storage) -> None:
    case_id = captured(storage)
    evidence = replace(EVIDENCE, text="4")
    bought = (LineItem({"quantity": ProposedField("quantity", "4.00", 0.9, evidence)}), LineItem({}))
    storage.cases.enter(case_id, replace(PROPOSAL, line_items=bought), FIELDS, TO_A_PERSON, MACHINE, NOON)
    assert storage.cases.line_items(case_id) == bought[:1]
    storage.cases.retype(case_id, 1, PROPOSAL, FIELDS, TO_A_PERSON, ANNA, NOON)
    assert storage.cases.line_items(case_id) == ()


def test_a_case_not_entered_yet_has_no_version(storage: Storage) -> None:
    case = storage.cases.case(captured(storage))
    assert (case.version, case.authors, case.summary.doc_type, case.summary.page_count) == (None, (), None, 0)
    assert storage.cases.versions(case.case_id) == []
    assert storage.cases.alternatives(case.case_id) == {}


def test_straight_through_is_an_approval_by_the_policy(storage: Storage) -> None:
    case_id = captured(storage)
    policy_in_force(storage)
    storage.cases.enter(case_id, PROPOSAL, FIELDS, STRAIGHT_THROUGH, MACHINE, NOON)
    case = storage.cases.case(case_id)
    assert (case.summary.state, case.approver) == (CaseState.APPROVED, Actor(ActorKind.POLICY, POLICY))


def test_a_reason_to_look_outweighs_straight_through(storage: Storage) -> None:
    case_id = captured(storage)
    route = Route(Mode.STRAIGHT_THROUGH, reasons=(DOUBT,), policy_hash=POLICY)
    storage.cases.enter(case_id, PROPOSAL, FIELDS, route, MACHINE, NOON)
    assert storage.cases.case(case_id).summary.state is CaseState.IN_REVIEW


def test_a_confidence_that_is_no_number_is_kept_as_none(storage: Storage) -> None:
    case_id = captured(storage)
    storage.cases.enter(case_id, PROPOSAL, (replace(FIELDS[0], confidence=math.nan),), TO_A_PERSON, MACHINE, NOON)
    version = storage.cases.case(case_id).version
    assert version is not None
    assert version.fields[0].confidence is None


def test_broken_text_of_a_document_does_not_stop_its_entry(storage: Storage) -> None:
    case_id = captured(storage)
    broken = replace(FIELDS[0], value="a\0b", evidence=replace(EVIDENCE, text="\ud800"))
    storage.cases.enter(case_id, PROPOSAL, (broken,), TO_A_PERSON, MACHINE, NOON)
    version = storage.cases.case(case_id).version
    assert version is not None
    assert version.fields[0].value == "a\ufffdb"
    assert version.fields[0].evidence == replace(EVIDENCE, text="\\ud800")


def test_an_unknown_document_needs_no_policy(storage: Storage) -> None:
    case_id = captured(storage)
    unknown = Route(Mode.CHECK, reasons=(Reason("unknown_type", None, "unknown"),), policy_hash="")
    storage.cases.enter(case_id, PROPOSAL, (), unknown, MACHINE, NOON)
    assert storage.cases.case(case_id).summary.state is CaseState.IN_REVIEW


def test_a_policy_keeps_its_first_body(storage: Storage) -> None:
    storage.cases.enter(captured(storage), PROPOSAL, FIELDS, TO_A_PERSON, MACHINE, NOON)
    for body in ("{}", '{"straight_through": true}'):
        storage.cases.record_policy(POLICY, "invoice", body, NOON)
    storage.cases.record_policy("e" * 64, "receipt", "[]", NOON)
    with storage.database.read() as connection:
        bodies = connection.execute("SELECT policy_hash, doc_type, body FROM policy ORDER BY policy_hash").fetchall()
    assert [tuple(dict(row).values()) for row in bodies] == [("e" * 64, "receipt", "[]"), (POLICY, "invoice", "{}")]


def test_a_correction_is_a_new_version_and_the_old_one_stays(storage: Storage) -> None:
    case_id = corrected(storage)
    first, second = storage.cases.versions(case_id)
    assert (first.n, first.author, first.fields) == (1, MACHINE, FIELDS)
    assert (second.n, second.author, second.fields) == (2, ANNA, CORRECTED)
    case = storage.cases.case(case_id)
    assert (case.version, case.authors, case.summary.state) == (second, (MACHINE, ANNA), CaseState.IN_REVIEW)
    assert [reason.code for reason in case.summary.reasons] == ["corrected"]


def test_an_author_may_correct_again(storage: Storage) -> None:
    case_id = corrected(storage)
    assert storage.cases.save_version(case_id, 2, FIELDS, (), ANNA, later(9)) == 3
    assert storage.cases.case(case_id).authors == (MACHINE, ANNA)


def test_work_based_on_an_old_version_is_refused(storage: Storage) -> None:
    case_id = corrected(storage)
    for based_on in (0, 1, 3):
        with pytest.raises(StaleVersion, match="version 2 is the newest"):
            storage.cases.save_version(case_id, based_on, FIELDS, (), BEN, NOON)
    assert len(storage.cases.versions(case_id)) == 2


def test_who_corrected_never_approves(storage: Storage) -> None:
    case_id = corrected(storage)
    with pytest.raises(AuthorCannotApprove, match="somebody else"):
        storage.cases.approve(case_id, 2, ANNA, NOON)
    storage.cases.save_version(case_id, 2, FIELDS, (), CLEO, NOON)
    with pytest.raises(AuthorCannotApprove):
        storage.cases.approve(case_id, 3, ANNA, NOON)
    assert storage.cases.case(case_id).summary.state is CaseState.IN_REVIEW


def test_somebody_else_approves(storage: Storage) -> None:
    case_id = corrected(storage)
    storage.cases.approve(case_id, 2, BEN, NOON)
    case = storage.cases.case(case_id)
    assert (case.summary.state, case.approver) == (CaseState.APPROVED, BEN)


@pytest.mark.parametrize("actor", [MACHINE, Actor(ActorKind.MACHINE, "other"), STATION, Actor(ActorKind.POLICY, POLICY)], ids=str)
def test_only_people_approve(storage: Storage, actor: Actor) -> None:
    case_id = in_review(storage)
    with pytest.raises(AuthorCannotApprove, match="only people approve"):
        storage.cases.approve(case_id, 1, actor, NOON)
    assert storage.cases.case(case_id).approver is None


def test_a_person_named_like_the_machine_is_not_taken_for_it(storage: Storage) -> None:
    with pytest.raises(AuthorCannotApprove):
        storage.cases.approve(in_review(storage), 1, Actor(ActorKind.PERSON, MACHINE.name), NOON)


def test_a_version_nobody_saw_is_not_approved(storage: Storage) -> None:
    case_id = corrected(storage)
    for n in (1, 3):
        with pytest.raises(StaleVersion):
            storage.cases.approve(case_id, n, BEN, NOON)


def test_an_approved_entry_is_neither_changed_nor_approved_again(storage: Storage) -> None:
    case_id = approved(storage)
    with pytest.raises(WrongState, match="is approved"):
        storage.cases.save_version(case_id, 1, CORRECTED, (), ANNA, NOON)
    with pytest.raises(WrongState):
        storage.cases.approve(case_id, 1, CLEO, NOON)
    assert storage.cases.case(case_id).approver == BEN


@pytest.mark.parametrize("state", [CaseState.REJECTED, CaseState.RESCAN_REQUESTED])
@pytest.mark.parametrize("reached", [in_review, corrected, quarantined])
def test_a_case_is_closed_with_a_reason(storage: Storage, reached: object, state: CaseState) -> None:
    assert callable(reached)
    case_id = reached(storage)
    storage.cases.close(case_id, state, Reason("unreadable", None, "page 2 is black"), BEN, NOON)
    summary = storage.cases.case(case_id).summary
    assert summary.state is state
    assert summary.reasons[-1] == Reason("unreadable", None, "page 2 is black")


def test_a_case_is_not_closed_as_anything_else(storage: Storage) -> None:
    case_id = approved(storage)
    for state in (CaseState.RELEASED, CaseState.APPROVED, CaseState.QUARANTINED):
        with pytest.raises(WrongState, match="close it as rejected"):
            storage.cases.close(case_id, state, DOUBT, BEN, NOON)
    with pytest.raises(WrongState, match="is approved"):
        storage.cases.close(case_id, CaseState.REJECTED, DOUBT, BEN, NOON)


def test_only_what_nobody_entered_is_quarantined(storage: Storage) -> None:
    for case_id in (in_review(storage, "a"), approved(storage, "b"), quarantined(storage, "c")):
        before = storage.cases.case(case_id)
        with pytest.raises(WrongState):
            storage.cases.quarantine(case_id, DOUBT, STATION, NOON)
        assert storage.cases.case(case_id) == before


def test_a_quarantined_case_says_why(storage: Storage) -> None:
    summary = storage.cases.case(quarantined(storage)).summary
    assert (summary.state, [reason.code for reason in summary.reasons]) == (CaseState.QUARANTINED, ["damaged_file"])


def test_the_queue_holds_the_states_asked_for_oldest_first(storage: Storage) -> None:
    batch = storage.ledger.open_batch("mail room", STATION, NOON)
    young = storage.ledger.receive(batch, drop("young"), STATION, later(60)).case_id
    old = storage.ledger.receive(batch, drop("old"), STATION, NOON).case_id
    reviewed, quarantine = in_review(storage, "reviewed"), quarantined(storage, "bad")
    assert [line.case_id for line in storage.cases.queue([CaseState.CAPTURED])] == [old, young]
    both = storage.cases.queue([CaseState.IN_REVIEW, CaseState.QUARANTINED])
    assert {line.case_id: line.reasons[0].code for line in both} == {reviewed: "low_confidence", quarantine: "damaged_file"}
    assert storage.cases.queue([]) == []
    assert len(storage.cases.queue(list(CaseState))) == 4


def test_a_batch_shows_each_case_once(storage: Storage) -> None:
    known = in_review(storage, "known")
    batch = storage.ledger.open_batch("mail room", STATION, NOON)
    for name in ("known.pdf", "copy.pdf"):
        storage.ledger.receive(batch, drop("known", name), STATION, NOON)
    new = storage.ledger.receive(batch, drop("new"), STATION, NOON).case_id
    assert [(line.case_id, line.state) for line in storage.cases.batch(batch)] == [
        (known, CaseState.IN_REVIEW),
        (new, CaseState.CAPTURED),
    ]


def test_a_case_that_is_not_there_is_said_so_by_every_method(storage: Storage) -> None:
    cases = storage.cases
    for attempt in (
        lambda: cases.case(MISSING),
        lambda: cases.versions(MISSING),
        lambda: cases.alternatives(MISSING),
        lambda: cases.audit_trail(MISSING),
        lambda: cases.enter(MISSING, PROPOSAL, FIELDS, TO_A_PERSON, MACHINE, NOON),
        lambda: cases.quarantine(MISSING, DOUBT, STATION, NOON),
        lambda: cases.save_version(MISSING, 1, FIELDS, (), ANNA, NOON),
        lambda: cases.approve(MISSING, 1, BEN, NOON),
        lambda: cases.close(MISSING, CaseState.REJECTED, DOUBT, BEN, NOON),
    ):
        with pytest.raises(NoSuchCase, match="no case 4711"):
            attempt()


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
def test_a_number_no_case_can_have_is_no_case(storage: Storage, number: int) -> None:
    with pytest.raises(NoSuchCase):
        storage.cases.case(number)
    with pytest.raises(NoSuchCase):
        storage.cases.approve(number, 1, BEN, NOON)


def test_what_was_refused_left_no_trace(storage: Storage) -> None:
    case_id = corrected(storage)
    with storage.database.read() as connection:
        before = everything(connection, storage.database.dialect)
    for attempt in (
        lambda: storage.cases.approve(case_id, 2, ANNA, NOON),
        lambda: storage.cases.approve(case_id, 1, BEN, NOON),
        lambda: storage.cases.save_version(case_id, 1, CORRECTED, (DOUBT,), CLEO, NOON),
        lambda: storage.cases.enter(case_id, PROPOSAL, FIELDS, TO_A_PERSON, MACHINE, NOON),
        lambda: storage.cases.quarantine(case_id, DOUBT, STATION, NOON),
    ):
        with pytest.raises(CaptureError):
            attempt()
    with storage.database.read() as connection:
        assert everything(connection, storage.database.dialect) == before


def test_a_fault_in_the_middle_of_entering_changes_nothing(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = captured(storage)
    before = storage.cases.case(case_id), storage.cases.verify_audit()

    def fault(*_: object) -> None:
        raise RuntimeError("power")

    monkeypatch.setattr("storage.case.case_states.audit_chain.append", fault)
    with pytest.raises(RuntimeError):
        storage.cases.enter(case_id, PROPOSAL, FIELDS, STRAIGHT_THROUGH, MACHINE, NOON)
    assert (storage.cases.case(case_id), storage.cases.verify_audit()) == before
