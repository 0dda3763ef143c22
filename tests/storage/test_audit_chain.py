"""The audit log: complete enough to rebuild every state, silent about values, and no change to it goes unseen."""

# ruff: noqa: S608 - the forger writes the SQL here

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import Place
from raw_sql import tamper
from storage_samples import (
    ANNA,
    BEN,
    CORRECTED,
    FIELDS,
    MACHINE,
    NOON,
    PROPOSAL,
    STRAIGHT_THROUGH,
    approved,
    captured,
    corrected,
    in_review,
    policy_in_force,
    quarantined,
)

from models.audit import AuditHead
from models.case import TRANSITIONS, CaseState, Reason
from models.errors import AuditBroken, StorageUnavailable
from storage.audit.audit_chain import BEGINNING, COVERED, canonical, digest
from storage.open import Storage


def every_kind_of_life(storage: Storage) -> list[int]:
    straight = captured(storage, "straight")
    policy_in_force(storage)
    storage.cases.enter(straight, PROPOSAL, FIELDS, STRAIGHT_THROUGH, MACHINE, NOON)
    rejected = corrected(storage, "rejected")
    storage.cases.close(rejected, CaseState.REJECTED, Reason("no_invoice", None, "an advertisement"), BEN, NOON)
    released = approved(storage, "released")
    opened = storage.outbox.open_run("files", NOON)
    assert opened
    assert [version.case for version in opened.versions] == [straight, released]
    storage.outbox.finish_run("files", 1, {}, MACHINE, NOON)
    waiting = [approved(storage, "approved"), in_review(storage, "reviewed"), quarantined(storage, "bad"), captured(storage, "new")]
    return [straight, rejected, released, *waiting]


def test_replaying_the_log_rebuilds_every_state(storage: Storage) -> None:
    cases = every_kind_of_life(storage)
    for case_id in cases:
        replayed: CaseState | None = None
        for event in storage.cases.audit_trail(case_id):
            if "to" in event.details:
                to = CaseState(event.details["to"])
                assert replayed is None or (event.details["from"] == replayed and to in TRANSITIONS[replayed])
                replayed = to
        assert replayed is storage.cases.case(case_id).summary.state
    assert len({storage.cases.case(case_id).summary.state for case_id in cases}) == len(cases) - 1


def test_each_event_says_who_did_what_when(storage: Storage) -> None:
    case_id = corrected(storage)
    storage.cases.approve(case_id, 2, BEN, NOON)
    trail = storage.cases.audit_trail(case_id)
    assert [(str(event.actor), event.action) for event in trail] == [
        ("station:scanner-1", "received"),
        ("machine:reader", "entered"),
        ("person:anna", "corrected"),
        ("person:ben", "approved"),
    ]
    assert {(event.at, event.case_id) for event in trail} == {(NOON, case_id)}
    told = {name: value for name, value in trail[2].details.items() if not name.startswith("value.")}
    assert told == {"n": 2, "changed": "grand_total", "reasons": 1, "values": 2, "from": "in_review", "to": "in_review"}


def test_the_log_holds_no_value_no_text_and_no_file_name(storage: Storage) -> None:
    case_id = corrected(storage, "Jane Doe")
    storage.cases.close(case_id, CaseState.REJECTED, Reason("no_invoice", None, "written by Jane Doe"), BEN, NOON)
    with storage.database.read() as connection:
        told = " ".join(row["details"] for row in connection.execute("SELECT details FROM audit_event"))
    secrets = [field.value for field in (*FIELDS, *CORRECTED) if field.value]
    for secret in (*secrets, "Jane Doe", "1.190,00", "80 %", ".pdf"):
        assert secret not in told


def test_an_untouched_log_is_whole(storage: Storage) -> None:
    assert storage.cases.verify_audit() == BEGINNING
    every_kind_of_life(storage)
    head = storage.cases.verify_audit()
    assert storage.cases.verify_audit(head) == head
    in_review(storage, "one more")
    assert storage.cases.verify_audit(head).seq == head.seq + 3


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE audit_event SET actor = 'nobody' WHERE seq = 5"],
        ["UPDATE audit_event SET details = '{}' WHERE seq = 5"],
        ["UPDATE audit_event SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 5"],
        ["UPDATE audit_event SET case_id = 2 WHERE seq = 2"],
        ["DELETE FROM audit_event WHERE seq = 5"],
        ["DELETE FROM audit_event WHERE seq = 1"],
        [
            "DELETE FROM audit_event WHERE seq = 5",
            "UPDATE audit_event SET seq = seq + 1000 WHERE seq > 5",
            "UPDATE audit_event SET seq = seq - 1001 WHERE seq > 1000",
        ],
        [
            "UPDATE audit_event SET seq = 100 WHERE seq = 4",
            "UPDATE audit_event SET seq = 4 WHERE seq = 5",
            "UPDATE audit_event SET seq = 5 WHERE seq = 100",
        ],
    ],
    ids=[
        "actor edited",
        "details edited",
        "time edited",
        "case exchanged",
        "deleted",
        "first deleted",
        "deleted and closed up",
        "reordered",
    ],
)
def test_an_edit_a_deletion_and_a_reordering_are_seen(storage: Storage, place: Place, statements: list[str]) -> None:
    every_kind_of_life(storage)
    storage.close()
    tamper(place, *statements)
    with pytest.raises(AuditBroken, match="changed, removed or moved"):
        storage.cases.verify_audit()


