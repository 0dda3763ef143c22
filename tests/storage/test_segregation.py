"""Plain SQL against the rules: what the database itself refuses, whoever opens it and however."""

# ruff: noqa: S608 - the attacker writes the SQL here

from collections.abc import Iterator

import pytest
from places import Place
from raw_sql import REFUSALS, RawPostgres, RawSql, raw_sql
from storage_samples import POLICY, approved, corrected, in_review

from models.errors import AuditBroken
from storage.audit.audit_log import check_agrees
from storage.migrations.trust_core.guards import APPEND_ONLY, ERASABLE
from storage.open import Storage

AT = "2026-11-02T12:00:00.000000+00:00"
ADDED_VALUE = """
    INSERT INTO field_value (case_id, n, name, position, value, accepted, outcome) VALUES (1, 1, 'iban_2', 9, 'DE00', 1, 'proposed')
"""
WAYS = {"sqlite": "sqlite_place", "sqlite without foreign keys": "sqlite_place", "postgresql": "postgresql_place"}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """As this program opens SQLite, as a database shell does, and as the owner of the tables on PostgreSQL."""
    return str(request.param)


@pytest.fixture
def place(request: pytest.FixtureRequest, way: str) -> Place:
    found: Place = request.getfixturevalue(WAYS[way])
    return found


@pytest.fixture
def raw(way: str, place: Place) -> Iterator[RawSql]:
    session = raw_sql(place, guarded=way == "sqlite")
    yield session
    session.close()


def refused(raw: RawSql, *statements: str) -> None:
    """All but the last are the attacker's preparations, which may be refused as well; the last never succeeds."""
    for statement in statements[:-1]:
        try:
            raw.execute(statement)
        except REFUSALS:
            continue
    before = raw.everything()
    with pytest.raises(REFUSALS):
        raw.execute(statements[-1])
    assert raw.everything() == before


def replacing(raw: RawSql, insert: str, key: str, change: str) -> str:
    """An insert that takes the place of the row that is there."""
    if raw.dialect == "sqlite":
        return insert.replace("INSERT", "INSERT OR REPLACE", 1)
    return f"{insert} ON CONFLICT ({key}) DO UPDATE SET {change}"


def approve(case_id: int, n: int, person: str) -> str:
    return f"INSERT INTO approval (case_id, n, approver, approved_at) VALUES ({case_id}, {n}, '{person}', '{AT}')"


def hand(case_id: int, actor: str, kind: str, role: str) -> str:
    return f"INSERT INTO hand (case_id, actor, kind, role, since) VALUES ({case_id}, '{actor}', '{kind}', '{role}', '{AT}')"


def version(case_id: int, n: int, author: str) -> str:
    return f"INSERT INTO version (case_id, n, based_on, author, made_at) VALUES ({case_id}, {n}, {n - 1}, '{author}', '{AT}')"


def test_nobody_approves_what_they_made(storage: Storage, raw: RawSql) -> None:
    case_id = corrected(storage)
    refused(raw, hand(case_id, "anna", "person", "approver"), approve(case_id, 2, "anna"))


@pytest.mark.parametrize(
    "preparation",
    [
        "UPDATE hand SET role = 'approver' WHERE actor = 'anna'",
        "DELETE FROM hand WHERE actor = 'anna'",
        "UPDATE hand SET actor = 'ghost' WHERE actor = 'anna'",
        "UPDATE version SET author = 'reader' WHERE author = 'anna'",
    ],
)
def test_nobody_sheds_their_part_to_approve_after_all(storage: Storage, raw: RawSql, preparation: str) -> None:
    assert corrected(storage) == 1
    refused(raw, preparation, hand(1, "anna", "person", "approver"), approve(1, 2, "anna"))
    refused(raw, preparation)


def test_nobody_replaces_their_part_to_approve_after_all(storage: Storage, raw: RawSql) -> None:
    assert corrected(storage) == 1
    changed_role = replacing(raw, hand(1, "anna", "person", "approver"), "case_id, actor", "role = 'approver'")
    changed_author = replacing(raw, version(1, 2, "reader"), "case_id, n", "author = 'reader'")
    for preparation in (changed_role, changed_author):
        refused(raw, preparation, hand(1, "anna", "person", "approver"), approve(1, 2, "anna"))
        refused(raw, preparation)


