"""A better scan joins the case it was asked for."""

import pytest
from storage_samples import (
    ANNA,
    BEN,
    CORRECTED,
    FIELDS,
    MACHINE,
    NOON,
    PROPOSAL,
    STATION,
    TO_A_PERSON,
    captured,
    drop,
    in_review,
    later,
    quarantined,
)

from models.case import CaseState, Reason, RescanCode
from models.errors import WrongState
from storage.open import Storage

UNREADABLE = Reason(RescanCode.UNREADABLE, None, "page 1 is blurred")


def asked_again(storage: Storage) -> int:
    case_id = in_review(storage)
    storage.cases.close(case_id, CaseState.RESCAN_REQUESTED, UNREADABLE, ANNA, NOON)
    return case_id


def test_the_station_sees_what_is_asked_for_until_it_came(storage: Storage) -> None:
    case_id = asked_again(storage)
    asked = storage.cases.rescans()
    assert [(one.case_id, one.code, one.asked_by) for one in asked] == [(case_id, RescanCode.UNREADABLE, "anna")]
    batch = storage.ledger.open_batch("test", STATION, NOON)
    storage.ledger.receive(batch, drop("better"), STATION, later(60), rescan_of=case_id)
    assert storage.cases.rescans() == []


def test_the_new_scan_is_read_and_entered_as_the_next_version(storage: Storage) -> None:
    case_id = asked_again(storage)
    batch = storage.ledger.open_batch("test", STATION, NOON)
    receipt = storage.ledger.receive(batch, drop("better"), STATION, later(60), rescan_of=case_id)
    assert (receipt.case_id, receipt.duplicate) == (case_id, False)
    task = storage.ledger.lease(5, 60, later(61))[0]
    assert (task.case_id, task.content_sha256, task.attempt) == (case_id, drop("better").content_sha256, 1)
    storage.cases.enter(case_id, PROPOSAL, FIELDS, TO_A_PERSON, MACHINE, later(70))
    n = storage.cases.save_version(case_id, 2, CORRECTED, (), ANNA, later(80))
    storage.cases.approve(case_id, n, BEN, later(90))
    assert [version.author.name for version in storage.cases.versions(case_id)] == ["reader", "reader", "anna"]
    storage.audit.verify()


def test_both_scans_belong_to_the_case_for_ever(storage: Storage) -> None:
    case_id = asked_again(storage)
    batch = storage.ledger.open_batch("test", STATION, NOON)
    storage.ledger.receive(batch, drop("better"), STATION, NOON, rescan_of=case_id)
    for content in ("one", "better"):
        again = storage.ledger.receive(batch, drop(content, "later.pdf"), STATION, later(60))
        assert (again.case_id, again.duplicate) == (case_id, True)
    assert sum(storage.ledger.counts().values()) == 1


def test_a_scan_nobody_asked_for_is_a_case_of_its_own(storage: Storage) -> None:
    case_id = in_review(storage)
    batch = storage.ledger.open_batch("test", STATION, NOON)
    assert storage.ledger.receive(batch, drop("unasked"), STATION, NOON, rescan_of=case_id).case_id != case_id
    assert storage.ledger.receive(batch, drop("nowhere"), STATION, NOON, rescan_of=99_999).case_id not in {case_id, 99_999}


def test_the_same_bytes_are_no_better_scan(storage: Storage) -> None:
    case_id = asked_again(storage)
    batch = storage.ledger.open_batch("test", STATION, NOON)
    again = storage.ledger.receive(batch, drop("one", "rescan.pdf"), STATION, NOON, rescan_of=case_id)
    assert (again.case_id, again.duplicate) == (case_id, True)
    assert storage.cases.case(case_id).summary.state is CaseState.RESCAN_REQUESTED


def test_a_rescan_has_a_reason_from_the_list(storage: Storage) -> None:
    with pytest.raises(WrongState):
        storage.cases.close(in_review(storage), CaseState.RESCAN_REQUESTED, Reason("ugly", None, "ugly"), ANNA, NOON)


def test_what_is_in_quarantine_can_be_read_again(storage: Storage) -> None:
    case_id = quarantined(storage)
    storage.cases.read_again(case_id, ANNA, NOON)
    assert [task.case_id for task in storage.ledger.lease(5, 60, NOON)] == [case_id]
    with pytest.raises(WrongState):
        storage.cases.read_again(captured(storage, "two"), ANNA, NOON)
