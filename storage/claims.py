"""Decides whether a person may commit a decision: who holds a case, by the newest token, may; whoever lost it may not."""

from datetime import datetime, timedelta

from models.audit import Actor
from models.errors import AlreadyClaimed, ClaimLost
from storage.database import Connection, Row
from storage.timestamps import from_text

# No lease is longer: a claim that says so comes from a clock that jumped, and would hold its case for as long as the jump.
LONGEST_SECONDS = 3600.0


def settle(connection: Connection, case_id: int, actor: Actor, token: int | None, at: datetime) -> None:
    """Checks in a decision's transaction that the case is this person's to decide, ends the claim and drops their draft.

    A token given must be the newest; without one nobody else may hold the case. No token taken before is good for anything afterwards,
    so look first whether the decision is a repetition of one committed already.
    """
    held = claim_of(connection, case_id)
    others = held is not None and held["person"] != actor.name
    if token is not None:
        if others or token != _fence(connection, case_id):
            raise ClaimLost(f"Case {case_id} is not yours any more; what you typed is kept. Look at it again.")
    elif held is not None and others:
        check_has_run_out(held, at)
    next_token(connection, case_id)
    connection.execute("DELETE FROM claim WHERE case_id = :case_id", {"case_id": case_id})
    connection.execute("DELETE FROM draft WHERE case_id = :case_id AND person = :person", {"case_id": case_id, "person": actor.name})


def claim_of(connection: Connection, case_id: int) -> Row | None:
    """Who holds the case, or held it last and did not give it back; `until` says which."""
    row: Row | None = connection.execute("SELECT * FROM claim WHERE case_id = :case_id", {"case_id": case_id}).fetchone()
    return row


def check_has_run_out(held: Row, at: datetime) -> None:
    """Raises AlreadyClaimed where the lease of this claim still runs."""
    until = from_text(held["until"])
    if at < until <= at + timedelta(seconds=LONGEST_SECONDS):
        raise AlreadyClaimed(held["case_id"], held["person"], until)


def next_token(connection: Connection, case_id: int) -> int:
    """A token newer than any of this case."""
    row = connection.execute(
        "UPDATE capture_case SET fence = fence + 1 WHERE case_id = :case_id RETURNING fence", {"case_id": case_id}
    ).fetchone()
    return int(row["fence"])


def _fence(connection: Connection, case_id: int) -> int:
    row = connection.execute("SELECT fence FROM capture_case WHERE case_id = :case_id", {"case_id": case_id}).fetchone()
    return int(row["fence"]) if row else 0
