"""Two people key blind what one alone must not; alike it is approved, unlike a third person rules. Each step is one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.audit import Actor, ActorKind
from models.case import CaseState, FieldValue, Outcome, Reason, Version
from models.document_type import Mode
from models.errors import AuthorCannotApprove, MustLook, StaleVersion, Undecided, WrongState
from models.keying import Dispute, KeyedValue, KeyingTask, Ruling
from models.role import Person
from storage.case import entries, holding
from storage.case.case_states import Change, change_state, state_of
from storage.desk import claims, keyings
from storage.qa.sampling import Sampler
from storage.sql.database import Connection, Database
from storage.sql.timestamps import to_text
from storage.staff.people import person_of

UNTOUCHED: dict[str, str | int] = {}
"""Where the version keyed over is the one approved."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A case as its keyings see it: the version they are made over, and whether the machine is the first keyer."""

    case_id: int
    state: CaseState
    doc_type: str
    mode: Mode
    version: Version
    fields: tuple[str, ...]
    machine_keys: bool

    @property
    def n(self) -> int:
        return self.version.n


class SqlKeying:
    """The Keying port over SQL."""

    def __init__(self, database: Database, sampler: Sampler) -> None:
        self._database = database
        self._sampler = sampler

    def person(self, name: str) -> Person:
        """Somebody by name, with the roles in force."""
        with self._database.read() as connection:
            return person_of(connection, name)

    def task(self, case_id: int) -> KeyingTask:
        """What the next keyer keys. The same whatever the first one typed; raises WrongState where nothing is to be keyed."""
        with self._database.read() as connection:
            return _task(_keyed(connection, case_id))

    def key(
        self, case_id: int, n: int, values: Mapping[str, KeyedValue], keyer: Actor, at: datetime, token: int | None = None
    ) -> CaseState:
        """One person's blind entry of every field to key. The second one approves where both are alike, else a third person rules."""
        with self._database.write("key") as connection:
            case = _keyed(connection, case_id)
            task = _task(case)
            _check_seen(n, case.n)
            claims.settle(connection, case_id, keyer, token, at)
            _check_has_no_part(connection, case_id, keyer)
            _check_complete(task.fields, values)
            if task.slot == 1:
                return _first(connection, case, values, keyer, at)
            return self._sampled(connection, case_id, _second(connection, case, values, keyer, at), at)

    def dispute(self, case_id: int) -> Dispute:
        """Both readings of each field in which two keyings differ; raises WrongState where there is none to settle."""
        with self._database.read() as connection:
            return _dispute(connection, _keyed(connection, case_id))

    def look(self, case_id: int, person: Actor, at: datetime) -> None:
        """A page of the case was sent to this person, as it must be before they rule."""
        with self._database.read() as connection:
            state_of(connection, case_id)
            known = connection.execute(
                "SELECT 1 FROM look WHERE case_id = :case_id AND person = :person", {"case_id": case_id, "person": person.name}
            ).fetchone()
        if known is None:
            with self._database.write("look") as connection:
                connection.execute(
                    "INSERT INTO look (case_id, person, looked_at) VALUES (:case_id, :person, :at) ON CONFLICT DO NOTHING",
                    {"case_id": case_id, "person": person.name, "at": to_text(at)},
                )

    def adjudicate(
        self, case_id: int, n: int, rulings: Mapping[str, Ruling], adjudicator: Actor, at: datetime, token: int | None = None
    ) -> CaseState:
        """A third person, who looked at the page, rules on each field in dispute.

        Taking what a keyer typed approves it as that keyer's version; typing something else makes the third person its author, and
        somebody else approves.
        """
        with self._database.write("adjudicate") as connection:
            case = _keyed(connection, case_id)
            dispute = _dispute(connection, case)
            _check_seen(n, case.n)
            claims.settle(connection, case_id, adjudicator, token, at)
            _check_may_rule(connection, case_id, adjudicator, dispute)
            _check_complete(tuple(dispute.readings), rulings)
            return self._sampled(connection, case_id, _ruled(connection, case, dispute, rulings, adjudicator, at), at)

    def _sampled(self, connection: Connection, case_id: int, state: CaseState, at: datetime) -> CaseState:
        if state is CaseState.APPROVED:
            self._sampler.draw(connection, case_id, entries.newest_n(connection, case_id), at)
        return state


