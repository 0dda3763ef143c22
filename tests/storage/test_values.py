"""Each value is proven by its salted hash in the audit log, which tells nothing of it."""

# ruff: noqa: S608 - the forger writes the SQL here

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import Place
from raw_sql import tamper
from storage_samples import ANNA, BEN, CORRECTED, EVIDENCE, FIELDS, NOON, PROPOSAL, TO_A_PERSON, approved, captured, corrected, in_review

from models.case import FieldValue, Outcome
from storage.audit.value_hashes import COUNT, PREFIX, value_hash
from storage.open import Storage

TOTAL, IBAN = CORRECTED
DATE = FieldValue("date", "2026-11-02", None, EVIDENCE, Outcome.CORRECTED, accepted=True)


def told(storage: Storage, case_id: int) -> list[set[str]]:
    """The fields whose hashes each version's event holds."""
    details = [event.details for event in storage.audit.trail(case_id)]
    return [{name.removeprefix(PREFIX) for name in one if name.startswith(PREFIX)} for one in details if COUNT in one]


def test_every_value_of_every_version_is_proven(storage: Storage) -> None:
    captured(storage, "unread")
    approved(storage, "approved")
    corrected(storage, "corrected")
    found = storage.audit.values()
    assert (found.proven, found.unsealed, found.erased, found.differences) == (6, 0, 0, [])


def test_a_version_tells_of_the_values_that_are_new_in_it(storage: Storage) -> None:
    case_id = corrected(storage)
    storage.cases.save_version(case_id, 2, [TOTAL, replace(IBAN, value="DE1")], (), ANNA, NOON)
    storage.cases.save_version(case_id, 3, [replace(TOTAL, outcome=Outcome.CONFIRMED), replace(IBAN, value="DE1")], (), ANNA, NOON)
    assert told(storage, case_id) == [{"grand_total", "iban"}, {"grand_total"}, {"iban"}, set()]
    assert storage.audit.values().proven == 8


def test_where_other_fields_are_filled_in_the_version_tells_of_all(storage: Storage) -> None:
    case_id = in_review(storage)
    storage.cases.save_version(case_id, 1, [TOTAL, DATE], (), ANNA, NOON)
    storage.cases.save_version(case_id, 2, [TOTAL], (), ANNA, NOON)
    storage.cases.save_version(case_id, 3, [], (), ANNA, NOON)
    assert told(storage, case_id) == [{"grand_total", "iban"}, {"grand_total", "date"}, {"grand_total"}, set()]
    assert storage.audit.values().differences == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE field_value SET value = '9999.00' WHERE n = 1 AND name = 'grand_total'", "grand_total of version 1 one value"),
        ("UPDATE field_value SET value = 'DE2' WHERE n = 2 AND name = 'iban'", "iban of version 2 one value"),
        ("UPDATE field_value SET value = '' WHERE n = 2 AND name = 'iban'", "iban of version 2 one value"),
        ("DELETE FROM field_value WHERE n = 2 AND name = 'iban'", "values of version 2 grand_total, iban by the log, grand_total in"),
        ("UPDATE field_value SET name = 'bic' WHERE n = 2 AND name = 'iban'", "bic, grand_total in the tables"),
        ("UPDATE value_salt SET salt = '00' || substr(salt, 3) WHERE n = 2", "grand_total of version 2 one value by the log, another"),
        ("DELETE FROM value_salt WHERE n = 2", "without its salt"),
    ],
)
def test_a_value_changed_in_the_tables_is_named(storage: Storage, place: Place, statement: str, said: str) -> None:
    corrected(storage)
    storage.close()
    tamper(place, statement)
    assert storage.audit.replay()[1] == []
    assert said in "; ".join(map(str, storage.audit.values().differences))


def test_a_version_that_the_log_does_not_know_is_named(storage: Storage, place: Place) -> None:
    case_id = corrected(storage)
    storage.close()
    tamper(
        place,
        f"INSERT INTO version (case_id, n, based_on, author, made_at) VALUES ({case_id}, 3, 2, 'anna', '')",
        "INSERT INTO field_value (case_id, n, name, position, value, accepted, outcome) "
        f"VALUES ({case_id}, 3, 'iban', 1, 'DE2', 1, 'corrected')",
    )
    assert "values of version 3 none by the log, iban in the tables" in str(storage.audit.values().differences[0])


def test_values_older_than_hashes_are_counted_and_the_next_version_tells_of_all(storage: Storage, place: Place) -> None:
    case_id = in_review(storage)
    storage.close()
    tamper(place, "DELETE FROM value_salt", "UPDATE audit_event SET details = '{\"n\": 1}' WHERE action = 'entered'")
    assert (storage.audit.values().unsealed, storage.audit.values().differences) == (2, [])
    storage.cases.save_version(case_id, 1, CORRECTED, (), BEN, NOON)
    assert told(storage, case_id) == [{"grand_total", "iban"}]
    found = storage.audit.values()
    assert (found.unsealed, found.proven, found.differences) == (2, 2, [])


def test_the_same_value_has_another_hash_everywhere(storage: Storage) -> None:
    ids = [in_review(storage, name) for name in ("one", "two")]
    hashes = {event.details[f"{PREFIX}grand_total"] for case_id in ids for event in storage.audit.trail(case_id) if COUNT in event.details}
    assert len(hashes) == 2


@given(st.one_of(st.none(), st.text()), st.one_of(st.none(), st.text()))
def test_only_the_value_itself_has_its_hash(value: str | None, other: str | None) -> None:
    salt = "00" * 16
    assert (value_hash(salt, value) == value_hash(salt, other)) == (value == other)
    assert value_hash(salt, value) != value_hash("01" * 16, value)


def test_a_case_of_another_type_is_told_of_anew(storage: Storage) -> None:
    case_id = corrected(storage)
    storage.cases.retype(case_id, 2, PROPOSAL, [DATE], TO_A_PERSON, ANNA, NOON)
    assert told(storage, case_id)[-1] == {"date"}
    assert len(FIELDS) + len(CORRECTED) + 1 == storage.audit.values().proven
