"""How an entry is written and read: its hands, its versions with their fields and evidence, and the reasons to look."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime

from models.audit import Actor, ActorKind
from models.case import FieldValue, Outcome, Reason, Version
from models.errors import AuthorCannotApprove
from models.extraction import Candidate, Evidence, ProposedField
from models.page import Box
from storage.audit import value_hashes
from storage.case import case_keys
from storage.sql.database import Connection, Row
from storage.sql.texts import storable, storable_or_none
from storage.sql.timestamps import from_text, to_text

AUTHOR = "author"
APPROVER = "approver"
QA = "qa"
NO_EVIDENCE: dict[str, object] = dict.fromkeys(("page", "x0", "y0", "x1", "y1", "printed", "technique"))


def lend_hand(connection: Connection, case_id: int, actor: Actor, role: str, at: datetime) -> None:
    """Gives the actor this role in the entry; raises AuthorCannotApprove where it has the other one, or is no person and would approve."""
    if role != AUTHOR and actor.kind is not ActorKind.PERSON:
        raise AuthorCannotApprove(f"{actor} is no person; only people approve, or a policy on entry.")
    key = {"case_id": case_id, "actor": actor.name}
    row = connection.execute("SELECT kind, role FROM hand WHERE case_id = :case_id AND actor = :actor", key).fetchone()
    if row is None:
        connection.execute(
            "INSERT INTO hand (case_id, actor, kind, role, since) VALUES (:case_id, :actor, :kind, :role, :at)",
            key | {"kind": str(actor.kind), "role": role, "at": to_text(at)},
        )
    elif (row["kind"], row["role"]) != (actor.kind, role):
        raise AuthorCannotApprove(f"{actor.name} is {row['role']} of the entry of case {case_id} already; somebody else has to do this.")


def role_of(connection: Connection, case_id: int, actor: Actor) -> str | None:
    """The actor's role in the case, which is for ever; None where there is none yet."""
    key = {"case_id": case_id, "actor": actor.name}
    row = connection.execute("SELECT role FROM hand WHERE case_id = :case_id AND actor = :actor", key).fetchone()
    return row and str(row["role"])


def newest_n(connection: Connection, case_id: int) -> int:
    """The number of the newest version, 0 where nothing was entered yet."""
    row = connection.execute("SELECT coalesce(max(n), 0) AS n FROM version WHERE case_id = :case_id", {"case_id": case_id}).fetchone()
    return int(row["n"])


def add_version(
    connection: Connection, case_id: int, n: int, author: Actor, fields: Sequence[FieldValue], at: datetime
) -> dict[str, str | int]:
    """What its audit event says of its values: hashes, which prove them and tell nothing."""
    lend_hand(connection, case_id, author, AUTHOR, at)
    connection.execute(
        "INSERT INTO version (case_id, n, based_on, author, made_at) VALUES (:case_id, :n, :based_on, :author, :at)",
        {"case_id": case_id, "n": n, "based_on": n - 1 or None, "author": author.name, "at": to_text(at)},
    )
    connection.executemany(
        """
        INSERT INTO field_value (case_id, n, name, position, value, confidence, accepted, outcome,
                                 page, x0, y0, x1, y1, printed, technique)
        VALUES (:case_id, :n, :name, :position, :value, :confidence, :accepted, :outcome,
                :page, :x0, :y0, :x1, :y1, :printed, :technique)
        """,
        [{"case_id": case_id, "n": n, "position": position} | _field_row(field) for position, field in enumerate(fields)],
    )
    values = {field.name: field.value for field in fields}
    case_keys.follow(connection, case_id, values)
    return value_hashes.seal(connection, case_id, n, values)


def add_approval(connection: Connection, case_id: int, n: int, approver: Actor, at: datetime) -> None:
    """A seeded case is decided like any other, and takes no approval."""
    connection.execute(
        """
        INSERT INTO approval (case_id, n, approver, approved_at)
        SELECT case_id, CAST(:n AS INTEGER), CAST(:approver AS TEXT), CAST(:at AS TEXT) FROM capture_case
        WHERE case_id = :case_id AND seeded = 0
        """,
        {"case_id": case_id, "n": n, "approver": approver.name, "at": to_text(at)},
    )