def test_an_approval_needs_a_hand(storage: Storage, raw: RawSql) -> None:
    refused(raw, approve(in_review(storage), 1, "stranger"))


def test_an_old_version_is_not_approved(storage: Storage, raw: RawSql) -> None:
    case_id = corrected(storage)
    refused(raw, hand(case_id, "ben", "person", "approver"), approve(case_id, 1, "ben"))


def test_a_version_that_is_not_there_is_not_approved(storage: Storage, raw: RawSql) -> None:
    case_id = in_review(storage)
    refused(raw, hand(case_id, "ben", "person", "approver"), approve(case_id, 2, "ben"))


def test_an_approver_never_turns_author(storage: Storage, raw: RawSql) -> None:
    case_id = approved(storage)
    refused(raw, hand(case_id, "ben", "person", "author"), version(case_id, 2, "ben"))
    refused(raw, version(case_id, 2, "ben"))


@pytest.mark.parametrize("kind", ["machine", "policy", "station", "administrator"])
def test_no_machine_is_an_approver(storage: Storage, raw: RawSql, kind: str) -> None:
    refused(raw, hand(in_review(storage), "robot", kind, "approver"))


def test_the_machine_that_read_it_does_not_pose_as_a_person(storage: Storage, raw: RawSql) -> None:
    refused(raw, hand(in_review(storage), "reader", "person", "approver"))


@pytest.mark.parametrize("name", ["", " anna", "anna "])
def test_nobody_becomes_two_people_by_a_blank(storage: Storage, raw: RawSql, name: str) -> None:
    refused(raw, hand(in_review(storage), name, "person", "approver"))


def test_an_approval_is_a_persons_or_a_policys(storage: Storage, raw: RawSql) -> None:
    case_id = in_review(storage)
    prepared = hand(case_id, "ben", "person", "approver")
    nobody = f"INSERT INTO approval (case_id, n, approved_at) VALUES ({case_id}, 1, '{AT}')"
    both = f"INSERT INTO approval (case_id, n, approver, policy_hash, approved_at) VALUES ({case_id}, 1, 'ben', '{POLICY}', '{AT}')"
    refused(raw, prepared, nobody)
    refused(raw, prepared, both)


def test_one_version_has_one_approval(storage: Storage, raw: RawSql) -> None:
    case_id = approved(storage)
    refused(raw, hand(case_id, "cleo", "person", "approver"), approve(case_id, 1, "cleo"))
    refused(raw, replacing(raw, approve(case_id, 1, "cleo"), "case_id, n", "approver = 'cleo'"))


def test_nothing_is_released_without_approval(storage: Storage, raw: RawSql) -> None:
    case_id = corrected(storage)
    run = f"INSERT INTO release_run (consumer, run, opened_at) VALUES ('files', 1, '{AT}')"
    refused(raw, run, f"INSERT INTO release (case_id, n, consumer, run) VALUES ({case_id}, 2, 'files', 1)")
    refused(raw, f"UPDATE capture_case SET state = 'released' WHERE case_id = {case_id}")
    refused(raw, f"UPDATE capture_case SET state = 'approved' WHERE case_id = {case_id}")


def test_an_approval_of_the_version_before_does_not_release_the_next(storage: Storage, raw: RawSql) -> None:
    case_id = approved(storage)
    raw.execute(hand(case_id, "cleo", "person", "author"))
    raw.execute(version(case_id, 2, "cleo"))
    refused(raw, f"UPDATE capture_case SET state = 'released' WHERE case_id = {case_id}")


def test_a_case_does_not_begin_anywhere_else(raw: RawSql) -> None:
    sha256 = "a" * 64
    document = f"""
        INSERT INTO document (sha256, size_bytes, media_type, first_filename, received_at)
        VALUES ('{sha256}', 1, 'application/pdf', 'a.pdf', '{AT}')
    """
    refused(raw, document, f"INSERT INTO capture_case (sha256, state, changed_at) VALUES ('{sha256}', 'approved', '{AT}')")


def test_versions_have_no_gaps(storage: Storage, raw: RawSql) -> None:
    case_id = corrected(storage)
    wrong_base = f"INSERT INTO version (case_id, n, based_on, author, made_at) VALUES ({case_id}, 4, 1, 'anna', '{AT}')"
    refused(raw, wrong_base)


