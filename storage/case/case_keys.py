"""Keeps the keys of each case in step with its entry, and finds by them what came twice."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from models.case import SETTLED, CaseState, Reason
from models.case_key import SAME_BUSINESS, KeyRule
from models.document_type import Mode
from storage.sql.database import Connection
from storage.sql.texts import storable

AT_ONCE = 200
Values = Mapping[str, str | None]


class Twin(NamedTuple):
    """Another case of the same business, and the fields that say so; one that two people still key is not named, or its values would be."""

    case_id: int | None
    state: CaseState
    fields: tuple[str, ...]

    def reason(self) -> Reason:
        what = ", ".join(name.replace("_", " ") for name in self.fields)
        other = "another case" if self.case_id is None else f"case {self.case_id}, which is {self.state.replace('_', ' ')}"
        return Reason("duplicate", None, f"the same {what} as {other}: let it go on, or reject it")


def declare(connection: Connection, case_id: int, rules: Sequence[KeyRule], values: Values) -> None:
    """Which keys the case has from now on, as when its type was decided."""
    for rule in rules_of(connection, case_id):
        if rule not in rules:
            connection.execute("DELETE FROM case_key WHERE case_id = :case_id AND kind = :kind", {"case_id": case_id, "kind": rule.kind})
    connection.executemany(
        "INSERT INTO case_key (case_id, kind, fields) VALUES (:case_id, :kind, :fields) ON CONFLICT DO NOTHING",
        [{"case_id": case_id, "kind": rule.kind, "fields": ",".join(rule.fields)} for rule in rules],
    )
    follow(connection, case_id, values)


def follow(connection: Connection, case_id: int, values: Values) -> None:
    """The keys of a new version; where one has changed, whether another case has it is open again."""
    for rule in rules_of(connection, case_id):
        connection.execute(
            """
            UPDATE case_key SET value = :value, cleared = 0
            WHERE case_id = :case_id AND kind = :kind AND coalesce(value, '') <> coalesce(CAST(:value AS TEXT), '')
            """,
            {"case_id": case_id, "kind": rule.kind, "value": _value(rule, values)},
        )


def found_twin(connection: Connection, case_id: int) -> Twin | None:
    """The oldest other case of the same business that was not rejected; None once none was found or a person let this one go on."""
    row = connection.execute(
        """
        SELECT theirs.case_id, other.state, other.mode, mine.fields
        FROM case_key AS mine
        JOIN capture_case AS own ON own.case_id = mine.case_id AND own.seeded = 0
        JOIN case_key AS theirs ON theirs.kind = mine.kind AND theirs.value = mine.value AND theirs.case_id <> mine.case_id
        JOIN capture_case AS other ON other.case_id = theirs.case_id AND other.seeded = 0 AND other.state <> 'rejected'
        WHERE mine.case_id = :case_id AND mine.kind LIKE :business AND mine.cleared = 0
        ORDER BY theirs.case_id LIMIT 1
        """,
        {"case_id": case_id, "business": f"{SAME_BUSINESS}%"},
    ).fetchone()
    if row is None:
        clear(connection, case_id)
        return None
    state = CaseState(row["state"])
    kept = row["mode"] == Mode.DOUBLE_KEY and state not in SETTLED
    return Twin(None if kept else row["case_id"], state, tuple(row["fields"].split(",")))


def clear(connection: Connection, case_id: int) -> None:
    """The case came first with what its keys say now, or a person said that it is no duplicate."""
    connection.execute("UPDATE case_key SET cleared = 1 WHERE case_id = :case_id AND cleared = 0", {"case_id": case_id})


def without_keys(connection: Connection, doc_types: Sequence[str]) -> dict[int, str]:
    """Some cases of these types, each with its type, that were entered before it declared keys; empty where there are no more."""
    names = {f"type{place}": doc_type for place, doc_type in enumerate(doc_types)}
    rows = connection.execute(
        f"""
        SELECT case_id, doc_type FROM capture_case
        WHERE doc_type IN ({", ".join(f":{name}" for name in names)}) AND seeded = 0
          AND EXISTS (SELECT 1 FROM version WHERE version.case_id = capture_case.case_id)
          AND NOT EXISTS (SELECT 1 FROM case_key WHERE case_key.case_id = capture_case.case_id)
          AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.case_id = capture_case.case_id)
        LIMIT :most
        """,  # noqa: S608 - names of values
        names | {"most": AT_ONCE},
    )
    return {row["case_id"]: row["doc_type"] for row in rows.fetchall()}


def declare_late(connection: Connection, case_id: int, rules: Sequence[KeyRule]) -> None:
    """Keys of a case that was entered without any: it came first with what they say."""
    declare(connection, case_id, rules, _values(connection, case_id))
    clear(connection, case_id)


def _values(connection: Connection, case_id: int) -> Values:
    """Those of the newest version."""
    newest = "SELECT max(n) FROM version WHERE case_id = :case_id"
    rows = connection.execute(
        f"SELECT name, value FROM field_value WHERE case_id = :case_id AND n = ({newest})",  # noqa: S608 - a constant
        {"case_id": case_id},
    )
    return {row["name"]: row["value"] for row in rows.fetchall()}


def rules_of(connection: Connection, case_id: int) -> list[KeyRule]:
    """The keys of a case, the one of its business last."""
    rows = connection.execute("SELECT kind, fields FROM case_key WHERE case_id = :case_id ORDER BY kind", {"case_id": case_id}).fetchall()
    rules = [KeyRule(row["kind"], tuple(row["fields"].split(","))) for row in rows]
    return sorted(rules, key=lambda rule: rule.is_business)


def _value(rule: KeyRule, values: Values) -> str | None:
    value = rule.value(values)
    return None if value is None else storable(value)
