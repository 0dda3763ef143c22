"""The audit log: each event carries the hash of the one before, so an edit, deletion or reordering shows."""

import hashlib
import json
from collections.abc import Iterable

from models.audit import Actor, ActorKind, AuditEvent, AuditHead
from models.errors import AuditBroken
from storage.database import Connection, Row
from storage.timestamps import from_text, to_text

BEGINNING = AuditHead(0, "0" * 64)


def append(connection: Connection, event: AuditEvent) -> None:
    """Write the next event; the caller's transaction holds the change it tells of."""
    head = newest(connection)
    row: dict[str, object] = {
        "seq": head.seq + 1,
        "case_id": event.case_id,
        "at": to_text(event.at),
        "kind": str(event.actor.kind),
        "actor": event.actor.name,
        "action": event.action,
        "details": json.dumps(event.details, sort_keys=True),
        "prev_hash": head.hash,
    }
    connection.execute(
        """
        INSERT INTO audit_event (seq, case_id, at, kind, actor, action, details, prev_hash, hash)
        VALUES (:seq, :case_id, :at, :kind, :actor, :action, :details, :prev_hash, :hash)
        """,
        row | {"hash": digest(row)},
    )


def newest(connection: Connection) -> AuditHead:
    row = connection.execute("SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1").fetchone()
    return AuditHead(row["seq"], row["hash"]) if row else BEGINNING


def digest(row: dict[str, object]) -> str:
    """The sha256 of an event's canonical JSON, the hash of its predecessor included."""
    content = {name: row[name] for name in ("seq", "case_id", "at", "kind", "actor", "action", "details", "prev_hash")}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def verify(rows: Iterable[Row], anchor: AuditHead | None = None) -> AuditHead:
    """The head of an unbroken chain, `anchor` being on it; raises AuditBroken naming the first event that does not fit."""
    head = BEGINNING
    anchored = anchor is None or anchor == BEGINNING
    for row in rows:
        if row["seq"] != head.seq + 1 or row["prev_hash"] != head.hash or row["hash"] != digest(dict(row)):
            raise AuditBroken(f"Audit event {head.seq + 1} was changed, removed or moved. Compare with the last good backup.")
        head = AuditHead(row["seq"], row["hash"])
        anchored = anchored or head == anchor
    if not anchored:
        raise AuditBroken("The audit log no longer holds the event it was anchored at. Compare with the last good backup.")
    return head


def events_of(connection: Connection, case_id: int) -> list[AuditEvent]:
    """All that happened to one case, oldest first."""
    rows = connection.execute("SELECT * FROM audit_event WHERE case_id = :case_id ORDER BY seq", {"case_id": case_id}).fetchall()
    return [_event_from(row) for row in rows]


def _event_from(row: Row) -> AuditEvent:
    return AuditEvent(
        actor=Actor(ActorKind(row["kind"]), row["actor"]),
        action=row["action"],
        at=from_text(row["at"]),
        case_id=row["case_id"],
        details=json.loads(row["details"]),
    )