def test_a_second_next_version_is_refused(storage: Storage, raw: RawSql) -> None:
    case_id = corrected(storage)
    refused(raw, hand(case_id, "cleo", "person", "author"), version(case_id, 2, "cleo"))


@pytest.mark.parametrize("table", ["receipt", "hand", "version", "field_value", "approval", "audit_event", "capture_case", "release"])
def test_what_happened_is_never_deleted(storage: Storage, raw: RawSql, table: str) -> None:
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
        "UPDATE field_value SET value = NULL, printed = ''",
        "UPDATE capture_case SET case_id = 7",
        "DELETE FROM field_value",
        "INSERT INTO audit_event SELECT seq + 7, case_id, at, kind, actor, action, details, hash || 'x', hash FROM audit_event LIMIT 1",
        ADDED_VALUE,
    ],
)
def test_what_was_approved_never_changes(storage: Storage, raw: RawSql, change: str) -> None:
    approved(storage)
    refused(raw, change)


def test_what_was_approved_is_not_replaced(storage: Storage, raw: RawSql) -> None:
    approved(storage)
    value = """
        INSERT INTO field_value
        SELECT case_id, n, name, position, '9', confidence, accepted, outcome, page, x0, y0, x1, y1, printed, technique
        FROM field_value WHERE name = 'grand_total'
    """
    refused(raw, replacing(raw, value, "case_id, n, name", "value = '9'"))
    event = """
        INSERT INTO audit_event
        SELECT seq, case_id, at, kind, 'nobody', action, details, prev_hash, hash FROM audit_event WHERE seq = 2
    """
    refused(raw, replacing(raw, event, "seq", "actor = 'nobody'"))


def test_a_policy_is_not_rewritten(storage: Storage, raw: RawSql) -> None:
    approved(storage)
    storage.cases.record_policy(POLICY, "invoice", "{}", storage.cases.audit_trail(1)[0].at)
    refused(raw, "UPDATE policy SET body = '[]'")
    refused(raw, "DELETE FROM policy")
    forged = f"INSERT INTO policy (policy_hash, doc_type, body, recorded_at) VALUES ('{POLICY}', 'x', '[]', '{AT}')"
    refused(raw, replacing(raw, forged, "policy_hash", "body = '[]'"))


@pytest.mark.parametrize("table", [*APPEND_ONLY, *ERASABLE, "document", "capture_case", "policy", "release_run", "batch"])
def test_no_table_of_the_past_is_emptied_at_once(postgresql_place: Place, table: str) -> None:
    raw = RawPostgres(str(postgresql_place.database))
    refused(raw, f"TRUNCATE {table} CASCADE")
    raw.close()


@pytest.mark.parametrize("way", ["sqlite", "postgresql"])
def test_keys_alone_refuse_self_approval_without_any_trigger(storage: Storage, raw: RawSql) -> None:
    case_id = corrected(storage)
    storage.close()
    with raw.without_triggers():
        refused(raw, hand(case_id, "anna", "person", "approver"), approve(case_id, 2, "anna"))
        refused(raw, approve(case_id, 2, "stranger"))
        refused(raw, "UPDATE hand SET role = 'approver' WHERE actor = 'anna'")
        refused(raw, "DELETE FROM hand WHERE actor = 'anna'")
        refused(raw, hand(case_id, "ben", "person", "approver"), hand(case_id, "ben", "person", "author"))
        run = f"INSERT INTO release_run (consumer, run, opened_at) VALUES ('files', 1, '{AT}')"
        refused(raw, run, f"INSERT INTO release (case_id, n, consumer, run) VALUES ({case_id}, 2, 'files', 1)")


def test_without_any_guard_a_self_approval_stands_in_the_tables_and_is_found_by_the_audit(storage: Storage, raw: RawSql) -> None:
    case_id = corrected(storage)
    storage.close()
    raw.disarm()
    raw.execute(approve(case_id, 2, "anna"), f"UPDATE capture_case SET state = 'approved' WHERE case_id = {case_id}")
    with pytest.raises(AuditBroken, match="behind the audit log"):
        check_agrees(storage.audit.replay()[1])
