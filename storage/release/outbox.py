"""Which approved versions still have to reach a consumer, in numbered runs: one cut off is repeated under its number."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from models.audit import Actor, ActorKind, AuditEvent
from models.case import CaseState
from models.errors import WrongState
from models.release import DeadLetter, Failure, Outgoing, Run, Verdict
from storage.audit import audit_chain
from storage.case.case_states import Change, change_state
from storage.release import dead_letters, due
from storage.sql.database import Connection, Database, Row
from storage.sql.timestamps import to_text


class SqlOutbox:
    """The Outbox port over SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open_run(self, consumer: str, at: datetime, doc_types: Collection[str] = ()) -> Run | None:
        """The unfinished run, else a new one of what is due to this consumer, of these types (none named: of any); None if nothing is."""
        # The look over all cases takes 0.6 s with 300,000 of them, so nobody who writes waits for it.
        with self._database.read() as connection:
            likely = due.versions(connection, consumer, at, doc_types)
            if not likely and _unfinished(connection, consumer) is None:
                return None
        with self._database.write("open_run") as connection:
            number = _unfinished(connection, consumer) or _new_run(
                connection, consumer, at, due.versions(connection, consumer, at, doc_types, among=[case_id for case_id, _ in likely])
            )
            return Run(number, tuple(map(_outgoing, _versions_of(connection, consumer, number)))) if number else None

    def finish_run(self, consumer: str, run: int, failures: Mapping[int, Failure], actor: Actor, at: datetime) -> None:
        """The consumer has all of it but the failures, by case; again is harmless. Raises WrongState for a run that was never opened."""
        key = {"consumer": consumer, "run": run}
        with self._database.write("finish_run") as connection:
            row = connection.execute("SELECT finished_at FROM release_run WHERE consumer = :consumer AND run = :run", key).fetchone()
            if row is None:
                raise WrongState(f"Run {run} of {consumer} was never opened; open a run first.")
            if row["finished_at"] is None:
                connection.execute(
                    "UPDATE release_run SET finished_at = :at WHERE consumer = :consumer AND run = :run", key | {"at": to_text(at)}
                )
                for version in _versions_of(connection, consumer, run):
                    _settle(connection, version, failures.get(version["case_id"]), actor, at)

    def released(self, consumer: str) -> list[Outgoing]:
        """The newest version this consumer has of each case, in the order the cases reached it."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"""
                {VERSIONS} JOIN delivery ON delivery.case_id = release.case_id AND delivery.n = release.n
                    AND delivery.consumer = release.consumer AND delivery.run = release.run
                WHERE release.consumer = :consumer
                    AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.case_id = release.case_id)
                    AND release.n = (SELECT max(n) FROM delivery WHERE case_id = release.case_id AND consumer = :consumer)
                ORDER BY (SELECT min(run) FROM delivery WHERE case_id = release.case_id AND consumer = :consumer), release.case_id
                """,  # noqa: S608 - a constant of this module
                {"consumer": consumer},
            ).fetchall()
        return [_outgoing(row) for row in rows]

    def dead_letters(self) -> list[DeadLetter]:
        """What waits for a person to ask for it again, the oldest first."""
        with self._database.read() as connection:
            return dead_letters.all_of(connection)

    def ask_again(self, case_id: int, actor: Actor, at: datetime) -> list[DeadLetter]:
        """The dead letters of the case, due again with a fresh count of attempts; raises WrongState where it has none."""
        with self._database.write("ask_again") as connection:
            return dead_letters.revive(connection, case_id, actor, at)


VERSIONS = """
    SELECT release.case_id, release.n, release.consumer, release.run, capture_case.state, approval.approver, approval.policy_hash,
        (SELECT max(n) FROM version WHERE version.case_id = release.case_id) AS newest,
        (SELECT max(earlier.n) FROM delivery AS earlier
         WHERE earlier.case_id = release.case_id AND earlier.consumer = release.consumer AND earlier.n < release.n) AS corrects
    FROM release JOIN capture_case ON capture_case.case_id = release.case_id
    JOIN approval ON approval.case_id = release.case_id AND approval.n = release.n
"""


def _unfinished(connection: Connection, consumer: str) -> int | None:
    row = connection.execute(
        "SELECT run FROM release_run WHERE consumer = :consumer AND finished_at IS NULL", {"consumer": consumer}
    ).fetchone()
    return row and int(row["run"])


def _new_run(connection: Connection, consumer: str, at: datetime, versions: Sequence[tuple[int, int]]) -> int | None:
    if not versions:
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
        [{"case_id": case_id, "n": n, "consumer": consumer, "run": run} for case_id, n in versions],
    )
    return run


def _versions_of(connection: Connection, consumer: str, run: int) -> list[Row]:
    """Those that failed least come first: an entry that takes a consumer's patience away must not do so before all the others."""
    return connection.execute(
        f"""
        {VERSIONS} WHERE release.consumer = :consumer AND release.run = :run
        ORDER BY (SELECT count(*) FROM delivery_failure AS vain WHERE vain.case_id = release.case_id AND vain.n = release.n
                  AND vain.consumer = release.consumer), release.case_id
        """,  # noqa: S608 - a constant of this module
        {"consumer": consumer, "run": run},
    ).fetchall()


def _outgoing(row: Row) -> Outgoing:
    approver = Actor(ActorKind.PERSON, row["approver"]) if row["approver"] else Actor(ActorKind.POLICY, row["policy_hash"])
    return Outgoing(row["case_id"], row["n"], approver, row["corrects"])


def _settle(connection: Connection, version: Row, failure: Failure | None, actor: Actor, at: datetime) -> None:
    if failure is None:
        _mark_released(connection, version, actor, at)
    elif failure.verdict is not Verdict.UNTRIED:
        dead_letters.note_failure(connection, version, failure, actor, at)


def _mark_released(connection: Connection, version: Row, actor: Actor, at: datetime) -> None:
    """The first consumer to have the newest version releases the case; each further one is only noted."""
    details: dict[str, str | int] = {"n": version["n"], "consumer": version["consumer"], "run": version["run"]}
    case_id = version["case_id"]
    connection.execute(
        "INSERT INTO delivery (case_id, n, consumer, run, delivered_at) VALUES (:case_id, :n, :consumer, :run, :at)",
        details | {"case_id": case_id, "at": to_text(at)},
    )
    if version["state"] == CaseState.APPROVED and version["n"] == version["newest"]:
        change_state(connection, case_id, Change(CaseState.RELEASED, actor, "released", at, details))
    else:
        audit_chain.append(connection, AuditEvent(actor, "released", at, case_id, details))
