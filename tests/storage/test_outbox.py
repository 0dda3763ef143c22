"""Releases: each approved version once a consumer, in runs that are repeated under their number until they are finished."""

import pytest
from storage_samples import (
    FIELDS,
    MACHINE,
    NOON,
    PROPOSAL,
    STRAIGHT_THROUGH,
    approved,
    captured,
    corrected,
    in_review,
    later,
    policy_in_force,
    quarantined,
)

from models.case import CaseState
from models.errors import WrongState
from storage.open import Storage


def test_a_run_holds_what_is_approved_and_nothing_else(storage: Storage) -> None:
    in_review(storage, "a")
    first = approved(storage, "b")
    corrected(storage, "c")
    quarantined(storage, "d")
    straight = captured(storage, "e")
    policy_in_force(storage)
    storage.cases.enter(straight, PROPOSAL, FIELDS, STRAIGHT_THROUGH, MACHINE, NOON)
    assert storage.outbox.open_run("files", NOON) == (1, [first, straight])


def test_nothing_approved_is_no_run(storage: Storage) -> None:
    in_review(storage)
    assert storage.outbox.open_run("files", NOON) is None
    with storage.database.read() as connection:
        assert connection.execute("SELECT * FROM release_run").fetchall() == []


def test_a_run_cut_off_is_the_same_run_again(storage: Storage) -> None:
    first = approved(storage, "a")
    opened = storage.outbox.open_run("files", NOON)
    approved(storage, "b")
    assert opened == (1, [first]) == storage.outbox.open_run("files", later(60))
    assert storage.cases.case(first).summary.state is CaseState.APPROVED
    assert storage.outbox.released("files") == []


def test_a_finished_run_releases_its_cases_and_the_next_takes_the_rest(storage: Storage) -> None:
    first = approved(storage, "a")
    storage.outbox.open_run("files", NOON)
    second = approved(storage, "b")
    storage.outbox.finish_run("files", 1, MACHINE, NOON)
    assert storage.cases.case(first).summary.state is CaseState.RELEASED
    assert storage.cases.case(second).summary.state is CaseState.APPROVED
    assert storage.outbox.open_run("files", NOON) == (2, [second])
    storage.outbox.finish_run("files", 2, MACHINE, NOON)
    assert storage.outbox.released("files") == [first, second]
    assert storage.outbox.open_run("files", NOON) is None


def test_finishing_twice_is_harmless(storage: Storage) -> None:
    case_id = approved(storage)
    storage.outbox.open_run("files", NOON)
    storage.outbox.finish_run("files", 1, MACHINE, NOON)
    trail = storage.cases.audit_trail(case_id)
    storage.outbox.finish_run("files", 1, MACHINE, later(60))
    assert storage.cases.audit_trail(case_id) == trail
    assert trail[-1].details == {"consumer": "files", "run": 1, "n": 1, "from": "approved", "to": "released"}


def test_a_run_never_opened_is_not_finished(storage: Storage) -> None:
    approved(storage)
    for consumer, run in (("files", 1), ("ledger system", 1)):
        with pytest.raises(WrongState, match="never opened"):
            storage.outbox.finish_run(consumer, run, MACHINE, NOON)


def test_each_consumer_gets_every_version(storage: Storage) -> None:
    case_id = approved(storage)
    storage.outbox.open_run("files", NOON)
    storage.outbox.finish_run("files", 1, MACHINE, NOON)
    assert storage.outbox.open_run("archive", NOON) == (1, [case_id])
    storage.outbox.finish_run("archive", 1, MACHINE, NOON)
    assert storage.outbox.released("archive") == [case_id] == storage.outbox.released("files")
    released = [event.details["consumer"] for event in storage.cases.audit_trail(case_id) if event.action == "released"]
    assert released == ["files", "archive"]
