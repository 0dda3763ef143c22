"""Puts a case aside with a reason and lets it go on, each in one transaction with its audit event."""

from dataclasses import replace
from datetime import datetime

from models.audit import Actor
from models.case import CaseState, Reason
from models.errors import WrongState
from storage.case import case_keys, entries
from storage.case.case_states import Change, change_state, check_can_become, state_of
from storage.desk import claims
from storage.sql.database import Connection, Database


class SqlHolding:
    """The Holding port over SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hold(self, case_id: int, reason: Reason, actor: Actor, at: datetime) -> None:
        """Nobody decides about the case until it goes on."""
        with self._database.write("hold") as connection:
            _take_out_of_hands(connection, case_id, actor, at)
            present = check_can_become(connection, case_id, CaseState.HELD)
            _put_aside(connection, case_id, Change(CaseState.HELD, actor, "held", at, {"reason": reason.code}), present)
            entries.add_reasons(connection, case_id, entries.newest_n(connection, case_id) or None, [reason])

    def go_on(self, case_id: int, reason: Reason, actor: Actor, at: datetime) -> CaseState:
        """Back to where it was held; one held as a duplicate goes to review, and is not held for that again."""
        with self._database.write("go_on") as connection:
            if state_of(connection, case_id) is not CaseState.HELD:
                raise WrongState(f"Case {case_id} is not held; there is nothing to let go on. Look at it again.")
            _take_out_of_hands(connection, case_id, actor, at)
            row = connection.execute("SELECT held_from FROM capture_case WHERE case_id = :case_id", {"case_id": case_id}).fetchone()
            to = CaseState(row["held_from"])
            case_keys.clear(connection, case_id)
            entries.add_reasons(connection, case_id, entries.newest_n(connection, case_id) or None, [reason])
            change_state(connection, case_id, Change(to, actor, "went_on", at, {"reason": reason.code}))
        return to


def hold_duplicate(connection: Connection, case_id: int, n: int, change: Change) -> bool:
    """Holds the case, in the caller's transaction, where `change` would move it on though version n is the business of another case."""
    twin = case_keys.found_twin(connection, case_id)
    if twin is None:
        return False
    entries.add_reasons(connection, case_id, n, [twin.reason()])
    hold_back(connection, case_id, change, twin)
    return True


def hold_back(connection: Connection, case_id: int, change: Change, twin: case_keys.Twin) -> None:
    """To held, and to review from there, in place of where `change` would have led."""
    _put_aside(
        connection,
        case_id,
        replace(change, to=CaseState.HELD, details=change.details | {"duplicate_of": twin.case_id or "another case"}),
        CaseState.IN_REVIEW,
    )


def _put_aside(connection: Connection, case_id: int, change: Change, back_to: CaseState) -> None:
    change_state(connection, case_id, change)
    connection.execute(
        "UPDATE capture_case SET held_from = :back_to WHERE case_id = :case_id", {"case_id": case_id, "back_to": str(back_to)}
    )


def _take_out_of_hands(connection: Connection, case_id: int, actor: Actor, at: datetime) -> None:
    """Nobody else may be at work on it; what anybody typed is kept."""
    held = claims.claim_of(connection, case_id)
    if held is not None and held["person"] != actor.name:
        claims.check_has_run_out(held, at)
    claims.next_token(connection, case_id)
    connection.execute("DELETE FROM claim WHERE case_id = :case_id", {"case_id": case_id})
