"""The one place where a case changes its state: as the transitions allow, and never without its audit event."""

from dataclasses import dataclass, replace
from datetime import datetime

from models.audit import Actor, AuditEvent
from models.case import TRANSITIONS, CaseState
from models.errors import NoSuchCase, WrongState
from storage.audit import audit_chain
from storage.qa import seeds
from storage.sql.database import Connection, Row
from storage.sql.timestamps import to_text


@dataclass(frozen=True, slots=True)
class Change:
    """A step a case takes: where to, by whom, under which name in the audit log, with which codes, counts and hashes."""

    to: CaseState
    actor: Actor
    action: str
    at: datetime
    details: dict[str, str | int]


def state_of(connection: Connection, case_id: int) -> CaseState:
    """Raises NoSuchCase."""
    return CaseState(_case(connection, case_id)["state"])


def check_can_become(connection: Connection, case_id: int, to: CaseState) -> CaseState:
    """The present state, if `to` may follow it; raises NoSuchCase or WrongState."""
    present = state_of(connection, case_id)
    _check_may_follow(case_id, present, to)
    return present


def change_state(connection: Connection, case_id: int, change: Change) -> CaseState:
    """One step and its audit event, in the caller's transaction; whoever had leased the case has no more hold on it.

    The state it leads to: a seeded case ends as rejected whatever a person decides about it.
    """
    case = _case(connection, case_id)
    present = CaseState(case["state"])
    _check_may_follow(case_id, present, change.to)
    judged = seeds.judge(connection, case_id, change.actor, present, change.to, change.at) if case["seeded"] else None
    if judged is not None:
        change = replace(change, to=CaseState.REJECTED, details=change.details | judged)
    connection.execute(
        "UPDATE capture_case SET state = :state, leased_until = NULL, changed_at = :at WHERE case_id = :case_id",
        {"state": change.to, "at": to_text(change.at), "case_id": case_id},
    )
    details: dict[str, str | int] = {**change.details, "from": str(present), "to": str(change.to)}
    audit_chain.append(connection, AuditEvent(change.actor, change.action, change.at, case_id, details))
    return change.to


def _case(connection: Connection, case_id: int) -> Row:
    row: Row | None = connection.execute("SELECT state, seeded FROM capture_case WHERE case_id = :case_id", {"case_id": case_id}).fetchone()
    if row is None:
        raise NoSuchCase.numbered(case_id)
    return row


def _check_may_follow(case_id: int, present: CaseState, to: CaseState) -> None:
    if to not in TRANSITIONS[present]:
        raise WrongState(f"Case {case_id} is {_words(present)}; it cannot become {_words(to)} from there. Look at it again.")


def _words(state: CaseState) -> str:
    return state.replace("_", " ")
