"""The one place where a case changes its state: as the transitions allow, and never without its audit event."""

from dataclasses import dataclass, replace
from datetime import datetime

from models.audit import Actor, AuditEvent
from models.case import TRANSITIONS, CaseState
from models.errors import NoSuchCase, WrongState
from storage.audit import audit_chain
from storage.qa import seeds
from storage.sql.database import Connection
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
    row = connection.execute("SELECT state FROM capture_case WHERE case_id = :case_id", {"case_id": case_id}).fetchone()
    if row is None:
        raise NoSuchCase(f"There is no case {case_id}. Look at the queue for those there are.")
    return CaseState(row["state"])


def check_can_become(connection: Connection, case_id: int, to: CaseState) -> CaseState:
    """The present state, if `to` may follow it; raises NoSuchCase or WrongState."""
    present = state_of(connection, case_id)
    if to not in TRANSITIONS[present]:
        raise WrongState(f"Case {case_id} is {_words(present)}; it cannot become {_words(to)} from there. Look at it again.")
    return present


def change_state(connection: Connection, case_id: int, change: Change) -> CaseState:
    """One step and its audit event, in the caller's transaction; whoever had leased the case has no more hold on it.

    The state it leads to: a seeded case ends as rejected whatever a person decides about it.
    """
    present = check_can_become(connection, case_id, change.to)
    judged = seeds.judge(connection, case_id, change.actor, present, change.to, change.at)
    if judged is not None:
        change = replace(change, to=CaseState.REJECTED, details=change.details | judged)
    connection.execute(
        "UPDATE capture_case SET state = :state, leased_until = NULL, changed_at = :at WHERE case_id = :case_id",
        {"state": change.to, "at": to_text(change.at), "case_id": case_id},
    )
    details: dict[str, str | int] = {**change.details, "from": str(present), "to": str(change.to)}
    audit_chain.append(connection, AuditEvent(change.actor, change.action, change.at, case_id, details))
    return change.to


def _words(state: CaseState) -> str:
    return state.replace("_", " ")
