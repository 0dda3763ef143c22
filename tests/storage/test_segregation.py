"""Plain SQL against the rules: what the database itself refuses, whoever opens it and however."""

# ruff: noqa: S608 - the attacker writes the SQL here

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from places import Place
from storage_samples import POLICY, approved, corrected, in_review

from storage.open import Storage
from storage.sqlite_database import connect

AT = "2026-11-02T12:00:00.000000+00:00"
FORGED_VALUE = """
    INSERT OR REPLACE INTO field_value
    SELECT case_id, n, name, position, '9', confidence, accepted, outcome, page, x0, y0, x1, y1, printed, technique FROM field_value
"""
ADDED_VALUE = """
    INSERT INTO field_value (case_id, n, name, position, value, accepted, outcome) VALUES (1, 1, 'iban_2', 9, 'DE00', 1, 'proposed')
"""


@pytest.fixture
def place(sqlite_place: Place) -> Place:
    return sqlite_place


def guarded(home: Path) -> sqlite3.Connection:
    return connect(home / "foureyes.db")


def bare(home: Path) -> sqlite3.Connection:
    """As a database shell opens it: without foreign keys."""
    return sqlite3.connect(home / "foureyes.db", isolation_level=None)


@pytest.fixture(params=[guarded, bare], ids=["foreign keys on", "foreign keys off"])
def raw(request: pytest.FixtureRequest, home: Path) -> Iterator[sqlite3.Connection]:
    opener: Callable[[Path], sqlite3.Connection] = request.param
    connection = opener(home)
    yield connection
    connection.close()


def refused(raw: sqlite3.Connection, *statements: str) -> None:
    """All but the last are the attacker's preparations, which may be refused as well; the last never succeeds."""
    for statement in statements[:-1]:
        try:
            raw.execute(statement)
        except sqlite3.IntegrityError:
            continue
    before = list(raw.iterdump())
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(statements[-1])
    assert list(raw.iterdump()) == before


def approve(case_id: int, n: int, person: str) -> str:
    return f"INSERT INTO approval (case_id, n, approver, approved_at) VALUES ({case_id}, {n}, '{person}', '{AT}')"


def hand(case_id: int, actor: str, kind: str, role: str) -> str:
    return f"INSERT INTO hand (case_id, actor, kind, role, since) VALUES ({case_id}, '{actor}', '{kind}', '{role}', '{AT}')"


def version(case_id: int, n: int, author: str) -> str:
    return f"INSERT INTO version (case_id, n, based_on, author, made_at) VALUES ({case_id}, {n}, {n - 1}, '{author}', '{AT}')"


def test_nobody_approves_what_they_made(storage: Storage, raw: sqlite3.Connection) -> None:
    case_id = corrected(storage)
    refused(raw, hand(case_id, "anna", "person", "approver"), approve(case_id, 2, "anna"))


@pytest.mark.parametrize(
    "preparation",
    [
        "UPDATE hand SET role = 'approver' WHERE actor = 'anna'",
        "DELETE FROM hand WHERE actor = 'anna'",
        "UPDATE hand SET actor = 'ghost' WHERE actor = 'anna'",
        "UPDATE version SET author = 'reader' WHERE author = 'anna'",
        f"INSERT OR REPLACE INTO hand (case_id, actor, kind, role, since) VALUES (1, 'anna', 'person', 'approver', '{AT}')",
        f"REPLACE INTO version (case_id, n, based_on, author, made_at) VALUES (1, 2, 1, 'reader', '{AT}')",
    ],
)
def test_nobody_sheds_their_part_to_approve_after_all(storage: Storage, raw: sqlite3.Connection, preparation: str) -> None:
    assert corrected(storage) == 1
    refused(raw, preparation, hand(1, "anna", "person", "approver"), approve(1, 2, "anna"))
    refused(raw, preparation)


def test_an_approval_needs_a_hand(storage: Storage, raw: sqlite3.Connection) -> None:
    refused(raw, approve(in_review(storage), 1, "stranger"))


def test_an_old_version_is_not_approved(storage: Storage, raw: sqlite3.Connection) -> None:
    case_id = corrected(storage)
    refused(raw, hand(case_id, "ben", "person", "approver"), approve(case_id, 1, "ben"))


def test_a_version_that_is_not_there_is_not_approved(storage: Storage, raw: sqlite3.Connection) -> None:
    case_id = in_review(storage)
    refused(raw, hand(case_id, "ben", "person", "approver"), approve(case_id, 2, "ben"))


def test_an_approver_never_turns_author(storage: Storage, raw: sqlite3.Connection) -> None:
    case_id = approved(storage)
    refused(raw, hand(case_id, "ben", "person", "author"), version(case_id, 2, "ben"))
    refused(raw, version(case_id, 2, "ben"))


@pytest.mark.parametrize("kind", ["machine", "policy", "station", "administrator"])
def test_no_machine_is_an_approver(storage: Storage, raw: sqlite3.Connection, kind: str) -> None:
    refused(raw, hand(in_review(storage), "robot", kind, "approver"))


def test_the_machine_that_read_it_does_not_pose_as_a_person(storage: Storage, raw: sqlite3.Connection) -> None:
    refused(raw, hand(in_review(storage), "reader", "person", "approver"))


@pytest.mark.parametrize("name", ["", " anna", "anna "])
def test_nobody_becomes_two_people_by_a_blank(storage: Storage, raw: sqlite3.Connection, name: str) -> None:
    refused(raw, hand(in_review(storage), name, "person", "approver"))


