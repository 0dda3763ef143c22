"""Which values people stand by: the only ones that anything is learned from."""

from datetime import datetime

from models.case import ConfirmedEntry
from storage.sql.database import Connection
from storage.sql.timestamps import from_text, to_text

CASES = """
    SELECT approval.case_id FROM approval JOIN capture_case ON capture_case.case_id = approval.case_id
    WHERE approval.approver IS NOT NULL AND capture_case.state IN ('approved', 'released') AND capture_case.doc_type IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.case_id = approval.case_id)
    GROUP BY approval.case_id HAVING max(approval.approved_at) > :after ORDER BY max(approval.approved_at), approval.case_id
"""
# Whoever approves has decided each field that the entry gave a reason to look at; of the others nobody need have looked.
VALUES = """
    SELECT name, value FROM field_value WHERE case_id = :case_id AND n = :n
    AND outcome <> 'illegible'
    AND (outcome <> 'proposed'
         OR EXISTS (SELECT 1 FROM reason WHERE reason.case_id = :case_id AND reason.n = :n AND reason.field = field_value.name))
    ORDER BY position
"""


def people_approved(connection: Connection, after: datetime | None) -> list[int]:
    """The cases whose entry a person approved, later than `after` where that is given, in the order of the approvals."""
    return [row["case_id"] for row in connection.execute(CASES, {"after": to_text(after) if after else ""}).fetchall()]


def confirmed_entry(connection: Connection, case_id: int) -> ConfirmedEntry:
    """Of the newest version a person approved, the fields that a person confirmed or corrected."""
    row = connection.execute(
        """
        SELECT capture_case.sha256, capture_case.doc_type, max(approval.n) AS n, max(approval.approved_at) AS approved_at
        FROM capture_case JOIN approval ON approval.case_id = capture_case.case_id AND approval.approver IS NOT NULL
        WHERE capture_case.case_id = :case_id GROUP BY capture_case.sha256, capture_case.doc_type
        """,
        {"case_id": case_id},
    ).fetchone()
    values = connection.execute(VALUES, {"case_id": case_id, "n": row["n"]}).fetchall()
    at = from_text(row["approved_at"])
    return ConfirmedEntry(case_id, row["sha256"], row["doc_type"], {one["name"]: one["value"] for one in values}, at)