def _keyed(connection: Connection, case_id: int) -> Keyed:
    state = state_of(connection, case_id)
    row = connection.execute(
        "SELECT doc_type, mode, key_fields, machine_keys FROM capture_case WHERE case_id = :case_id", {"case_id": case_id}
    ).fetchone()
    n = entries.newest_n(connection, case_id)
    if n == 0:
        raise WrongState(f"Case {case_id} is {state.replace('_', ' ')}; nothing was entered yet.")
    version = entries.versions_of(connection, case_id, n)[0]
    names = tuple(row["key_fields"].split(",")) if row["key_fields"] else ()
    return Keyed(case_id, state, row["doc_type"] or "", Mode(row["mode"]), version, names, bool(row["machine_keys"]))


def _task(case: Keyed) -> KeyingTask:
    first = case.state is CaseState.IN_REVIEW and case.mode is Mode.DOUBLE_KEY
    if not first and case.state is not CaseState.IN_SECOND_KEY:
        raise WrongState(f"Case {case.case_id} is {case.state.replace('_', ' ')}; nothing in it waits to be keyed.")
    slot = 1 if first and not case.machine_keys else 2
    return KeyingTask(case.case_id, case.n, slot, case.doc_type, case.fields)


def _dispute(connection: Connection, case: Keyed) -> Dispute:
    second = keyings.keyer_of(connection, case.case_id, case.n, 2)
    if case.state is not CaseState.IN_ADJUDICATION or second is None:
        raise WrongState(f"Case {case.case_id} has no keyings that differ. Look at it again.")
    one, other = _readings(connection, case), keyings.keyed_values(connection, case.case_id, case.n, 2)
    unlike = {name: (one[name], other[name]) for name in case.fields if not one[name].is_like(other[name])}
    return Dispute(case.case_id, case.n, unlike, (_first_keyer(connection, case), second))


def _readings(connection: Connection, case: Keyed) -> dict[str, KeyedValue]:
    """What the first keyer typed, or what the machine made where it is the first keyer."""
    if case.machine_keys:
        return keyings.machine_values(case.version.fields, case.fields)
    return keyings.keyed_values(connection, case.case_id, case.n, 1)


def _first_keyer(connection: Connection, case: Keyed) -> Actor:
    return keyings.keyer_of(connection, case.case_id, case.n, 1) or case.version.author


def _first(connection: Connection, case: Keyed, values: Mapping[str, KeyedValue], keyer: Actor, at: datetime) -> CaseState:
    entries.lend_hand(connection, case.case_id, keyer, entries.AUTHOR, at)
    keyings.add_keying(connection, case.case_id, case.n, 1, keyer, values, at)
    return _move(connection, case, Change(CaseState.IN_SECOND_KEY, keyer, "keyed", at, {"n": case.n, "slot": 1, "fields": len(values)}))


def _second(connection: Connection, case: Keyed, values: Mapping[str, KeyedValue], keyer: Actor, at: datetime) -> CaseState:
    first = _readings(connection, case)
    unlike = [name for name in case.fields if not first[name].is_like(values[name])]
    entries.lend_hand(connection, case.case_id, keyer, entries.AUTHOR if unlike else entries.APPROVER, at)
    keyings.add_keying(connection, case.case_id, case.n, 2, keyer, values, at)
    details: dict[str, str | int] = {"n": case.n, "slot": 2, "fields": len(values), "unlike": len(unlike)}
    if unlike:
        differ = [Reason("keyings_differ", name, "the two keyings differ; a third person rules") for name in unlike]
        entries.add_reasons(connection, case.case_id, case.n, differ)
        return _move(connection, case, Change(CaseState.IN_ADJUDICATION, keyer, "keyed", at, details))
    made = UNTOUCHED if case.machine_keys else _add_keyed_version(connection, case, _first_keyer(connection, case), first, at)
    return _approve(connection, case, "keyed_alike", keyer, at, details | made)


