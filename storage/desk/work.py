"""Decides who works on a case now: one person at a time, by a lease with a fencing token, and each with a draft of their own.

Claims and drafts stay out of the audit log: they change no entry and no state, they come with every page somebody opens, and what came
of them is in the log as the decision. A hand-over is in it, for one person decided then what another has to do.
"""

from datetime import datetime

from models.audit import Actor, AuditEvent
from models.case import CaseState
from models.errors import ClaimLost, NoSuchCase
from models.work import Claim, Draft, Queue
from storage.audit import audit_chain
from storage.case.case_states import state_of
from storage.desk.claims import LONGEST, check_has_run_out, claim_from, claim_of, hold, until
from storage.desk.waiting import check_can_work, first_waiting
from storage.sql.database import Connection, Database
from storage.sql.texts import storable
from storage.sql.timestamps import from_text, to_text


class SqlWork:
    """The Work port over SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_next(self, person: Actor, wanted: Queue, at: datetime, seconds: float) -> Claim | None:
        """The first case this person can act on and nobody holds; None where there is none."""
        with self._database.write("take_next") as connection:
            case_id = first_waiting(connection, person, wanted, at)
            return None if case_id is None else hold(connection, case_id, person, at, seconds)

    def take(self, case_id: int, person: Actor, at: datetime, seconds: float) -> Claim:
        """The case named; one's own again is renewed under the same token. Raises CheckRefused, as AlreadyClaimed where another has it."""
        with self._database.write("take") as connection:
            held = claim_of(connection, case_id)
            if held is not None and held["person"] == person.name:
                return _renewed(connection, case_id, person, held["token"], until(at, seconds))
            check_can_work(connection, case_id, person)
            if held is not None:
                check_has_run_out(held, at)
            return hold(connection, case_id, person, at, seconds)

    def heartbeat(self, case_id: int, person: Actor, token: int, at: datetime, seconds: float) -> Claim:
        """Holds the case longer; raises ClaimLost where another took it."""
        with self._database.write("heartbeat") as connection:
            return _renewed(connection, case_id, person, token, until(at, seconds))

    def give_back(self, case_id: int, person: Actor, token: int) -> None:
        """Lets others take the case; harmless where it is not this person's any more."""
        with self._database.write("give_back") as connection:
            connection.execute(
                "DELETE FROM claim WHERE case_id = :case_id AND person = :person AND token = :token",
                {"case_id": case_id, "person": person.name, "token": token},
            )

    def hand_over(self, case_id: int, person: Actor, token: int, to: Actor, at: datetime, seconds: float) -> Claim:
        """The claim of somebody else from now on, who has to be able to act on the case; raises ClaimLost or CheckRefused."""
        with self._database.write("hand_over") as connection:
            _renewed(connection, case_id, person, token, until(at, seconds))
            check_can_work(connection, case_id, to)
            claim = hold(connection, case_id, to, at, seconds)
            audit_chain.append(connection, AuditEvent(person, "handed_over", at, case_id, {"person": to.name, "token": claim.token}))
        return claim

    def claims(self, person: Actor) -> list[Claim]:
        """What this person holds, or held until the lease ran out, the first to run out first."""
        with self._database.read() as connection:
            rows = connection.execute(
                """
                SELECT claim.*, capture_case.state FROM claim JOIN capture_case ON capture_case.case_id = claim.case_id
                WHERE claim.person = :person ORDER BY claim.until, claim.case_id
                """,
                {"person": person.name},
            ).fetchall()
        return [claim_from(row, CaseState(row["state"])) for row in rows]

    def held(self, at: datetime) -> dict[int, Claim]:
        """Every case that somebody holds now."""
        with self._database.read() as connection:
            rows = connection.execute(
                """
                SELECT claim.*, capture_case.state FROM claim JOIN capture_case ON capture_case.case_id = claim.case_id
                WHERE claim.until > :at AND claim.until <= :horizon
                """,
                {"at": to_text(at), "horizon": to_text(at + LONGEST)},
            ).fetchall()
        return {row["case_id"]: claim_from(row, CaseState(row["state"])) for row in rows}

    def counts(self) -> dict[CaseState, int]:
        """How many cases people see in each state. Seeded ones are among them: a list one longer than its count would betray one."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT state, count(*) AS cases FROM capture_case GROUP BY state").fetchall()
        return dict.fromkeys(CaseState, 0) | {CaseState(row["state"]): row["cases"] for row in rows}

    def save_draft(self, case_id: int, person: Actor, n: int, body: str, at: datetime) -> None:
        """Keeps what this person typed about version `n`, whoever holds the case, until they decide about it."""
        with self._database.write("save_draft") as connection:
            kept = connection.execute(
                """
                INSERT INTO draft (case_id, person, n, body, saved_at)
                SELECT case_id, CAST(:person AS TEXT), CAST(:n AS INTEGER), CAST(:body AS TEXT), CAST(:at AS TEXT)
                FROM capture_case WHERE case_id = :case_id
                ON CONFLICT (case_id, person) DO UPDATE SET n = excluded.n, body = excluded.body, saved_at = excluded.saved_at
                RETURNING case_id
                """,
                {"case_id": case_id, "person": person.name, "n": n, "body": storable(body), "at": to_text(at)},
            ).fetchone()
            if kept is None:
                raise NoSuchCase.numbered(case_id)

    def draft(self, case_id: int, person: Actor) -> Draft | None:
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT * FROM draft WHERE case_id = :case_id AND person = :person", {"case_id": case_id, "person": person.name}
            ).fetchone()
        return row and Draft(case_id, person, row["n"], row["body"], from_text(row["saved_at"]))


def _renewed(connection: Connection, case_id: int, person: Actor, token: int, runs_out: datetime) -> Claim:
    row = connection.execute(
        "UPDATE claim SET until = :until WHERE case_id = :case_id AND person = :person AND token = :token RETURNING *",
        {"until": to_text(runs_out), "case_id": case_id, "person": person.name, "token": token},
    ).fetchone()
    if row is None:
        raise ClaimLost(f"Case {case_id} is not yours any more; what you typed is kept. Look at it again.")
    return claim_from(row, state_of(connection, case_id))
