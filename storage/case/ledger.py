"""Custody: which drops came in, and which captured cases are whose to read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from models.audit import Actor, ActorKind, AuditEvent
from models.case import CaseState, Drop, Reason, Receipt, Task
from storage.audit import audit_chain
from storage.case import rescans
from storage.case.case_states import Change, change_state
from storage.case.entries import add_reasons
from storage.sql.database import Connection, Database, Row
from storage.sql.texts import storable
from storage.sql.timestamps import from_text, to_text

MAX_ATTEMPTS = 3
LEDGER = Actor(ActorKind.MACHINE, "ledger")


class SqlLedger:
    """The Ledger port over SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open_batch(self, source: str, actor: Actor, at: datetime) -> int:
        with self._database.write("open_batch") as connection:
            batch_id = _insert_batch(connection, source, actor, at)
            audit_chain.append(connection, AuditEvent(actor, "batch_opened", at, None, {"batch": batch_id}))
        return batch_id

    def receive(self, batch_id: int, drop: Drop, actor: Actor, at: datetime, rescan_of: int | None = None) -> Receipt:
        """A drop repeated after a crash (same batch, name and bytes) gets the receipt it already had.

        With `rescan_of` it joins that case, where a better scan was asked for; where none was, it is a case of its own, as nothing is
        turned away.
        """
        drop = replace(drop, filename=storable(drop.filename))
        with self._database.write("receive") as connection:
            known = _receipt(connection, batch_id, drop)
            if known:
                return known
            joined = _join(connection, drop, rescan_of, actor, at)
            case_id, duplicate = (joined, False) if joined else _case_for(connection, drop, at)
            receipt = _insert_receipt(connection, batch_id, case_id, drop, at, duplicate=duplicate)
            details: dict[str, str | int] = {"receipt": receipt.receipt_id, "batch": batch_id, "sha256": drop.content_sha256}
            if not duplicate and not joined:
                details["to"] = str(CaseState.CAPTURED)
            action = "received_again" if duplicate else "received"
            audit_chain.append(connection, AuditEvent(actor, action, at, case_id, details))
        return receipt

    def lease(self, limit: int, seconds: float, at: datetime, batch_id: int | None = None) -> list[Task]:
        """Up to `limit` captured cases, oldest first, that nobody else holds; one that failed its readers too often is quarantined."""
        moment = {"at": to_text(at), "until": to_text(at + timedelta(seconds=seconds)), "batch_id": batch_id, "limit": limit}
        with self._database.write("lease") as connection:
            for case_id in _worn_out(connection, moment):
                _give_up(connection, case_id, at)
            return [_task(row) for row in _take(connection, moment)]

    def renew(self, case_ids: Sequence[int], seconds: float, at: datetime) -> None:
        """Hold leases longer; cases no longer captured are left as they are."""
        if not case_ids:
            return
        until = to_text(at + timedelta(seconds=seconds))
        with self._database.write("renew") as connection:
            connection.executemany(
                """
                UPDATE capture_case SET leased_until = :until
                WHERE case_id = :case_id AND state = 'captured' AND leased_until IS NOT NULL
                """,
                [{"until": until, "case_id": case_id} for case_id in case_ids],
            )

    def waiting(self, batch_id: int | None = None) -> int:
        """How many cases are captured and not entered yet, leased or not."""
        query = f"SELECT count(*) AS cases FROM capture_case WHERE state = 'captured' AND {OF_BATCH}"  # noqa: S608 - a constant
        with self._database.read() as connection:
            row = connection.execute(query, {"batch_id": batch_id}).fetchone()
        return int(row["cases"])

    def counts(self) -> dict[CaseState, int]:
        """Every state with its number of cases; together they are all documents ever received."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT state, count(*) AS cases FROM capture_case WHERE seeded = 0 GROUP BY state").fetchall()
        return dict.fromkeys(CaseState, 0) | {CaseState(row["state"]): row["cases"] for row in rows}


OF_BATCH = """(CAST(:batch_id AS INTEGER) IS NULL OR EXISTS (
    SELECT 1 FROM receipt WHERE receipt.case_id = capture_case.case_id AND receipt.batch_id = :batch_id))"""
FREE = f"state = 'captured' AND (leased_until IS NULL OR leased_until <= :at) AND {OF_BATCH}"


def _insert_batch(connection: Connection, source: str, actor: Actor, at: datetime) -> int:
    row = connection.execute(
        "INSERT INTO batch (source, opened_by, opened_at) VALUES (:source, :actor, :at) RETURNING batch_id",
        {"source": source, "actor": str(actor), "at": to_text(at)},
    ).fetchone()
    return int(row["batch_id"])


def _receipt(connection: Connection, batch_id: int, drop: Drop) -> Receipt | None:
    row = connection.execute(
        "SELECT * FROM receipt WHERE batch_id = :batch_id AND filename = :filename AND sha256 = :sha256",
        {"batch_id": batch_id, "filename": drop.filename, "sha256": drop.content_sha256},
    ).fetchone()
    return _receipt_from(row) if row else None


def _case_for(connection: Connection, drop: Drop, at: datetime) -> tuple[int, bool]:
    """The case of these bytes, and whether it was there before."""
    sha256 = {"sha256": drop.content_sha256}
    row = connection.execute("SELECT case_id FROM scan WHERE sha256 = :sha256", sha256).fetchone()
    if row:
        return int(row["case_id"]), True
    _insert_document(connection, drop, at)
    row = connection.execute(
        "INSERT INTO capture_case (sha256, state, changed_at) VALUES (:sha256, 'captured', :at) RETURNING case_id",
        sha256 | {"at": to_text(at)},
    ).fetchone()
    case_id = int(row["case_id"])
    _insert_scan(connection, case_id, 1, drop, at)
    return case_id, False


def _join(connection: Connection, drop: Drop, rescan_of: int | None, actor: Actor, at: datetime) -> int | None:
    """The case this scan was asked for, back among those to be read; None where it joins none."""
    asked = connection.execute(
        """
        SELECT case_id FROM capture_case WHERE case_id = :case_id AND state = 'rescan_requested'
        AND NOT EXISTS (SELECT 1 FROM scan WHERE sha256 = :sha256)
        """,
        {"case_id": rescan_of, "sha256": drop.content_sha256},
    ).fetchone()
    if asked is None:
        return None
    case_id = int(asked["case_id"])
    k = rescans.newest_scan(connection, case_id) + 1
    _insert_document(connection, drop, at)
    _insert_scan(connection, case_id, k, drop, at)
    connection.execute(
        "UPDATE capture_case SET sha256 = :sha256, attempts = 0 WHERE case_id = :case_id",
        {"case_id": case_id, "sha256": drop.content_sha256},
    )
    change_state(connection, case_id, Change(CaseState.CAPTURED, actor, "rescanned", at, {"k": k, "sha256": drop.content_sha256}))
    return case_id


def _insert_document(connection: Connection, drop: Drop, at: datetime) -> None:
    connection.execute(
        """
        INSERT INTO document (sha256, size_bytes, media_type, first_filename, received_at)
        VALUES (:sha256, :size_bytes, :media_type, :filename, :at)
        """,
        {
            "sha256": drop.content_sha256,
            "size_bytes": drop.size_bytes,
            "media_type": drop.media_type,
            "filename": drop.filename,
            "at": to_text(at),
        },
    )


def _insert_scan(connection: Connection, case_id: int, k: int, drop: Drop, at: datetime) -> None:
    connection.execute(
        "INSERT INTO scan (case_id, k, sha256, joined_at) VALUES (:case_id, :k, :sha256, :at)",
        {"case_id": case_id, "k": k, "sha256": drop.content_sha256, "at": to_text(at)},
    )


def _insert_receipt(connection: Connection, batch_id: int, case_id: int, drop: Drop, at: datetime, *, duplicate: bool) -> Receipt:
    row = connection.execute(
        """
        INSERT INTO receipt (batch_id, case_id, filename, sha256, received_at, duplicate)
        VALUES (:batch_id, :case_id, :filename, :sha256, :at, :duplicate) RETURNING *
        """,
        {
            "batch_id": batch_id,
            "case_id": case_id,
            "filename": drop.filename,
            "sha256": drop.content_sha256,
            "at": to_text(at),
            "duplicate": int(duplicate),
        },
    ).fetchone()
    return _receipt_from(row)


def _receipt_from(row: Row) -> Receipt:
    return Receipt(
        receipt_id=row["receipt_id"],
        batch_id=row["batch_id"],
        case_id=row["case_id"],
        filename=row["filename"],
        content_sha256=row["sha256"],
        received_at=from_text(row["received_at"]),
        duplicate=bool(row["duplicate"]),
    )


def _worn_out(connection: Connection, moment: Mapping[str, object]) -> list[int]:
    query = f"SELECT case_id FROM capture_case WHERE attempts >= {MAX_ATTEMPTS} AND {FREE}"  # noqa: S608 - constants
    return [row["case_id"] for row in connection.execute(query, moment).fetchall()]


def _give_up(connection: Connection, case_id: int, at: datetime) -> None:
    text = f"Reading this document stopped the reader {MAX_ATTEMPTS} times; the original is safe, a person looks at it."
    reason = Reason("reader_crashed_repeatedly", None, text)
    add_reasons(connection, case_id, None, [reason])
    change_state(connection, case_id, Change(CaseState.QUARANTINED, LEDGER, "quarantined", at, {"reason": reason.code}))


def _take(connection: Connection, moment: Mapping[str, object]) -> list[Row]:
    free = f"SELECT case_id FROM capture_case WHERE {FREE} ORDER BY case_id LIMIT :limit"  # noqa: S608 - constants
    case_ids = [row["case_id"] for row in connection.execute(free, moment).fetchall()]
    return [_hold(connection, case_id, moment["until"]) for case_id in case_ids]


def _hold(connection: Connection, case_id: int, until: object) -> Row:
    connection.execute(
        "UPDATE capture_case SET leased_until = :until, attempts = attempts + 1 WHERE case_id = :case_id",
        {"until": until, "case_id": case_id},
    )
    row: Row = connection.execute(
        """
        SELECT capture_case.case_id, capture_case.attempts, document.sha256, document.media_type
        FROM capture_case JOIN document ON document.sha256 = capture_case.sha256 WHERE capture_case.case_id = :case_id
        """,
        {"case_id": case_id},
    ).fetchone()
    return row


def _task(row: Row) -> Task:
    return Task(row["case_id"], row["sha256"], row["media_type"], row["attempts"])
