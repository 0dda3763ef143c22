"""Custody: every drop has a receipt, equal bytes are one document, and a lease is nobody else's."""

import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_samples import FIELDS, MACHINE, NOON, PROPOSAL, STATION, TO_A_PERSON, captured, drop, later

from models.case import CaseState
from models.errors import WrongState
from storage.case.ledger import MAX_ATTEMPTS
from storage.open import Storage, open_storage


def rows(storage: Storage, query: str) -> list[tuple[object, ...]]:
    with storage.database.read() as connection:
        return [tuple(dict(row).values()) for row in connection.execute(query).fetchall()]


def test_a_drop_becomes_a_document_a_case_a_receipt_and_an_audit_event(storage: Storage) -> None:
    batch = storage.ledger.open_batch("mail room", STATION, NOON)
    receipt = storage.ledger.receive(batch, drop("one"), STATION, NOON)
    assert (receipt.batch_id, receipt.filename, receipt.duplicate, receipt.received_at) == (batch, "one.pdf", False, NOON)
    assert receipt.content_sha256 == drop("one").content_sha256
    assert storage.cases.case(receipt.case_id).summary.state is CaseState.CAPTURED
    assert [event.action for event in storage.cases.audit_trail(receipt.case_id)] == ["received"]


def test_the_same_bytes_again_are_a_second_receipt_of_the_same_case(storage: Storage) -> None:
    batch = storage.ledger.open_batch("mail room", STATION, NOON)
    first = storage.ledger.receive(batch, drop("one"), STATION, NOON)
    renamed = storage.ledger.receive(batch, drop("one", "copy.pdf"), STATION, later(1))
    next_day = storage.ledger.receive(storage.ledger.open_batch("mail room", STATION, NOON), drop("one"), STATION, later(2))
    assert [renamed.duplicate, next_day.duplicate] == [True, True]
    assert first.case_id == renamed.case_id == next_day.case_id
    assert len({first.receipt_id, renamed.receipt_id, next_day.receipt_id}) == 3
    assert storage.cases.case(first.case_id).summary.filename == "one.pdf"


def test_a_drop_repeated_after_a_crash_gets_the_receipt_it_had(storage: Storage) -> None:
    batch = storage.ledger.open_batch("mail room", STATION, NOON)
    first = storage.ledger.receive(batch, drop("one"), STATION, NOON)
    assert storage.ledger.receive(batch, drop("one"), STATION, later(60)) == first
    assert rows(storage, "SELECT count(*) FROM receipt") == [(1,)]
    assert len(storage.cases.audit_trail(first.case_id)) == 1


def test_other_bytes_of_the_same_name_are_another_document(storage: Storage) -> None:
    batch = storage.ledger.open_batch("mail room", STATION, NOON)
    first = storage.ledger.receive(batch, drop("one", "scan.pdf"), STATION, NOON)
    second = storage.ledger.receive(batch, drop("two", "scan.pdf"), STATION, NOON)
    assert first.case_id != second.case_id
    assert not second.duplicate


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drops=st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("xyz"), st.integers(0, 2)), min_size=1, max_size=20))
def test_whatever_is_dropped_nothing_is_lost_and_nothing_counted_twice(empty_home: Path, drops: list[tuple[str, str, int]]) -> None:
    with TemporaryDirectory() as folder:
        storage = open_storage(Path(shutil.copy(empty_home / "foureyes.db", folder)), Path(folder) / "objects")
        batches = [storage.ledger.open_batch("mail room", STATION, NOON) for _ in range(3)]
        receipts = [storage.ledger.receive(batches[batch], drop(content, name), STATION, NOON) for content, name, batch in drops]
        contents = Counter(content for content, _, _ in set(drops))
        assert len({receipt.receipt_id for receipt in receipts}) == len(set(drops))
        assert len({receipt.case_id for receipt in receipts}) == len(contents)
        assert sum(not receipt.duplicate for receipt in set(receipts)) == len(contents)
        assert sum(storage.ledger.counts().values()) == len(contents)
        by_state = "SELECT state, count(*) FROM receipt JOIN capture_case USING (case_id) GROUP BY state"
        assert rows(storage, by_state) == [("captured", len(set(drops)))]
        storage.cases.verify_audit()
        storage.close()


def test_a_lease_is_nobody_elses_until_it_runs_out(storage: Storage) -> None:
    case_id = captured(storage)
    (task,) = storage.ledger.lease(5, 60, NOON)
    assert (task.case_id, task.content_sha256, task.media_type, task.attempt) == (
        case_id,
        drop("one").content_sha256,
        "application/pdf",
        1,
    )
    assert storage.ledger.lease(5, 60, later(59)) == []
    (again,) = storage.ledger.lease(5, 60, later(60))
    assert (again.case_id, again.attempt) == (case_id, 2)


