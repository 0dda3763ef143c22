"""A known error in a copy of a case: how it is planted, and how it is told whether whoever decided the copy caught it.

The copy looks and is worked on like any other case. It ends with the first decision about it, before anything of it is approved.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from models.audit import Actor, ActorKind, AuditEvent
from models.case import CaseState, Reason
from models.errors import AuthorCannotApprove
from storage.audit import audit_chain
from storage.case import entries
from storage.sql.database import Connection
from storage.sql.texts import storable_or_none
from storage.sql.timestamps import to_text

SEEDED = Reason("seeded", None, "quality: an error was put into this copy to see whether it is noticed; nothing of it leaves")
PASSED_ON = frozenset({CaseState.REJECTED, CaseState.RESCAN_REQUESTED, CaseState.IN_ADJUDICATION})
COPIED = (
    """
    INSERT INTO alternative (case_id, position, name, value, score, page, x0, y0, x1, y1, printed, technique)
    SELECT CAST(:case_id AS INTEGER), position, name, value, score, page, x0, y0, x1, y1, printed, technique
    FROM alternative WHERE case_id = :copy_of
    """,
    """
    INSERT INTO line_item (case_id, position, name, value, confidence, page, x0, y0, x1, y1, printed, technique)
    SELECT CAST(:case_id AS INTEGER), position, name, value, confidence, page, x0, y0, x1, y1, printed, technique
    FROM line_item WHERE case_id = :copy_of
    """,
)


def begin(connection: Connection, copy_of: int, field: str, right_value: str | None, by: Actor, at: datetime) -> int:
    """The number of a copy without an entry: the same document, type, alternatives and line items."""
    row = connection.execute(
        """
        INSERT INTO capture_case (sha256, state, doc_type, type_confidence, page_count, changed_at, seeded)
        SELECT sha256, 'captured', doc_type, type_confidence, page_count, CAST(:at AS TEXT), 1 FROM capture_case
        WHERE case_id = :copy_of RETURNING case_id
        """,
        {"copy_of": copy_of, "at": to_text(at)},
    ).fetchone()
    key = {"case_id": int(row["case_id"]), "copy_of": copy_of}
    connection.execute(
        """
        INSERT INTO seed (case_id, copy_of, field, right_value, planted_by, planted_at)
        VALUES (:case_id, :copy_of, :field, :right, :by, :at)
        """,
        key | {"field": field, "right": storable_or_none(right_value), "by": by.name, "at": to_text(at)},
    )
    for statement in COPIED:
        connection.execute(statement, key)
    # Of no case, so that the history of neither tells a checker what an auditor finds in the log.
    audit_chain.append(connection, AuditEvent(by, "planted", at, None, {"copy": key["case_id"], "of": copy_of, "field": field}))
    return key["case_id"]


def judge(
    connection: Connection, case_id: int, actor: Actor, present: CaseState, to: CaseState, at: datetime
) -> dict[str, str | int] | None:
    """Where a person's decision ends a seeded case, what the audit log says of it; None for every other step of every other case.

    Caught is an error that was put right, or kept from going on.
    """
    if actor.kind is not ActorKind.PERSON or CaseState.HELD in (present, to):
        return None
    seed = connection.execute("SELECT * FROM seed WHERE case_id = :case_id", {"case_id": case_id}).fetchone()
    if seed is None:
        return None
    if seed["planted_by"] == actor.name:
        raise AuthorCannotApprove(f"You know what is wrong with case {case_id}; somebody else has to decide about it.")
    n = entries.newest_n(connection, case_id)
    values = {field.name: field.value for field in entries.versions_of(connection, case_id, n)[0].fields}
    caught = int(to in PASSED_ON or values.get(seed["field"]) == seed["right_value"])
    connection.execute(
        "INSERT INTO seed_result (case_id, person, caught, decided_at) VALUES (:case_id, :person, :caught, :at)",
        {"case_id": case_id, "person": actor.name, "caught": caught, "at": to_text(at)},
    )
    entries.add_reasons(connection, case_id, n, [SEEDED])
    return {"reason": SEEDED.code, "caught": caught}


def arrival(connection: Connection, case_id: int) -> Sequence[AuditEvent]:
    """How the document of a seeded case came, which the log tells of the case it copies: a history without it would give the copy away."""
    seed = connection.execute("SELECT copy_of FROM seed WHERE case_id = :case_id", {"case_id": case_id}).fetchone()
    if seed is None:
        return ()
    return [
        replace(event, case_id=case_id)
        for event in audit_chain.events_of(connection, seed["copy_of"])
        if event.details.get("to") == CaseState.CAPTURED
    ]
