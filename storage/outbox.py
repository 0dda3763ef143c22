"""Which approved versions still have to reach a consumer, in numbered runs: one cut off is repeated under its number."""

from collections.abc import Collection
from datetime import datetime

from models.audit import Actor, AuditEvent
from models.case import CaseState
from models.errors import WrongState
from storage import audit_chain
from storage.case_states import Change, change_state
from storage.database import Connection, Database, Row
from storage.timestamps import to_text


class SqlOutbox:
    """The Outbox port over SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open_run(self, consumer: str, at: datetime, doc_types: Collection[str] = ()) -> tuple[int, list[int]] | None:
        """The unfinished run, else a new one of all of these types (none named: of any) that is approved and not yet this consumer's.

        None where there is nothing.
        """
        with self._database.write("open_run") as connection:
            run = _unfinished(connection, consumer) or _new_run(connection, consumer, at, doc_types)
            return (run, _cases_of(connection, consumer, run)) if run else None

    def finish_run(self, consumer: str, run: int, actor: Actor, at: datetime) -> None:
        """The consumer has it all; again is harmless. Raises WrongState for a run that was never opened."""
        key = {"consumer": consumer, "run": run}
        with self._database.write("finish_run") as connection:
            row = connection.execute("SELECT finished_at FROM release_run WHERE consumer = :consumer AND run = :run", key).fetchone()
            if row is None:
                raise WrongState(f"Run {run} of {consumer} was never opened; open a run first.")
            if row["finished_at"] is None:
                connection.execute(
                    "UPDATE release_run SET finished_at = :at WHERE consumer = :consumer AND run = :run", key | {"at": to_text(at)}
                )
                for released in _versions_of(connection, consumer, run):
                    connection.execute(
                        "INSERT INTO delivery (case_id, n, consumer, run, delivered_at) VALUES (:case_id, :n, :consumer, :run, :at)",
                        key | {"case_id": released["case_id"], "n": released["n"], "at": to_text(at)},
                    )
                    _mark_released(connection, released, actor, at)

    def released(self, consumer: str) -> list[int]:
        """Cases this consumer has, in the order they reached it."""
        with self._database.read() as connection:
            rows = connection.execute(
                """
                SELECT release.case_id FROM release
                JOIN release_run ON release_run.consumer = release.consumer AND release_run.run = release.run
                WHERE release.consumer = :consumer AND release_run.finished_at IS NOT NULL
                GROUP BY release.case_id ORDER BY min(release.run), release.case_id
                """,
                {"consumer": consumer},
            ).fetchall()
        return [row["case_id"] for row in rows]


def _unfinished(connection: Connection, consumer: str) -> int | None:
    row = connection.execute(
        "SELECT run FROM release_run WHERE consumer = :consumer AND finished_at IS NULL", {"consumer": consumer}
    ).fetchone()
    return row and int(row["run"])


def _new_run(connection: Connection, consumer: str, at: datetime, doc_types: Collection[str]) -> int | None:
    """The number of a run that holds every version due, or None; a version once in a run of this consumer is never in another."""
    due = connection.execute(
        """
        SELECT approval.case_id, approval.n, capture_case.doc_type FROM approval
        JOIN capture_case ON capture_case.case_id = approval.case_id AND capture_case.state IN ('approved', 'released')
        WHERE approval.n = (SELECT max(n) FROM version WHERE version.case_id = approval.case_id)
        AND NOT EXISTS (SELECT 1 FROM release WHERE release.case_id = approval.case_id
                        AND release.n = approval.n AND release.consumer = :consumer)
        ORDER BY approval.case_id
        """,
        {"consumer": consumer},
    ).fetchall()
    due = [version for version in due if not doc_types or version["doc_type"] in doc_types]
    if not due:
        return None
    row = connection.execute(
        """
        INSERT INTO release_run (consumer, run, opened_at)
        SELECT :consumer, coalesce(max(run), 0) + 1, :at FROM release_run WHERE consumer = :consumer RETURNING run
        """,
        {"consumer": consumer, "at": to_text(at)},
    ).fetchone()
    run = int(row["run"])
    connection.executemany(
        "INSERT INTO release (case_id, n, consumer, run) VALUES (:case_id, :n, :consumer, :run)",
        [{"case_id": version["case_id"], "n": version["n"], "consumer": consumer, "run": run} for version in due],
    )
    return run


def _versions_of(connection: Connection, consumer: str, run: int) -> list[Row]:
    return connection.execute(
        """
        SELECT release.case_id, release.n, release.consumer, release.run, capture_case.state
        FROM release JOIN capture_case ON capture_case.case_id = release.case_id
        WHERE release.consumer = :consumer AND release.run = :run ORDER BY release.case_id
        """,
        {"consumer": consumer, "run": run},
    ).fetchall()


def _cases_of(connection: Connection, consumer: str, run: int) -> list[int]:
    return [row["case_id"] for row in _versions_of(connection, consumer, run)]


def _mark_released(connection: Connection, released: Row, actor: Actor, at: datetime) -> None:
    """The first consumer to have it releases the case; each further one is only noted."""
    details: dict[str, str | int] = {"n": released["n"], "consumer": released["consumer"], "run": released["run"]}
    if released["state"] == CaseState.APPROVED:
        change_state(connection, released["case_id"], Change(CaseState.RELEASED, actor, "released", at, details))
    else:
        audit_chain.append(connection, AuditEvent(actor, "released", at, released["case_id"], details))
