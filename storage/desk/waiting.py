"""Decides which waiting cases a person can act on, and which of them comes first: priority, then due time, then age."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.audit import Actor
from models.case import CaseState, Route
from models.errors import AuthorCannotApprove, NotAllowed, WrongState
from models.role import WORKING, Person, Role
from models.work import Queue
from storage.case.case_states import state_of
from storage.desk.claims import LONGEST
from storage.sql.database import Connection
from storage.sql.timestamps import to_text
from storage.staff.people import person_of

FIRST = "ORDER BY priority DESC, due_at, case_id LIMIT 1"

# Scalar subqueries: a look-up by key for each row, so that the index gives the order and is left at the first row that fits.
HAND = "coalesce((SELECT role FROM hand WHERE hand.case_id = capture_case.case_id AND hand.actor = :person), 'none')"
MAY_DECIDE = f"({HAND} = 'none' OR (mode <> 'double_key' AND {HAND} = 'approver'))"
MAY_KEY = f"mode = 'double_key' AND {HAND} = 'none'"
NO_PART_YET = f"{HAND} = 'none'"
ANYBODY = "1 = 1"
NOT_REFERRED = """NOT EXISTS (SELECT 1 FROM audit_event
    WHERE audit_event.case_id = capture_case.case_id AND audit_event.action = 'referred' AND audit_event.actor = :person)"""
FREE = "(SELECT 1 FROM claim WHERE claim.case_id = capture_case.case_id AND claim.until > :at AND claim.until <= :horizon) IS NULL"
OF_BATCH = "case_id IN (SELECT case_id FROM receipt WHERE receipt.batch_id = :batch_id)"


@dataclass(frozen=True, slots=True)
class Lane:
    """Cases in one state, for people with one of these roles, of which a person's own part in them leaves some open.

    Of those not all are `offered`: who referred a case to a senior may still take it, being one, but is not given it as the next.
    """

    state: CaseState
    roles: frozenset[Role]
    may: str
    offered: str = ANYBODY


CHECKERS = frozenset({Role.CHECKER, Role.SENIOR_CHECKER})
MAKERS = CHECKERS | {Role.KEYER}
# The first that fits a person's roles is theirs.
LANES = (
    Lane(CaseState.IN_REVIEW, CHECKERS, MAY_DECIDE),
    Lane(CaseState.IN_REVIEW, MAKERS, MAY_KEY),
    Lane(CaseState.IN_SECOND_KEY, MAKERS, NO_PART_YET),
    Lane(CaseState.IN_ADJUDICATION, frozenset({Role.SENIOR_CHECKER}), NO_PART_YET, NOT_REFERRED),
    Lane(CaseState.REOPENED, CHECKERS, NO_PART_YET),
    Lane(CaseState.QUARANTINED, CHECKERS, ANYBODY),
    Lane(CaseState.HELD, CHECKERS, ANYBODY),
    Lane(CaseState.RESCAN_REQUESTED, CHECKERS, ANYBODY),
)


def schedule(connection: Connection, case_id: int, route: Route, at: datetime) -> None:
    """When somebody should have decided, and what goes before what."""
    due_at = to_text(at + timedelta(hours=route.due_hours))
    connection.execute(
        "UPDATE capture_case SET priority = :priority, due_at = :due_at WHERE case_id = :case_id",
        {"priority": route.priority, "due_at": due_at, "case_id": case_id},
    )


def first_waiting(connection: Connection, taker: Actor, wanted: Queue, at: datetime) -> int | None:
    """The case this person should take next; None where nothing waits for them."""
    person = person_of(connection, taker.name)
    types = _types(person, wanted)
    if types is None:
        return None
    of_types = ["doc_type IS NULL" if doc_type is None else f"doc_type = :type{k}" for k, doc_type in enumerate(types)] or [ANYBODY]
    of_batch = ANYBODY if wanted.batch_id is None else OF_BATCH
    # One branch for each state and type, so that each follows an index in the order wanted and stops at its first row.
    branches = [
        f"SELECT * FROM (SELECT case_id, priority, due_at FROM capture_case WHERE state = '{lane.state}' AND {of_type}"  # noqa: S608
        f" AND {FREE} AND {lane.may} AND {lane.offered} AND {of_batch} {FIRST}) AS branch"
        for lane in _lanes(person, wanted.states)
        for of_type in of_types
    ]
    if not branches:
        return None
    horizon = to_text(at + LONGEST)
    values = {"person": person.name, "at": to_text(at), "horizon": horizon, "batch_id": wanted.batch_id}
    query = f"SELECT case_id FROM ({' UNION ALL '.join(branches)}) AS waiting {FIRST}"  # noqa: S608 - constants of this module
    row = connection.execute(query, values | {f"type{k}": doc_type for k, doc_type in enumerate(types)}).fetchone()
    return row and int(row["case_id"])


def check_can_work(connection: Connection, case_id: int, person: Actor) -> CaseState:
    """The state of the case; raises CheckRefused where this person has nothing to do in it."""
    state = state_of(connection, case_id)
    if state not in {lane.state for lane in LANES}:
        raise WrongState(f"Case {case_id} is {state.replace('_', ' ')}; there is nothing to decide.")
    lanes = _lanes(person_of(connection, person.name), (state,))
    if not lanes:
        raise NotAllowed(f"None of the roles of {person.name} works on cases {state.replace('_', ' ')}. Ask an administrator for one.")
    query = f"SELECT 1 FROM capture_case WHERE case_id = :case_id AND {lanes[0].may}"  # noqa: S608 - constants of this module
    if connection.execute(query, {"case_id": case_id, "person": person.name}).fetchone() is None:
        raise AuthorCannotApprove(f"{person.name} had a part in case {case_id} before; somebody else has to decide now.")
    return state


def _lanes(person: Person, states: Iterable[CaseState]) -> list[Lane]:
    """At most one for each state, by the person's roles; who audits or administers touches no entry."""
    touches = person.in_trial or person.roles <= WORKING
    by_state = {lane.state: lane for lane in reversed(LANES) if touches and lane.roles & person.roles}
    return [by_state[state] for state in dict.fromkeys(states) if state in by_state]


def _types(person: Person, wanted: Queue) -> tuple[str | None, ...] | None:
    """The document types to look for, an empty tuple for any; None where the person has no skill for what is wanted.

    What no type is known of is everybody's.
    """
    if not wanted.doc_types:
        return (*sorted(person.skills), None) if person.skills else ()
    return tuple(doc_type for doc_type in wanted.doc_types if person.works_on(doc_type)) or None
