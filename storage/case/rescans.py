"""Better scans that stations were asked for, and how one joins its case."""

from datetime import datetime

from models.audit import Actor
from models.case import Reason, RescanCode, RescanRequest
from storage.sql.database import Connection
from storage.sql.texts import storable
from storage.sql.timestamps import from_text, to_text


def ask(connection: Connection, case_id: int, reason: Reason, actor: Actor, at: datetime) -> None:
    """Notes that the present scan has to be made again; asked of the same scan once more, as after quarantine, the first request stands."""
    connection.execute(
        """
        INSERT INTO rescan_request (case_id, k, code, why, asked_by, asked_at)
        VALUES (:case_id, :k, :code, :why, :by, :at)
        """,
        {
            "case_id": case_id,
            "k": newest_scan(connection, case_id),
            "code": reason.code,
            "why": storable(reason.text),
            "by": actor.name,
            "at": to_text(at),
        },
    )


def waiting(connection: Connection) -> list[RescanRequest]:
    rows = connection.execute(
        """
        SELECT rescan_request.*, document.first_filename,
            (SELECT batch.opened_by FROM receipt JOIN batch ON batch.batch_id = receipt.batch_id
             WHERE receipt.case_id = rescan_request.case_id ORDER BY receipt.receipt_id LIMIT 1) AS station
        FROM rescan_request
        JOIN capture_case ON capture_case.case_id = rescan_request.case_id AND capture_case.state = 'rescan_requested'
        JOIN document ON document.sha256 = capture_case.sha256
        WHERE rescan_request.k = (SELECT max(k) FROM scan WHERE scan.case_id = rescan_request.case_id)
        ORDER BY rescan_request.asked_at, rescan_request.case_id
        """
    ).fetchall()
    return [
        RescanRequest(
            case_id=row["case_id"],
            filename=row["first_filename"],
            station=row["station"],
            code=RescanCode(row["code"]),
            why=row["why"],
            asked_by=row["asked_by"],
            asked_at=from_text(row["asked_at"]),
        )
        for row in rows
    ]


def newest_scan(connection: Connection, case_id: int) -> int:
    """The number of the scan in use, from 1."""
    return int(connection.execute("SELECT max(k) AS k FROM scan WHERE case_id = :case_id", {"case_id": case_id}).fetchone()["k"])
