"""Releases: each approved version once a consumer, in runs that are repeated under their number until they are finished."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from reopening import approved_anew, reopened
from storage_samples import (
    ANNA,
    CLEO,
    CORRECTED,
    FIELDS,
    MACHINE,
    NOON,
    PROPOSAL,
    STRAIGHT_THROUGH,
    TO_A_PERSON,
    approved,
    captured,
    corrected,
    in_review,
    later,
    policy_in_force,
    quarantined,
)

from models.case import CaseState
from models.errors import CheckRefused, WrongState
from models.extraction import Classification
from models.release import DeadLetter, Failure, Verdict
from storage.open import Storage
from storage.release.dead_letters import ATTEMPTS, LONGEST_WAIT_SECONDS, next_wait_seconds

BUSY = Failure(Verdict.LATER, "answered 503")
NO = Failure(Verdict.REFUSED, "answered 422")
UNTRIED = Failure(Verdict.UNTRIED, "not tried")


def opened(storage: Storage, at: datetime = NOON, consumer: str = "files", **options: tuple[str, ...]) -> tuple[int, list[int]] | None:
    run = storage.outbox.open_run(consumer, at, **options)
    return run and (run.number, [version.case for version in run.versions])


def keys(storage: Storage, at: datetime = NOON) -> list[tuple[int, int, int | None]]:
    """Case, version and what it corrects, of the run that is open now."""
    run = storage.outbox.open_run("files", at)
    return [(version.case, version.n, version.corrects) for version in run.versions] if run else []


def finish(storage: Storage, run: int = 1, at: datetime = NOON, **failures: Failure) -> None:
    storage.outbox.finish_run("files", run, {int(name.removeprefix("case_")): one for name, one in failures.items()}, MACHINE, at)


def has(storage: Storage, consumer: str = "files") -> list[tuple[int, int]]:
    return [(version.case, version.n) for version in storage.outbox.released(consumer)]


def state(storage: Storage, case_id: int) -> CaseState:
    return storage.cases.case(case_id).summary.state


def test_a_run_holds_what_is_approved_and_nothing_else(storage: Storage) -> None:
    in_review(storage, "a")
    first = approved(storage, "b")
    corrected(storage, "c")
    quarantined(storage, "d")
    straight = captured(storage, "e")
    policy_in_force(storage)
    storage.cases.enter(straight, PROPOSAL, FIELDS, STRAIGHT_THROUGH, MACHINE, NOON)
    run = storage.outbox.open_run("files", NOON)
    assert run is not None
    assert [(version.case, str(version.approver)) for version in run.versions] == [(first, "person:ben"), (straight, "policy:" + "f" * 64)]


def test_nothing_approved_is_no_run(storage: Storage) -> None:
    in_review(storage)
    assert opened(storage) is None
    with storage.database.read() as connection:
        assert connection.execute("SELECT count(*) AS runs FROM release_run").fetchone()["runs"] == 0


def test_a_consumer_gets_the_types_it_asked_for(storage: Storage) -> None:
    case_id = approved(storage)
    assert opened(storage, doc_types=("receipt",)) is None
    assert opened(storage, doc_types=("receipt", "invoice")) == (1, [case_id])


def test_a_run_cut_off_is_the_same_run_again(storage: Storage) -> None:
    first = approved(storage, "a")
    before = storage.outbox.open_run("files", NOON)
    approved(storage, "b")
    reopened(storage, first)
    assert before == storage.outbox.open_run("files", later(60))
    assert opened(storage) == (1, [first])
    assert has(storage) == []


def test_a_finished_run_releases_its_cases_and_the_next_takes_the_rest(storage: Storage) -> None:
    first = approved(storage, "a")
    opened(storage)
    second = approved(storage, "b")
    finish(storage)
    assert (state(storage, first), state(storage, second)) == (CaseState.RELEASED, CaseState.APPROVED)
    assert opened(storage) == (2, [second])
    finish(storage, 2)
    assert has(storage) == [(first, 1), (second, 1)]
    assert opened(storage) is None


def test_finishing_twice_is_harmless(storage: Storage) -> None:
    case_id = approved(storage)
    opened(storage)
    finish(storage)
    trail = storage.cases.audit_trail(case_id)
    finish(storage, at=later(60), case_1=NO)
    assert storage.cases.audit_trail(case_id) == trail
    assert trail[-1].details == {"consumer": "files", "run": 1, "n": 1, "from": "approved", "to": "released"}
    assert storage.outbox.dead_letters() == []


def test_a_run_never_opened_is_not_finished(storage: Storage) -> None:
    approved(storage)
    for consumer, run in (("files", 1), ("ledger system", 1)):
        with pytest.raises(WrongState, match="never opened"):
            storage.outbox.finish_run(consumer, run, {}, MACHINE, NOON)


def test_each_consumer_gets_every_version_at_its_own_pace(storage: Storage) -> None:
    case_id = approved(storage)
    opened(storage)
    finish(storage)
    assert opened(storage, consumer="archive") == (1, [case_id])
    storage.outbox.finish_run("archive", 1, {}, MACHINE, NOON)
    assert has(storage, "archive") == [(case_id, 1)] == has(storage)
    released = [event.details["consumer"] for event in storage.cases.audit_trail(case_id) if event.action == "released"]
    assert released == ["files", "archive"]


def test_an_entry_that_was_not_taken_keeps_no_other_back_and_comes_again_when_it_is_due(storage: Storage) -> None:
    first, second = approved(storage, "a"), approved(storage, "b")
    opened(storage)
    finish(storage, case_1=BUSY)
    assert has(storage) == [(second, 1)]
    assert state(storage, first) is CaseState.APPROVED
    assert opened(storage) is None
    assert opened(storage, later(120)) == (2, [first])
    finish(storage, 2, later(120))
    assert (state(storage, first), storage.outbox.dead_letters()) == (CaseState.RELEASED, [])


def test_a_consumer_is_left_alone_as_long_as_it_asked(storage: Storage) -> None:
    approved(storage)
    opened(storage)
    finish(storage, case_1=Failure(Verdict.LATER, "answered 429", wait_seconds=3600))
    assert opened(storage, later(3599)) is None
    assert opened(storage, later(3600)) == (2, [1])


def test_an_entry_that_was_not_tried_is_due_at_once_and_before_those_that_failed(storage: Storage) -> None:
    approved(storage, "a"), approved(storage, "b")
    opened(storage)
    finish(storage, case_1=BUSY, case_2=UNTRIED)
    assert opened(storage) == (2, [2])
    finish(storage, 2, case_2=UNTRIED)
    assert opened(storage, later(3600)) == (3, [2, 1])


def test_what_is_put_off_again_and_again_becomes_a_dead_letter(storage: Storage) -> None:
    case_id = approved(storage)
    at = NOON
    for run in range(1, ATTEMPTS + 1):
        assert opened(storage, at) == (run, [case_id])
        finish(storage, run, at, case_1=BUSY)
        at += timedelta(seconds=LONGEST_WAIT_SECONDS)
    assert opened(storage, at + timedelta(days=365)) is None
    (letter,) = storage.outbox.dead_letters()
    assert (letter.case, letter.attempts, letter.reason) == (case_id, ATTEMPTS, "answered 503")


def test_what_is_refused_is_a_dead_letter_at_once_and_a_person_asks_for_it_again(storage: Storage) -> None:
    case_id = approved(storage)
    opened(storage)
    finish(storage, case_1=NO)
    letters = [DeadLetter("files", case_id, 1, 1, "answered 422", NOON)]
    assert storage.outbox.dead_letters() == letters
    assert opened(storage, later(10**7)) is None
    assert storage.outbox.ask_again(case_id, ANNA, later(60)) == letters
    assert storage.outbox.dead_letters() == []
    assert keys(storage, later(60)) == [(case_id, 1, None)]
    finish(storage, 2, later(60), case_1=BUSY)
    assert storage.outbox.dead_letters() == []
    assert opened(storage, later(600)) == (3, [case_id])
    finish(storage, 3, later(600))
    assert has(storage) == [(case_id, 1)]
    told = [(str(event.actor), event.action) for event in storage.cases.audit_trail(case_id)][-3:]
    assert told == [("machine:reader", "not_delivered"), ("person:anna", "asked_again"), ("machine:reader", "released")]


def test_a_case_without_a_dead_letter_is_not_asked_for_again(storage: Storage) -> None:
    with pytest.raises(WrongState, match="--dead"):
        storage.outbox.ask_again(approved(storage), ANNA, NOON)


def test_a_correction_names_the_version_this_consumer_has(storage: Storage) -> None:
    case_id = approved(storage)
    opened(storage)
    finish(storage)
    assert approved_anew(storage, case_id) == 2
    assert keys(storage) == [(case_id, 2, 1)]
    finish(storage, 2)
    assert (has(storage), state(storage, case_id)) == ([(case_id, 2)], CaseState.RELEASED)
    run = storage.outbox.open_run("archive", NOON)
    assert run is not None
    assert [(version.n, version.corrects) for version in run.versions] == [(2, None)]


def test_a_correction_waits_until_what_it_corrects_is_acknowledged(storage: Storage) -> None:
    case_id = approved(storage)
    opened(storage)
    finish(storage, case_1=BUSY)
    approved_anew(storage, case_id)
    assert keys(storage) == []
    assert keys(storage, later(120)) == [(case_id, 1, None)]
    finish(storage, 2, later(120))
    assert state(storage, case_id) is CaseState.APPROVED
    assert keys(storage, later(120)) == [(case_id, 2, 1)]
    finish(storage, 3, later(120))
    assert state(storage, case_id) is CaseState.RELEASED


def test_a_consumer_hears_that_what_it_has_is_another_type_after_all(storage: Storage) -> None:
    case_id = approved(storage)
    opened(storage, doc_types=("invoice",))
    finish(storage)
    reopened(storage, case_id)
    retyped = replace(PROPOSAL, classification=Classification("receipt", None))
    storage.cases.retype(case_id, 1, retyped, CORRECTED, TO_A_PERSON, ANNA, NOON)
    storage.cases.approve(case_id, 2, CLEO, NOON)
    assert opened(storage, doc_types=("invoice",)) == (2, [case_id])
    assert opened(storage, consumer="archive", doc_types=("invoice",)) is None


def test_a_seeded_case_never_comes_near_a_consumer(storage: Storage) -> None:
    real = approved(storage)
    with storage.database.write("seed") as connection:
        row = connection.execute(
            """
            INSERT INTO capture_case (sha256, state, doc_type, changed_at, seeded)
            SELECT sha256, 'captured', doc_type, changed_at, 1 FROM capture_case RETURNING case_id
            """
        ).fetchone()
        seeded = {"case_id": row["case_id"]}
        for statement in (
            "INSERT INTO hand (case_id, actor, kind, role, since) SELECT :case_id, actor, kind, role, since FROM hand WHERE case_id = 1",
            "INSERT INTO version (case_id, n, author, made_at) SELECT :case_id, n, author, made_at FROM version WHERE case_id = 1",
        ):
            connection.execute(statement, seeded)
    assert opened(storage) == (1, [real])
    for statement in (
        "INSERT INTO approval (case_id, n, approver, approved_at) SELECT :case_id, n, approver, approved_at FROM approval",
        "INSERT INTO release (case_id, n, consumer, run) VALUES (:case_id, 1, 'files', 1)",
        "UPDATE capture_case SET state = 'approved' WHERE case_id = :case_id",
    ):
        with pytest.raises(CheckRefused), storage.database.write("attack") as connection:
            connection.execute(statement, seeded)


def test_a_correction_does_not_wait_for_a_version_that_was_refused(storage: Storage) -> None:
    case_id = approved(storage)
    opened(storage)
    finish(storage, case_1=NO)
    approved_anew(storage, case_id)
    assert keys(storage) == [(case_id, 2, None)]
    assert storage.outbox.dead_letters() == []


def test_a_version_known_to_be_wrong_does_not_leave(storage: Storage) -> None:
    case_id = approved(storage)
    reopened(storage, case_id)
    assert opened(storage) is None


def test_a_version_that_was_replaced_before_it_left_never_leaves(storage: Storage) -> None:
    case_id = approved(storage)
    approved_anew(storage, case_id)
    assert keys(storage) == [(case_id, 2, None)]


def test_waits_double_are_spread_and_end() -> None:
    chance = random.Random(1)  # noqa: S311 - a wait, not a secret
    waits = [next_wait_seconds(attempts, BUSY, chance) or 0 for attempts in range(1, ATTEMPTS)]
    for index, wait in enumerate(waits):
        longest = min(LONGEST_WAIT_SECONDS, 60 * 2**index)
        assert longest / 2 <= wait <= longest
    assert timedelta(hours=20) < timedelta(seconds=sum(waits)) < timedelta(hours=48)
    assert next_wait_seconds(ATTEMPTS, BUSY) is None
    assert next_wait_seconds(1, NO) is None