def _ruled(
    connection: Connection, case: Keyed, dispute: Dispute, rulings: Mapping[str, Ruling], adjudicator: Actor, at: datetime
) -> CaseState:
    values = _readings(connection, case) | {name: _reading(dispute, name, ruling) for name, ruling in rulings.items()}
    own = [name for name, ruling in rulings.items() if ruling.slot is None]
    slots = {ruling.slot for ruling in rulings.values()}
    entries.lend_hand(connection, case.case_id, adjudicator, entries.AUTHOR if own else entries.APPROVER, at)
    connection.execute(
        "INSERT INTO adjudication (case_id, n, person, decided_at) VALUES (:case_id, :n, :person, :at)",
        {"case_id": case.case_id, "n": case.n, "person": adjudicator.name, "at": to_text(at)},
    )
    details: dict[str, str | int] = {"n": case.n, "fields": len(rulings), "own": len(own)}
    if own:
        made = _add_keyed_version(connection, case, adjudicator, values, at)
        entries.add_reasons(connection, case.case_id, case.n + 1, _second_person(own, adjudicator))
        connection.execute("UPDATE capture_case SET mode = 'check' WHERE case_id = :case_id", {"case_id": case.case_id})
        change = Change(CaseState.IN_REVIEW, adjudicator, "adjudicated", at, details | made)
        if holding.hold_duplicate(connection, case.case_id, case.n + 1, change):
            return CaseState.HELD
        return _move(connection, case, change)
    untouched = case.machine_keys and slots == {1}
    author = dispute.keyers[0] if slots == {1} else dispute.keyers[1]
    made = UNTOUCHED if untouched else _add_keyed_version(connection, case, author, values, at)
    return _approve(connection, case, "adjudicated", adjudicator, at, details | made)


def _approve(connection: Connection, case: Keyed, action: str, approver: Actor, at: datetime, details: dict[str, str | int]) -> CaseState:
    """Of what the details name as the newest version, unless another case is of the same business: then a person says first."""
    change = Change(CaseState.APPROVED, approver, action, at, details)
    if holding.hold_duplicate(connection, case.case_id, int(details["n"]), change):
        connection.execute("UPDATE capture_case SET mode = 'check' WHERE case_id = :case_id", {"case_id": case.case_id})
        return CaseState.HELD
    entries.add_approval(connection, case.case_id, int(details["n"]), approver, at)
    return _move(connection, case, change)


def _reading(dispute: Dispute, name: str, ruling: Ruling) -> KeyedValue:
    if ruling.slot is None:
        if ruling.own is None:
            raise Undecided("Say what the page shows, or take one of the two readings.")
        return ruling.own
    return dispute.readings[name][ruling.slot - 1]


def _second_person(own: Sequence[str], adjudicator: Actor) -> list[Reason]:
    return [
        Reason("adjudicated", name, f"{adjudicator.name} typed another value than both keyers; one more person confirms it") for name in own
    ]


def _add_keyed_version(
    connection: Connection, case: Keyed, author: Actor, values: Mapping[str, KeyedValue], at: datetime
) -> dict[str, str | int]:
    """What the audit log says of the new version: its number, its author and the salted hashes of its values."""
    fields = tuple(_with(field, values[field.name]) if field.name in values else field for field in case.version.fields)
    sealed = entries.add_version(connection, case.case_id, case.n + 1, author, fields, at)
    told: dict[str, str | int] = {"n": case.n + 1, "author": str(author)}
    return told | sealed


def _with(field: FieldValue, keyed: KeyedValue) -> FieldValue:
    if keyed.value is not None and keyed.value == field.value:
        return replace(field, outcome=Outcome.CONFIRMED, accepted=True)
    return replace(field, value=keyed.value, confidence=None, outcome=keyed.outcome, accepted=True)


def _move(connection: Connection, case: Keyed, change: Change) -> CaseState:
    change_state(connection, case.case_id, change)
    return change.to


def _check_seen(seen: int, newest: int) -> None:
    if seen != newest:
        raise StaleVersion(seen, newest)


def _check_complete(names: Sequence[str], values: Mapping[str, object]) -> None:
    if set(names) != set(values):
        raise Undecided(f"Each of these fields has to be decided, and no other: {', '.join(names)}.")


def _check_has_no_part(connection: Connection, case_id: int, keyer: Actor) -> None:
    if keyer.kind is not ActorKind.PERSON:
        raise AuthorCannotApprove(f"{keyer} is no person; only people key.")
    if entries.role_of(connection, case_id, keyer) is not None:
        raise AuthorCannotApprove(f"{keyer.name} has a part in case {case_id} already; somebody else has to key it.")


def _check_may_rule(connection: Connection, case_id: int, adjudicator: Actor, dispute: Dispute) -> None:
    if adjudicator in dispute.keyers or entries.role_of(connection, case_id, adjudicator) is not None:
        raise AuthorCannotApprove(f"{adjudicator.name} has a part in case {case_id} already; a third person has to rule.")
    looked = connection.execute(
        "SELECT 1 FROM look WHERE case_id = :case_id AND person = :person", {"case_id": case_id, "person": adjudicator.name}
    ).fetchone()
    if looked is None:
        raise MustLook(f"Look at the page of case {case_id} first, then rule.")
