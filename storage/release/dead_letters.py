"""Decides when a version that a consumer did not take is tried again, and when only a person can ask for it."""

import random
from datetime import datetime, timedelta

from models.audit import Actor, AuditEvent
from models.errors import WrongState
from models.release import DeadLetter, Failure, Verdict
from storage.audit import audit_chain
from storage.sql.database import Connection, Row
from storage.sql.timestamps import from_text, to_text

ATTEMPTS = 16
"""With the waits below that takes one to two days: an outage over night is nobody's work."""
FIRST_WAIT_SECONDS = 60.0
LONGEST_WAIT_SECONDS = 6 * 3600.0
AGAIN = "again"
_chance = random.SystemRandom()


def next_wait_seconds(attempts: int, failure: Failure, chance: random.Random = _chance) -> float | None:
    """After so many attempts in vain; twice as long each time, spread so that not all come back at once. None: a person has to ask."""
    if failure.verdict is Verdict.REFUSED or attempts >= ATTEMPTS:
        return None
    longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (attempts - 1))
    return max(failure.wait_seconds, chance.uniform(longest / 2, longest))


def note_failure(connection: Connection, version: Row, failure: Failure, actor: Actor, at: datetime) -> None:
    """One more attempt in vain; that it was the last is in the case's history."""
    key = {name: version[name] for name in ("case_id", "n", "consumer")}
    attempt, counted = _attempts(connection, key)
    wait = next_wait_seconds(counted + 1, failure)
    next_at = None if wait is None else at + timedelta(seconds=wait)
    _insert(connection, key | {"attempt": attempt + 1, "verdict": str(failure.verdict), "reason": failure.reason}, at, next_at)
    if next_at is None:
        details: dict[str, str | int] = {"n": version["n"], "consumer": version["consumer"], "attempts": counted + 1}
        audit_chain.append(connection, AuditEvent(actor, "not_delivered", at, version["case_id"], details))


def all_of(connection: Connection, case_id: int | None = None) -> list[DeadLetter]:
    """The last attempts that nothing follows: no next time, no delivery, and no later version under way in its place."""
    rows = connection.execute(
        """
        SELECT failure.* FROM delivery_failure AS failure
        WHERE failure.next_at IS NULL AND (CAST(:case_id AS INTEGER) IS NULL OR failure.case_id = :case_id)
        AND failure.attempt = (SELECT max(last.attempt) FROM delivery_failure AS last
                               WHERE last.case_id = failure.case_id AND last.n = failure.n AND last.consumer = failure.consumer)
        AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.case_id = failure.case_id
                        AND delivery.n = failure.n AND delivery.consumer = failure.consumer)
        AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.case_id = failure.case_id)
        AND NOT EXISTS (SELECT 1 FROM release WHERE release.case_id = failure.case_id
                        AND release.n > failure.n AND release.consumer = failure.consumer)
        ORDER BY failure.failed_at, failure.case_id, failure.consumer
        """,
        {"case_id": case_id},
    ).fetchall()
    return [
        DeadLetter(row["consumer"], row["case_id"], row["n"], row["attempt"], row["reason"], from_text(row["failed_at"])) for row in rows
    ]


def revive(connection: Connection, case_id: int, actor: Actor, at: datetime) -> list[DeadLetter]:
    """Raises WrongState where the case has no dead letter."""
    letters = all_of(connection, case_id)
    if not letters:
        raise WrongState(f"Case {case_id} has nothing that a consumer refused or put off for good. See: foureyes release --dead")
    for letter in letters:
        key = {"case_id": letter.case, "n": letter.n, "consumer": letter.consumer}
        row = key | {"attempt": letter.attempts + 1, "verdict": AGAIN, "reason": f"{actor.name} asked for it again"}
        _insert(connection, row, at, next_at=at)
        audit_chain.append(connection, AuditEvent(actor, "asked_again", at, case_id, {"n": letter.n, "consumer": letter.consumer}))
    return letters


def _attempts(connection: Connection, key: dict[str, object]) -> tuple[int, int]:
    """How many rows there are, and how many of them since a person last asked for it again."""
    row = connection.execute(
        """
        SELECT coalesce(max(attempt), 0) AS attempt, coalesce(max(CASE WHEN verdict = 'again' THEN attempt END), 0) AS asked
        FROM delivery_failure WHERE case_id = :case_id AND n = :n AND consumer = :consumer
        """,
        key,
    ).fetchone()
    return row["attempt"], row["attempt"] - row["asked"]


def _insert(connection: Connection, row: dict[str, object], at: datetime, next_at: datetime | None) -> None:
    connection.execute(
        """
        INSERT INTO delivery_failure (case_id, n, consumer, attempt, verdict, reason, failed_at, next_at)
        VALUES (:case_id, :n, :consumer, :attempt, :verdict, :reason, :failed_at, :next_at)
        """,
        row | {"failed_at": to_text(at), "next_at": next_at and to_text(next_at)},
    )
