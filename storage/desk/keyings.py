"""How blind keyings are written and read."""

from collections.abc import Mapping
from datetime import datetime

from models.audit import Actor, ActorKind
from models.case import FieldValue, Outcome
from models.keying import KeyedValue
from storage.sql.database import Connection
from storage.sql.texts import storable_or_none
from storage.sql.timestamps import to_text


def add_keying(
    connection: Connection, case_id: int, n: int, slot: int, keyer: Actor, values: Mapping[str, KeyedValue], at: datetime
) -> None:
    key: dict[str, object] = {"case_id": case_id, "n": n, "slot": slot}
    connection.execute(
        "INSERT INTO keying (case_id, n, slot, person, keyed_at) VALUES (:case_id, :n, :slot, :person, :at)",
        key | {"person": keyer.name, "at": to_text(at)},
    )
    connection.executemany(
        "INSERT INTO keyed_value (case_id, n, slot, name, value, outcome) VALUES (:case_id, :n, :slot, :name, :value, :outcome)",
        [key | {"name": name, "value": storable_or_none(one.value), "outcome": str(one.outcome)} for name, one in values.items()],
    )


def keyer_of(connection: Connection, case_id: int, n: int, slot: int) -> Actor | None:
    """Who keyed in this slot over version n."""
    row = connection.execute(
        "SELECT person FROM keying WHERE case_id = :case_id AND n = :n AND slot = :slot", {"case_id": case_id, "n": n, "slot": slot}
    ).fetchone()
    return Actor(ActorKind.PERSON, row["person"]) if row else None


def keyed_values(connection: Connection, case_id: int, n: int, slot: int) -> dict[str, KeyedValue]:
    rows = connection.execute(
        "SELECT name, value, outcome FROM keyed_value WHERE case_id = :case_id AND n = :n AND slot = :slot",
        {"case_id": case_id, "n": n, "slot": slot},
    ).fetchall()
    return {row["name"]: KeyedValue(row["value"], Outcome(row["outcome"])) for row in rows}


def machine_values(fields: tuple[FieldValue, ...], names: tuple[str, ...]) -> dict[str, KeyedValue]:
    """The machine's version read as a keying."""
    return {field.name: KeyedValue(field.value) for field in fields if field.name in names}
