"""Decides who holds a case, and whether a person may commit a decision: by the newest token they may, once it is lost they may not."""

from datetime import datetime, timedelta

from models.audit import Actor, ActorKind
from models.case import CaseState
from models.errors import AlreadyClaimed, ClaimLost, NoSuchCase
from models.work import Claim
from storage.sql.database import Connection, Row
from storage.sql.timestamps import from_text, to_text

# No lease is longer: a claim that says so comes from a clock that jumped, and would hold its case for as long as the jump.
LONGEST = timedelta(hours=1)


def settle(connection: Connection, case_id: int, actor: Actor, token: int | None, at: datetime) -> None:
    """Checks in a decision's transaction that the case is this person's to decide, ends the claim and drops their draft.

    A token given must be the newest; without one nobody else may hold the case. No token taken before is good for anything afterwards,
    so look first whether the decision is a repetition of one committed already.
    """
    following = next_token(connection, case_id)
    held: Row | None = connection.execute("DELETE FROM claim WHERE case_id = :case_id RETURNING *", {"case_id": case_id}).fetchone()
    others = held is not None and held["person"] != actor.name
    if token is not None:
        if others or token + 1 != following:
            raise ClaimLost(f"Case {case_id} is not yours any more; what you typed is kept. Look at it again.")
    elif held is not None and others:
        check_has_run_out(held, at)
    if held is not None and not others:
        _note_handling(connection, held, at)
    connection.execute("DELETE FROM draft WHERE case_id = :case_id AND person = :person", {"case_id": case_id, "person": actor.name})


def hold(connection: Connection, case_id: int, person: Actor, at: datetime, seconds: float) -> Claim:
    """A new claim, in place of the one that ran out or was handed over."""
    case = _fenced(connection, case_id)
    row = connection.execute(
        """
        INSERT INTO claim (case_id, person, token, taken_at, until) VALUES (:case_id, :person, :token, :at, :until)
        ON CONFLICT (case_id) DO UPDATE SET person = excluded.person, token = excluded.token,
            taken_at = excluded.taken_at, until = excluded.until
        RETURNING *
        """,
        {
            "case_id": case_id,
            "person": person.name,
            "token": case["fence"],
            "at": to_text(at),
            "until": to_text(until(at, seconds)),
        },
    ).fetchone()
    return claim_from(row, CaseState(case["state"]))


def until(at: datetime, seconds: float) -> datetime:
    return at + min(timedelta(seconds=seconds), LONGEST)


def claim_from(row: Row, state: CaseState) -> Claim:
    return Claim(row["case_id"], Actor(ActorKind.PERSON, row["person"]), row["token"], from_text(row["until"]), state)


def claim_of(connection: Connection, case_id: int) -> Row | None:
    """Who holds the case, or held it last and did not give it back; `until` says which."""
    row: Row | None = connection.execute("SELECT * FROM claim WHERE case_id = :case_id", {"case_id": case_id}).fetchone()
    return row


def check_has_run_out(held: Row, at: datetime) -> None:
    """Raises AlreadyClaimed where the lease of this claim still runs."""
    runs_out = from_text(held["until"])
    if at < runs_out <= at + LONGEST:
        raise AlreadyClaimed(held["case_id"], held["person"], runs_out)


def next_token(connection: Connection, case_id: int) -> int:
    """A token newer than any of this case."""
    return int(_fenced(connection, case_id)["fence"])


def _fenced(connection: Connection, case_id: int) -> Row:
    """The case behind a new token; raises NoSuchCase."""
    row: Row | None = connection.execute(
        "UPDATE capture_case SET fence = fence + 1 WHERE case_id = :case_id RETURNING fence, state", {"case_id": case_id}
    ).fetchone()
    if row is None:
        raise NoSuchCase.numbered(case_id)
    return row


def _note_handling(connection: Connection, held: Row, at: datetime) -> None:
    seconds = (at - from_text(held["taken_at"])).total_seconds()
    connection.execute(
        "INSERT INTO handling (case_id, person, seconds, decided_at) VALUES (:case_id, :person, :seconds, :at)",
        {"case_id": held["case_id"], "person": held["person"], "seconds": seconds, "at": to_text(at)},
    )