def test_an_approval_is_a_persons_or_a_policys(storage: Storage, raw: sqlite3.Connection) -> None:
    case_id = in_review(storage)
    prepared = hand(case_id, "ben", "person", "approver")
    nobody = f"INSERT INTO approval (case_id, n, approved_at) VALUES ({case_id}, 1, '{AT}')"
    both = f"INSERT INTO approval (case_id, n, approver, policy_hash, approved_at) VALUES ({case_id}, 1, 'ben', '{POLICY}', '{AT}')"
    refused(raw, prepared, nobody)
    refused(raw, prepared, both)


def test_one_version_has_one_approval(storage: Storage, raw: sqlite3.Connection) -> None:
    case_id = approved(storage)
    refused(raw, hand(case_id, "cleo", "person", "approver"), approve(case_id, 1, "cleo"))
    refused(raw, approve(case_id, 1, "cleo").replace("INSERT", "INSERT OR REPLACE"))


def test_nothing_is_released_without_approval(storage: Storage, raw: sqlite3.Connection) -> None:
    case_id = corrected(storage)
    run = f"INSERT INTO release_run (consumer, run, opened_at) VALUES ('files', 1, '{AT}')"
    refused(raw, run, f"INSERT INTO release (case_id, n, consumer, run) VALUES ({case_id}, 2, 'files', 1)")
    refused(raw, f"UPDATE capture_case SET state = 'released' WHERE case_id = {case_id}")
    refused(raw, f"UPDATE capture_case SET state = 'approved' WHERE case_id = {case_id}")


def test_an_approval_of_the_version_before_does_not_release_the_next(storage: Storage, raw: sqlite3.Connection) -> None:
    case_id = approved(storage)
    raw.execute(hand(case_id, "cleo", "person", "author"))
    raw.execute(version(case_id, 2, "cleo"))
    refused(raw, f"UPDATE capture_case SET state = 'released' WHERE case_id = {case_id}")


def test_a_case_does_not_begin_anywhere_else(raw: sqlite3.Connection) -> None:
    sha256 = "a" * 64
    document = f"""
        INSERT INTO document (sha256, size_bytes, media_type, first_filename, received_at)
        VALUES ('{sha256}', 1, 'application/pdf', 'a.pdf', '{AT}')
    """
    refused(raw, document, f"INSERT INTO capture_case (sha256, state, changed_at) VALUES ('{sha256}', 'approved', '{AT}')")


def test_versions_have_no_gaps(storage: Storage, raw: sqlite3.Connection) -> None:
    case_id = corrected(storage)
    wrong_base = f"INSERT INTO version (case_id, n, based_on, author, made_at) VALUES ({case_id}, 4, 1, 'anna', '{AT}')"
    refused(raw, wrong_base)


def test_a_second_next_version_is_refused(storage: Storage, raw: sqlite3.Connection) -> None:
    case_id = corrected(storage)
    refused(raw, hand(case_id, "cleo", "person", "author"), version(case_id, 2, "cleo"))


@pytest.mark.parametrize("table", ["receipt", "hand", "version", "field_value", "approval", "audit_event", "capture_case", "release"])
def test_what_happened_is_never_deleted(storage: Storage, raw: sqlite3.Connection, table: str) -> None:
    approved(storage)
    storage.outbox.open_run("files", storage.cases.audit_trail(1)[0].at)
    refused(raw, f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE field_value SET value = '9999.99'",
        "UPDATE field_value SET accepted = 1",
        "UPDATE version SET made_at = made_at",
        "UPDATE approval SET approver = NULL, policy_hash = 'x'",
        "UPDATE audit_event SET actor = 'nobody'",
        "UPDATE receipt SET filename = 'other.pdf'",
        FORGED_VALUE,
        "REPLACE INTO audit_event SELECT seq, case_id, at, kind, 'nobody', action, details, prev_hash, hash FROM audit_event",
        "INSERT INTO audit_event SELECT seq + 7, case_id, at, kind, actor, action, details, hash || 'x', hash FROM audit_event LIMIT 1",
        ADDED_VALUE,
    ],
)
def test_what_was_approved_never_changes(storage: Storage, raw: sqlite3.Connection, change: str) -> None:
    approved(storage)
    refused(raw, change)


def test_a_policy_is_not_rewritten(storage: Storage, raw: sqlite3.Connection) -> None:
    approved(storage)
    storage.cases.record_policy(POLICY, "invoice", "{}", storage.cases.audit_trail(1)[0].at)
    refused(raw, "UPDATE policy SET body = '[]'")
    refused(raw, "DELETE FROM policy")
    refused(raw, f"REPLACE INTO policy (policy_hash, doc_type, body, recorded_at) VALUES ('{POLICY}', 'x', '[]', '{AT}')")


def test_keys_alone_refuse_self_approval_without_any_trigger(storage: Storage, home: Path) -> None:
    case_id = corrected(storage)
    storage.close()
    raw = guarded(home)
    for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {row['name']}")
    refused(raw, hand(case_id, "anna", "person", "approver"), approve(case_id, 2, "anna"))
    refused(raw, approve(case_id, 2, "stranger"))
    refused(raw, "UPDATE hand SET role = 'approver' WHERE actor = 'anna'")
    refused(raw, "DELETE FROM hand WHERE actor = 'anna'")
    refused(raw, hand(case_id, "ben", "person", "approver"), hand(case_id, "ben", "person", "author"))
    run = f"INSERT INTO release_run (consumer, run, opened_at) VALUES ('files', 1, '{AT}')"
    refused(raw, run, f"INSERT INTO release (case_id, n, consumer, run) VALUES ({case_id}, 2, 'files', 1)")
    raw.close()
