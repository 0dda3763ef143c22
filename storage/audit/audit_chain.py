"""The audit log: each event carries the hash of the one before, so an edit, deletion or reordering shows."""

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator

from models.audit import Actor, ActorKind, AuditEvent, AuditHead
from models.errors import AuditBroken
from storage.sql.database import Connection, Row
from storage.sql.timestamps import from_text, to_text

BEGINNING = AuditHead(0, "0" * 64)
COVERED = ("action", "actor", "at", "case_id", "details", "kind", "prev_hash", "seq")
"""The columns that the hash of an event covers: all but the hash."""

canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
"""The one spelling that is hashed: sorted keys, no spaces, ASCII only."""


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


def digest(row: Row) -> str:
    """The sha256 of an event's canonical JSON, the hash of its predecessor included."""
    return hashlib.sha256(canonical({name: row[name] for name in COVERED}).encode()).hexdigest()


def checked(rows: Iterable[Row], anchors: Iterable[AuditHead] = ()) -> Iterator[Row]:
    """The events as they come, each once it was found to follow from the one before; in the end all `anchors` were among them.

    Raises AuditBroken naming the first event that does not fit, or the anchor that is not there.
    """
    seq, last = BEGINNING.seq, BEGINNING.hash
    missing = set(anchors) - {BEGINNING}
    anchored = {anchor.seq for anchor in missing}
    for row in rows:
        seq += 1
        if row["seq"] != seq or row["prev_hash"] != last or row["hash"] != digest(row):
            raise AuditBroken(f"Audit event {seq} was changed, removed or moved. Compare with the last good backup.")
        last = row["hash"]
        if seq in anchored:
            missing.discard(AuditHead(seq, last))
        yield row
    if missing:
        first = min(anchor.seq for anchor in missing)
        how = "written anew" if first <= seq else f"cut off after event {seq}"
        raise AuditBroken(f"The audit log does not hold event {first} as it was anchored: it was {how}. Compare with the last good backup.")


def verify(rows: Iterable[Row], anchors: Iterable[AuditHead] = ()) -> AuditHead:
    """The head of an unbroken chain, all `anchors` being on it; raises AuditBroken."""
    newest_one = deque(checked(rows, anchors), maxlen=1)
    return head_of(newest_one[0]) if newest_one else BEGINNING


def head_of(row: Row) -> AuditHead:
    """What an anchor of this event would be."""
    return AuditHead(row["seq"], row["hash"])


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