def test_a_truncated_log_is_seen_by_its_anchor(storage: Storage, place: Place) -> None:
    every_kind_of_life(storage)
    anchor = storage.cases.verify_audit()
    storage.close()
    tamper(place, f"DELETE FROM audit_event WHERE seq > {anchor.seq - 3}")
    assert storage.cases.verify_audit().seq == anchor.seq - 3
    with pytest.raises(AuditBroken, match="anchored"):
        storage.cases.verify_audit(anchor)


def test_a_log_rewritten_from_some_point_on_is_seen_by_its_anchor(storage: Storage, place: Place) -> None:
    in_review(storage)
    anchor = storage.cases.verify_audit()
    with storage.database.read() as connection:
        last = dict(connection.execute("SELECT * FROM audit_event ORDER BY seq DESC LIMIT 1").fetchone())
    storage.close()
    forged = digest(last | {"actor": ANNA.name})
    tamper(place, f"UPDATE audit_event SET actor = '{ANNA.name}', hash = '{forged}' WHERE seq = {anchor.seq}")
    assert storage.cases.verify_audit() == AuditHead(anchor.seq, forged)
    with pytest.raises(AuditBroken, match="anchored"):
        storage.cases.verify_audit(anchor)


def test_a_log_cut_off_hashed_anew_and_fitted_to_the_tables_is_seen_by_its_anchor_alone(storage: Storage, place: Place) -> None:
    """As somebody does who may do anything to the database: an approval never was."""
    case_id = approved(storage)
    captured(storage, "another")
    anchor = storage.audit.head()
    with storage.database.read() as connection:
        rows = [dict(row) for row in connection.execute("SELECT * FROM audit_event ORDER BY seq").fetchall()]
    storage.close()
    kept = [row for row in rows if row["action"] != "approved"]
    statements = ["DELETE FROM audit_event", "DELETE FROM approval", "DELETE FROM hand WHERE role = 'approver'"]
    last = BEGINNING.hash
    for seq, row in enumerate(kept, start=1):
        row |= {"seq": seq, "prev_hash": last}
        last = row["hash"] = digest(row)
        values = ", ".join("NULL" if value is None else f"'{value}'" for value in row.values())
        statements.append(f"INSERT INTO audit_event ({', '.join(row)}) VALUES ({values})")
    tamper(place, *statements, f"UPDATE capture_case SET state = 'in_review' WHERE case_id = {case_id}")
    assert storage.audit.replay() == (AuditHead(anchor.seq - 1, last), [])
    assert storage.audit.values().differences == []
    with pytest.raises(AuditBroken, match=f"does not hold event {anchor.seq} as it was anchored: it was cut off"):
        storage.audit.verify([anchor])


WHAT_JSON_ESCAPES = st.text(st.characters(codec="utf-8") | st.sampled_from('"\\/\x00\x1f\x7f\u2028\ud7ff\U0001f600'))


@given(st.dictionaries(st.sampled_from(COVERED), st.none() | st.integers() | WHAT_JSON_ESCAPES))
def test_what_is_hashed_is_spelled_as_it_always_was(row: dict[str, object]) -> None:
    assert canonical(row) == json.dumps(row, sort_keys=True, separators=(",", ":"))
    assert canonical(row).isascii()


def test_the_hash_of_an_event_is_what_it_always_was() -> None:
    row = {"seq": 1, "case_id": None, "at": "2026-11-02T12:00:00.000000+00:00", "kind": "person", "actor": "zoë \U0001f600", "action": "a"}
    row |= {"details": '{"n": 1}', "prev_hash": BEGINNING.hash}
    assert digest(row) == "374ad4d1ea170330e3c55868eeb86902e12ccba31ad92eafdc5167204674c720"


@given(st.dictionaries(st.sampled_from(["seq", "case_id", "at", "kind", "actor", "action", "details", "prev_hash"]), st.text(), min_size=1))
def test_the_hash_covers_every_column(changes: dict[str, str]) -> None:
    row: dict[str, object] = dict.fromkeys(("seq", "case_id", "at", "kind", "actor", "action", "details", "prev_hash"), "original \x00")
    assert (digest(row | changes) == digest(row)) == (row | changes == row)


def test_a_file_that_is_no_database_is_told_of(sqlite_place: Place) -> None:
    storage = sqlite_place.open()
    storage.close()
    (sqlite_place.home / "foureyes.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(StorageUnavailable, match="not a database"):
        storage.cases.verify_audit()