def test_a_renewed_lease_lasts_longer(storage: Storage) -> None:
    case_id = captured(storage)
    storage.ledger.lease(1, 10, NOON)
    storage.ledger.renew([case_id], 10, later(9))
    assert storage.ledger.lease(1, 10, later(18)) == []
    assert [task.case_id for task in storage.ledger.lease(1, 10, later(19))] == [case_id]


def test_renewing_gives_no_lease_to_who_had_none(storage: Storage) -> None:
    free, entered = captured(storage, "free"), captured(storage, "entered")
    storage.cases.enter(entered, PROPOSAL, FIELDS, TO_A_PERSON, MACHINE, NOON)
    storage.ledger.renew([free, entered], 60, NOON)
    storage.ledger.renew([], 60, NOON)
    assert [task.case_id for task in storage.ledger.lease(5, 60, NOON)] == [free]


def test_leases_are_given_oldest_first_up_to_the_limit_and_within_the_batch(storage: Storage) -> None:
    batch = storage.ledger.open_batch("mail room", STATION, NOON)
    first, second, third = (storage.ledger.receive(batch, drop(name), STATION, NOON).case_id for name in ("a", "b", "c"))
    elsewhere = captured(storage, "elsewhere")
    assert [task.case_id for task in storage.ledger.lease(2, 60, NOON, batch)] == [first, second]
    assert [task.case_id for task in storage.ledger.lease(9, 60, NOON, batch)] == [third]
    assert [task.case_id for task in storage.ledger.lease(9, 60, NOON)] == [elsewhere]


def test_what_waits_is_what_is_not_entered_leased_or_not(storage: Storage) -> None:
    batch = storage.ledger.open_batch("mail room", STATION, NOON)
    for name in ("a", "b", "c"):
        storage.ledger.receive(batch, drop(name), STATION, NOON)
    captured(storage, "elsewhere")
    (task, _) = storage.ledger.lease(2, 60, NOON, batch)
    assert (storage.ledger.waiting(batch), storage.ledger.waiting()) == (3, 4)
    storage.cases.enter(task.case_id, PROPOSAL, FIELDS, TO_A_PERSON, MACHINE, NOON)
    assert (storage.ledger.waiting(batch), storage.ledger.waiting()) == (2, 3)


def test_a_document_that_stops_its_reader_again_and_again_goes_to_a_person(storage: Storage) -> None:
    bad, good = captured(storage, "bad"), None
    for attempt in range(MAX_ATTEMPTS):
        assert [task.attempt for task in storage.ledger.lease(1, 10, later(attempt * 10))] == [attempt + 1]
    good = captured(storage, "good")
    assert [task.case_id for task in storage.ledger.lease(1, 10, later(100))] == [good]
    case = storage.cases.case(bad)
    assert case.summary.state is CaseState.QUARANTINED
    assert [reason.code for reason in case.summary.reasons] == ["reader_crashed_repeatedly"]
    assert storage.cases.audit_trail(bad)[-1].details == {
        "from": "captured",
        "to": "quarantined",
        "reason": "reader_crashed_repeatedly",
    }


def test_a_reader_at_its_last_attempt_is_left_to_finish(storage: Storage) -> None:
    case_id = captured(storage)
    for attempt in range(MAX_ATTEMPTS):
        storage.ledger.lease(1, 10, later(attempt * 10))
    assert storage.ledger.lease(1, 10, later(MAX_ATTEMPTS * 10 - 1)) == []
    assert storage.cases.case(case_id).summary.state is CaseState.CAPTURED


def test_a_late_reader_is_told_that_another_was_faster(storage: Storage) -> None:
    case_id = captured(storage)
    storage.cases.enter(case_id, PROPOSAL, FIELDS, TO_A_PERSON, MACHINE, NOON)
    before = storage.cases.case(case_id), storage.cases.audit_trail(case_id)
    with pytest.raises(WrongState, match="another process was faster"):
        storage.cases.enter(case_id, PROPOSAL, FIELDS[:1], TO_A_PERSON, MACHINE, later(5))
    assert (storage.cases.case(case_id), storage.cases.audit_trail(case_id)) == before


def test_a_time_without_a_zone_is_refused(storage: Storage) -> None:
    with pytest.raises(ValueError, match="time zone"):
        storage.ledger.open_batch("mail room", STATION, datetime(2026, 11, 2, 12, 0))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(
    ("name", "kept"), [("caf\udce9.pdf", "caf\\udce9.pdf"), ("a\0b.pdf", "a\ufffdb.pdf"), ("請求書 '; --.pdf", "請求書 '; --.pdf")]
)
def test_a_file_name_of_any_bytes_gets_its_receipt(storage: Storage, name: str, kept: str) -> None:
    batch = storage.ledger.open_batch("mail room", STATION, NOON)
    receipt = storage.ledger.receive(batch, drop("one", name), STATION, NOON)
    assert receipt.filename == storage.cases.case(receipt.case_id).summary.filename == kept
    assert storage.ledger.receive(batch, drop("one", name), STATION, NOON) == receipt
