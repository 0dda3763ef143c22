"""What people are shown of cases: lines of a queue with the reasons to look, and one case with everybody's part in it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from models.audit import Actor, ActorKind
from models.case import Case, CaseState, CaseSummary, Reason
from models.document_type import Mode
from models.errors import NoSuchCase
from storage.case.entries import versions_of
from storage.sql.database import Connection, Row
from storage.sql.timestamps import from_text

SUMMARIES = """
    SELECT capture_case.*, document.first_filename, document.received_at, document.media_type,
           (SELECT max(n) FROM version WHERE version.case_id = capture_case.case_id) AS n
    FROM capture_case JOIN document ON document.sha256 = capture_case.sha256
"""
OLDEST_FIRST = " ORDER BY document.received_at, capture_case.case_id"
# What nobody gave a due time to, as a file that cannot be read, was due when it came.
MOST_URGENT_FIRST = """
    ORDER BY capture_case.priority DESC, coalesce(capture_case.due_at, document.received_at), document.received_at, capture_case.case_id
"""


def summaries_in(connection: Connection, states: Sequence[CaseState]) -> list[CaseSummary]:
    """Cases in any of the states, by priority, then by when they are due, then oldest first."""
    names = {f"state{index}": str(state) for index, state in enumerate(states)}
    marks = ", ".join(f":{name}" for name in names)
    where = f"WHERE capture_case.state IN ({marks})"
    return _summaries(connection, where, names, MOST_URGENT_FIRST) if states else []


def summaries_of_batch(connection: Connection, batch_id: int) -> list[CaseSummary]:
    """Each case that a drop of the batch belongs to, oldest first."""
    where = "WHERE capture_case.case_id IN (SELECT case_id FROM receipt WHERE batch_id = :batch_id)"
    return _summaries(connection, where, {"batch_id": batch_id})


def summaries_of(connection: Connection, case_ids: Sequence[int]) -> list[CaseSummary]:
    """These cases, oldest first."""
    names = {f"case{index}": case_id for index, case_id in enumerate(case_ids)}
    marks = ", ".join(f":{name}" for name in names)
    return _summaries(connection, f"WHERE capture_case.case_id IN ({marks})", names) if case_ids else []


def case_view(connection: Connection, case_id: int) -> Case:
    """Raises NoSuchCase."""
    key = {"case_id": case_id}
    where = "WHERE capture_case.case_id = :case_id"
    row = connection.execute(SUMMARIES + where, key).fetchone()
    if row is None:
        raise NoSuchCase.numbered(case_id)
    reasons = _reasons(connection, where, key)
    versions = versions_of(connection, case_id, row["n"]) if row["n"] else []
    return Case(
        summary=_summary(row, reasons.get(case_id, [])),
        content_sha256=row["sha256"],
        media_type=row["media_type"],
        version=versions[0] if versions else None,
        authors=_authors(connection, case_id),
        approver=_approver(connection, case_id, row["n"]),
        hands=_hands(connection, case_id),
        mode=Mode(row["mode"]),
    )


def _summaries(connection: Connection, where: str, values: Mapping[str, object], order: str = OLDEST_FIRST) -> list[CaseSummary]:
    rows = connection.execute(SUMMARIES + where + order, values).fetchall()
    reasons = _reasons(connection, where, values)
    return [_summary(row, reasons.get(row["case_id"], [])) for row in rows]


def _reasons(connection: Connection, where: str, values: Mapping[str, object]) -> dict[int, list[Reason]]:
    """Reasons by case: those of the newest version, and those that speak of no version."""
    rows = connection.execute(
        f"""
        SELECT reason.* FROM reason JOIN capture_case ON capture_case.case_id = reason.case_id
        {where} AND (reason.n IS NULL OR reason.n = (SELECT max(n) FROM version WHERE version.case_id = reason.case_id))
        ORDER BY reason.reason_id
        """,  # noqa: S608 - `where` is one of this module's constants
        values,
    ).fetchall()
    by_case: dict[int, list[Reason]] = defaultdict(list)
    for row in rows:
        by_case[row["case_id"]].append(Reason(row["code"], row["field"], row["text"]))
    return by_case


def _summary(row: Row, reasons: Sequence[Reason]) -> CaseSummary:
    return CaseSummary(
        case_id=row["case_id"],
        filename=row["first_filename"],
        state=CaseState(row["state"]),
        doc_type=row["doc_type"],
        type_confidence=row["type_confidence"],
        reasons=tuple(reasons),
        received_at=from_text(row["received_at"]),
        page_count=row["page_count"],
        priority=row["priority"],
        due_at=from_text(row["due_at"]) if row["due_at"] else None,
        mode=Mode(row["mode"]),
    )


def _authors(connection: Connection, case_id: int) -> tuple[Actor, ...]:
    """In the order of their first versions."""
    rows = connection.execute(
        """
        SELECT hand.kind, hand.actor FROM hand JOIN version ON version.case_id = hand.case_id AND version.author = hand.actor
        WHERE hand.case_id = :case_id GROUP BY hand.kind, hand.actor ORDER BY min(version.n)
        """,
        {"case_id": case_id},
    ).fetchall()
    return tuple(Actor(ActorKind(row["kind"]), row["actor"]) for row in rows)


def _hands(connection: Connection, case_id: int) -> dict[str, str]:
    """The one role of each person, by name."""
    rows = connection.execute("SELECT actor, role FROM hand WHERE case_id = :case_id AND kind = 'person'", {"case_id": case_id}).fetchall()
    return {row["actor"]: row["role"] for row in rows}


def _approver(connection: Connection, case_id: int, n: int | None) -> Actor | None:
    row = connection.execute(
        "SELECT approver, policy_hash FROM approval WHERE case_id = :case_id AND n = :n", {"case_id": case_id, "n": n}
    ).fetchone()
    if row is None:
        return None
    return Actor(ActorKind.PERSON, row["approver"]) if row["approver"] else Actor(ActorKind.POLICY, row["policy_hash"])
