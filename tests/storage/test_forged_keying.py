"""Plain SQL that would make one person two keyers, or go round them."""

# ruff: noqa: S608 - the attacker writes the SQL here

import pytest
from raw_sql import REFUSALS, RawSql
from storage_samples import ANNA, BEN, FIELDS, MACHINE, NOON, POLICY, PROPOSAL, TO_A_PERSON, captured, in_review, policy_in_force

from models.case import Route
from models.document_type import Mode
from models.keying import KeyedValue
from storage.open import Storage

AT = "2026-11-02T12:00:00.000000+00:00"
TWO_KEY = Route(Mode.DOUBLE_KEY, TO_A_PERSON.reasons, POLICY, ("grand_total",))


@pytest.fixture
def to_key(storage: Storage) -> int:
    case_id = captured(storage)
    storage.cases.enter(case_id, PROPOSAL, FIELDS, TWO_KEY, MACHINE, NOON)
    return case_id


@pytest.fixture
def disputed(storage: Storage, to_key: int) -> int:
    storage.keying.key(to_key, 1, {"grand_total": KeyedValue("1.00")}, ANNA, NOON)
    storage.keying.key(to_key, 1, {"grand_total": KeyedValue("2.00")}, BEN, NOON)
    return to_key


def refused(raw: RawSql, *statements: str) -> None:
    """All but the last prepare it."""
    raw.execute(*statements[:-1])
    before = raw.everything()
    with pytest.raises(REFUSALS):
        raw.execute(statements[-1])
    assert raw.everything() == before


def hand(person: str, role: str, kind: str = "person") -> str:
    return f"INSERT INTO hand (case_id, actor, kind, role, since) VALUES (1, '{person}', '{kind}', '{role}', '{AT}')"


def keying(person: str, slot: int) -> str:
    return f"INSERT INTO keying (case_id, n, slot, person, keyed_at) VALUES (1, 1, {slot}, '{person}', '{AT}')"


def adjudication(person: str) -> str:
    return f"INSERT INTO adjudication (case_id, n, person, decided_at) VALUES (1, 1, '{person}', '{AT}')"


def look(person: str) -> str:
    return f"INSERT INTO look (case_id, person, looked_at) VALUES (1, '{person}', '{AT}')"


def approval(person: str, n: int = 1) -> str:
    return f"INSERT INTO approval (case_id, n, approver, approved_at) VALUES (1, {n}, '{person}', '{AT}')"


@pytest.mark.usefixtures("to_key")
def test_a_person_alone_does_not_approve_what_two_have_to_key(raw: RawSql) -> None:
    refused(raw, hand("cleo", "approver"), approval("cleo"))


@pytest.mark.usefixtures("to_key")
def test_a_second_keying_without_a_first_approves_nothing(raw: RawSql) -> None:
    refused(raw, hand("cleo", "approver"), keying("cleo", 2), approval("cleo"))


@pytest.mark.usefixtures("to_key")
def test_a_ruling_where_nobody_keyed_approves_nothing(raw: RawSql) -> None:
    refused(raw, hand("cleo", "approver"), look("cleo"), adjudication("cleo"), approval("cleo"))


@pytest.mark.usefixtures("to_key")
def test_a_case_for_two_keyers_does_not_become_one_for_a_checker(raw: RawSql) -> None:
    refused(raw, "UPDATE capture_case SET mode = 'check'")
    refused(raw, "UPDATE capture_case SET mode = 'straight_through'")


@pytest.mark.usefixtures("to_key")
def test_what_two_have_to_key_does_not_become_less_nor_the_machine_one_of_them(raw: RawSql) -> None:
    refused(raw, "UPDATE capture_case SET key_fields = ''")
    refused(raw, "UPDATE capture_case SET machine_keys = 1")


def test_a_policy_in_force_approves_nothing_that_a_person_has_to_look_at(storage: Storage, raw: RawSql) -> None:
    policy_in_force(storage)
    in_review(storage)
    by_policy = f"INSERT INTO approval (case_id, n, policy_hash, approved_at) VALUES (1, 1, '{POLICY}', '{AT}')"
    refused(raw, by_policy)
    refused(raw, "UPDATE capture_case SET mode = 'straight_through'")


@pytest.mark.usefixtures("to_key")
def test_nobody_is_both_keyers(raw: RawSql) -> None:
    refused(raw, hand("cleo", "author"), keying("cleo", 1), keying("cleo", 2))


@pytest.mark.usefixtures("to_key")
def test_a_slot_is_filled_once_and_by_a_person(raw: RawSql) -> None:
    refused(raw, hand("cleo", "author"), hand("dora", "author"), keying("cleo", 1), keying("dora", 1))
    refused(raw, keying("reader", 2))
    refused(raw, keying("nobody", 2))


@pytest.mark.usefixtures("disputed")
def test_what_was_keyed_is_not_changed(raw: RawSql) -> None:
    refused(raw, "UPDATE keyed_value SET value = '1.00'")
    refused(raw, "UPDATE keying SET person = 'cleo' WHERE slot = 2")
    refused(raw, "DELETE FROM keyed_value")
    refused(raw, "DELETE FROM keying")


@pytest.mark.usefixtures("disputed")
def test_no_keyer_settles_the_dispute(raw: RawSql) -> None:
    raw.execute(look("anna"), look("ben"))
    for keyer in ("anna", "ben"):
        refused(raw, adjudication(keyer))
        refused(raw, approval(keyer))


@pytest.mark.usefixtures("disputed")
def test_nobody_rules_without_a_look(raw: RawSql) -> None:
    refused(raw, hand("cleo", "approver"), adjudication("cleo"))
    raw.execute(look("cleo"), adjudication("cleo"))


@pytest.mark.usefixtures("disputed")
def test_who_ruled_never_keys(raw: RawSql) -> None:
    refused(raw, hand("cleo", "approver"), look("cleo"), adjudication("cleo"), keying("cleo", 1))