def add_reasons(connection: Connection, case_id: int, n: int | None, reasons: Iterable[Reason]) -> None:
    connection.executemany(
        "INSERT INTO reason (case_id, n, code, field, text) VALUES (:case_id, :n, :code, :field, :text)",
        [{"case_id": case_id, "n": n, "code": reason.code, "field": reason.field, "text": storable(reason.text)} for reason in reasons],
    )


def add_alternatives(connection: Connection, case_id: int, fields: Iterable[ProposedField]) -> None:
    proposed = [candidate for field in fields for candidate in field.alternatives]
    count = connection.execute("SELECT count(*) AS known FROM alternative WHERE case_id = :case_id", {"case_id": case_id}).fetchone()
    connection.executemany(
        """
        INSERT INTO alternative (case_id, position, name, value, score, page, x0, y0, x1, y1, printed, technique)
        VALUES (:case_id, :position, :name, :value, :score, :page, :x0, :y0, :x1, :y1, :printed, :technique)
        """,
        [
            {"case_id": case_id, "position": position} | _candidate_row(candidate)
            for position, candidate in enumerate(proposed, start=count["known"])
        ],
    )


def versions_of(connection: Connection, case_id: int, since: int = 1) -> list[Version]:
    """Versions from number `since` on, oldest first."""
    key = {"case_id": case_id, "since": since}
    fields = connection.execute("SELECT * FROM field_value WHERE case_id = :case_id AND n >= :since ORDER BY n, position", key).fetchall()
    rows = connection.execute(
        """
        SELECT version.n, version.author, version.made_at, hand.kind
        FROM version JOIN hand ON hand.case_id = version.case_id AND hand.actor = version.author
        WHERE version.case_id = :case_id AND version.n >= :since ORDER BY version.n
        """,
        key,
    ).fetchall()
    return [
        Version(
            n=row["n"],
            author=Actor(ActorKind(row["kind"]), row["author"]),
            at=from_text(row["made_at"]),
            fields=tuple(_field_from(field) for field in fields if field["n"] == row["n"]),
        )
        for row in rows
    ]


def alternatives_of(connection: Connection, case_id: int) -> list[Candidate]:
    rows = connection.execute("SELECT * FROM alternative WHERE case_id = :case_id ORDER BY position", {"case_id": case_id}).fetchall()
    return [Candidate(row["name"], row["value"], row["score"], evidence_from(row)) for row in rows]


def _field_row(field: FieldValue) -> dict[str, object]:
    return {
        "name": field.name,
        "value": storable_or_none(field.value),
        "confidence": known(field.confidence),
        "accepted": int(field.accepted),
        "outcome": str(field.outcome),
    } | (evidence_row(field.evidence) if field.evidence else NO_EVIDENCE)


def known(confidence: float | None) -> float | None:
    """A confidence that is no number is none."""
    return None if confidence is None or math.isnan(confidence) else confidence


def _candidate_row(candidate: Candidate) -> dict[str, object]:
    return {"name": candidate.field, "value": storable(candidate.value), "score": candidate.score} | evidence_row(candidate.evidence)


def evidence_row(evidence: Evidence) -> dict[str, object]:
    box = evidence.box
    corners = {"x0": float(box.x0), "y0": float(box.y0), "x1": float(box.x1), "y1": float(box.y1)}
    return {"page": evidence.page, "printed": storable(evidence.text), "technique": evidence.technique} | corners


def _field_from(row: Row) -> FieldValue:
    return FieldValue(
        name=row["name"],
        value=row["value"],
        confidence=row["confidence"],
        evidence=evidence_from(row) if row["page"] is not None else None,
        outcome=Outcome(row["outcome"]),
        accepted=bool(row["accepted"]),
    )


def evidence_from(row: Row) -> Evidence:
    return Evidence(row["page"], Box(row["x0"], row["y0"], row["x1"], row["y1"]), row["printed"], row["technique"])
