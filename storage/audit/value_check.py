"""Whether the values in the tables are those the audit log tells of: each against its salted hash, case by case."""

import hmac
import json
from collections import defaultdict
from dataclasses import dataclass, field

from storage.audit.replay import Difference
from storage.audit.value_hashes import COUNT, PREFIX, value_hash
from storage.sql.database import Connection, Row


@dataclass(slots=True)
class ValueCheck:
    """How many values are proven, how many are older than hashes are, how many cases were erased, and what does not fit."""

    proven: int = 0
    unsealed: int = 0
    erased: int = 0
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Case:
    """One case: what its events tell of each version (how many values, the hashes of the new ones), its values by version, its salts."""

    told: dict[int, tuple[int, dict[str, str]]]
    values: dict[int, dict[str, str | None]]
    salts: dict[tuple[int, str], str]


def check_values(connection: Connection, first: int, last: int, found: ValueCheck) -> None:
    """Adds to `found` what is true of the cases numbered `first` to `last`."""
    erased = {row["case_id"] for row in _rows(connection, "SELECT case_id FROM erasure", first, last)}
    found.erased += len(erased)
    for case_id, case in _cases(connection, first, last).items():
        if case_id in erased:
            left = [name for values in case.values.values() for name, value in values.items() if value is not None]
            if left or case.salts:
                found.differences.append(Difference(case_id, "values", "erased", ", ".join(left) or "salts"))
        else:
            _check_case(case_id, case, found)


def _check_case(case_id: int, case: _Case, found: ValueCheck) -> None:
    sealed: dict[str, tuple[int, str]] = {}
    for n in sorted(case.values.keys() | case.told.keys()):
        values = case.values.get(n, {})
        if n in case.told:
            count, new = case.told[n]
            sealed = ({} if len(new) == count else sealed) | {name: (n, told) for name, told in new.items()}
        elif not sealed:
            found.unsealed += len(values)
            continue
        if n not in case.told or sealed.keys() != values.keys():
            names = sorted(sealed) if n in case.told else []
            found.differences.append(Difference(case_id, f"values of version {n}", ", ".join(names), ", ".join(sorted(values))))
        for name in sorted(sealed.keys() & values.keys()):
            made_in, told = sealed[name]
            salt = case.salts.get((made_in, name))
            if salt is not None and hmac.compare_digest(value_hash(salt, values[name]), told):
                found.proven += 1
            else:
                found.differences.append(
                    Difference(case_id, f"{name} of version {n}", "one value", "another" if salt else "without its salt")
                )


def _cases(connection: Connection, first: int, last: int) -> dict[int, _Case]:
    cases: dict[int, _Case] = defaultdict(lambda: _Case({}, defaultdict(dict), {}))
    for row in _rows(connection, "SELECT case_id, details FROM audit_event", first, last, order="seq"):
        details = json.loads(row["details"])
        if COUNT in details:
            hashes = {name.removeprefix(PREFIX): told for name, told in details.items() if name.startswith(PREFIX)}
            cases[row["case_id"]].told[details["n"]] = details[COUNT], hashes
    for row in _rows(connection, "SELECT case_id, n, name, value FROM field_value", first, last):
        cases[row["case_id"]].values[row["n"]][row["name"]] = row["value"]
    for row in _rows(connection, "SELECT case_id, n, name, salt FROM value_salt", first, last):
        cases[row["case_id"]].salts[row["n"], row["name"]] = row["salt"]
    return dict(sorted(cases.items()))


def _rows(connection: Connection, query: str, first: int, last: int, order: str = "case_id") -> list[Row]:
    key = {"first": first, "last": last}
    return connection.execute(f"{query} WHERE case_id BETWEEN :first AND :last ORDER BY {order}", key).fetchall()
