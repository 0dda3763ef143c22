"""Blind keying: two people who never see each other's entry, and a third who rules where they differ."""

from dataclasses import replace

import pytest
from storage_samples import ANNA, BEN, CLEO, FIELDS, MACHINE, NOON, PROPOSAL, TO_A_PERSON, captured, later

from models.audit import Actor, ActorKind
from models.case import CaseState, Outcome
from models.document_type import Mode
from models.errors import AuthorCannotApprove, MustLook, StaleVersion, Undecided, WrongState
from models.keying import KeyedValue, Ruling
from storage.open import Storage

DORA = Actor(ActorKind.PERSON, "dora")
RIGHT = {"grand_total": KeyedValue("1191.00"), "iban": KeyedValue(None, Outcome.MISSING)}
WRONG = RIGHT | {"grand_total": KeyedValue("1119.00")}


def to_be_keyed(storage: Storage, content: str = "one", *, machine_keys: bool = False) -> int:
    case_id = captured(storage, content)
    route = replace(TO_A_PERSON, mode=Mode.DOUBLE_KEY, key_fields=("grand_total", "iban"), machine_keys=machine_keys)
    storage.cases.enter(case_id, PROPOSAL, FIELDS, route, MACHINE, NOON)
    return case_id


def disputed(storage: Storage) -> int:
    case_id = to_be_keyed(storage)
    storage.keying.key(case_id, 1, WRONG, ANNA, NOON)
    assert storage.keying.key(case_id, 1, RIGHT, BEN, NOON) is CaseState.IN_ADJUDICATION
    return case_id


def value_of(storage: Storage, case_id: int, name: str) -> str | None:
    version = storage.cases.case(case_id).version
    assert version is not None
    return next(field.value for field in version.fields if field.name == name)


def test_two_who_key_alike_are_author_and_approver(storage: Storage) -> None:
    case_id = to_be_keyed(storage)
    assert storage.keying.key(case_id, 1, RIGHT, ANNA, NOON) is CaseState.IN_SECOND_KEY
    assert storage.keying.key(case_id, 1, RIGHT, BEN, later(60)) is CaseState.APPROVED
    case = storage.cases.case(case_id)
    assert case.version is not None
    assert (case.version.n, case.version.author, case.approver) == (2, ANNA, BEN)
    assert value_of(storage, case_id, "grand_total") == "1191.00"
    assert {field.name: field.outcome for field in case.version.fields} == {"grand_total": Outcome.CORRECTED, "iban": Outcome.MISSING}


def test_alike_means_but_for_capitals_and_blanks(storage: Storage) -> None:
    case_id = to_be_keyed(storage)
    storage.keying.key(case_id, 1, RIGHT | {"iban": KeyedValue("Acme  Ltd")}, ANNA, NOON)
    assert storage.keying.key(case_id, 1, RIGHT | {"iban": KeyedValue("ACME LTD")}, BEN, NOON) is CaseState.APPROVED


def test_illegible_and_missing_are_not_alike(storage: Storage) -> None:
    case_id = to_be_keyed(storage)
    storage.keying.key(case_id, 1, RIGHT, ANNA, NOON)
    unlike = RIGHT | {"iban": KeyedValue(None, Outcome.ILLEGIBLE)}
    assert storage.keying.key(case_id, 1, unlike, BEN, NOON) is CaseState.IN_ADJUDICATION
    assert set(storage.keying.dispute(case_id).readings) == {"iban"}


def test_nobody_keys_a_case_twice(storage: Storage) -> None:
    case_id = to_be_keyed(storage)
    storage.keying.key(case_id, 1, RIGHT, ANNA, NOON)
    with pytest.raises(AuthorCannotApprove):
        storage.keying.key(case_id, 1, RIGHT, ANNA, NOON)


def test_what_is_to_be_keyed_does_not_depend_on_what_the_first_typed(storage: Storage) -> None:
    one, other = to_be_keyed(storage, "a"), to_be_keyed(storage, "b")
    storage.keying.key(one, 1, RIGHT, ANNA, NOON)
    storage.keying.key(other, 1, WRONG, ANNA, NOON)
    assert replace(storage.keying.task(one), case_id=other) == storage.keying.task(other)


def test_every_field_has_to_be_keyed(storage: Storage) -> None:
    case_id = to_be_keyed(storage)
    with pytest.raises(Undecided):
        storage.keying.key(case_id, 1, {"grand_total": KeyedValue("1")}, ANNA, NOON)
    with pytest.raises(Undecided):
        storage.keying.key(case_id, 1, RIGHT | {"seller": KeyedValue("x")}, ANNA, NOON)
    assert storage.cases.case(case_id).summary.state is CaseState.IN_REVIEW


def test_nobody_checks_what_two_have_to_key(storage: Storage) -> None:
    case_id = to_be_keyed(storage)
    with pytest.raises(WrongState):
        storage.cases.approve(case_id, 1, CLEO, NOON)
    with pytest.raises(WrongState):
        storage.cases.save_version(case_id, 1, FIELDS, (), CLEO, NOON)
    with pytest.raises(WrongState):
        storage.cases.approve(disputed_again(storage), 1, CLEO, NOON)


def disputed_again(storage: Storage) -> int:
    case_id = to_be_keyed(storage, "again")
    storage.keying.key(case_id, 1, WRONG, ANNA, NOON)
    storage.keying.key(case_id, 1, RIGHT, BEN, NOON)
    return case_id


def test_a_machine_whose_eyes_agree_is_the_first_keyer(storage: Storage) -> None:
    case_id = to_be_keyed(storage, machine_keys=True)
    alike = {"grand_total": KeyedValue("1190.00"), "iban": KeyedValue(None, Outcome.CORRECTED)}
    assert storage.keying.task(case_id).slot == 2
    assert storage.keying.key(case_id, 1, alike, ANNA, NOON) is CaseState.APPROVED
    case = storage.cases.case(case_id)
    assert (case.authors, case.approver) == ((MACHINE,), ANNA)


def test_who_differs_from_the_machine_waits_for_a_second_person(storage: Storage) -> None:
    case_id = to_be_keyed(storage, machine_keys=True)
    assert storage.keying.key(case_id, 1, RIGHT, ANNA, NOON) is CaseState.IN_ADJUDICATION
    with pytest.raises(AuthorCannotApprove):
        storage.keying.adjudicate(case_id, 1, {"grand_total": Ruling(2), "iban": Ruling(2)}, ANNA, NOON)
    storage.keying.look(case_id, BEN, NOON)
    assert storage.keying.adjudicate(case_id, 1, {"grand_total": Ruling(2), "iban": Ruling(2)}, BEN, NOON) is CaseState.APPROVED
    case = storage.cases.case(case_id)
    assert case.version is not None
    assert (case.version.author, case.approver) == (ANNA, BEN)


def test_a_ruling_for_the_machine_approves_its_version(storage: Storage) -> None:
    case_id = to_be_keyed(storage, machine_keys=True)
    storage.keying.key(case_id, 1, RIGHT, ANNA, NOON)
    storage.keying.look(case_id, BEN, NOON)
    storage.keying.adjudicate(case_id, 1, {"grand_total": Ruling(1), "iban": Ruling(1)}, BEN, NOON)
    case = storage.cases.case(case_id)
    assert case.version is not None
    assert (case.version.n, case.version.author, case.approver) == (1, MACHINE, BEN)


@pytest.mark.parametrize(("slot", "author", "value"), [(1, ANNA, "1119.00"), (2, BEN, "1191.00")])
def test_a_ruling_for_a_keyer_approves_what_that_keyer_typed(storage: Storage, slot: int, author: Actor, value: str) -> None:
    case_id = disputed(storage)
    storage.keying.look(case_id, CLEO, NOON)
    assert storage.keying.adjudicate(case_id, 1, {"grand_total": Ruling(slot)}, CLEO, NOON) is CaseState.APPROVED
    case = storage.cases.case(case_id)
    assert case.version is not None
    assert (case.version.author, case.approver, value_of(storage, case_id, "grand_total")) == (author, CLEO, value)


def test_a_third_value_needs_a_fourth_person(storage: Storage) -> None:
    case_id = disputed(storage)
    storage.keying.look(case_id, CLEO, NOON)
    ruling = {"grand_total": Ruling(None, KeyedValue("1911.00"))}
    assert storage.keying.adjudicate(case_id, 1, ruling, CLEO, NOON) is CaseState.IN_REVIEW
    for part in (ANNA, BEN, CLEO):
        with pytest.raises(AuthorCannotApprove):
            storage.cases.approve(case_id, 2, part, NOON)
    storage.cases.approve(case_id, 2, DORA, NOON)
    assert value_of(storage, case_id, "grand_total") == "1911.00"


def test_nobody_rules_without_having_seen_the_page(storage: Storage) -> None:
    case_id = disputed(storage)
    with pytest.raises(MustLook):
        storage.keying.adjudicate(case_id, 1, {"grand_total": Ruling(1)}, CLEO, NOON)


@pytest.mark.parametrize("keyer", [ANNA, BEN])
def test_no_keyer_rules(storage: Storage, keyer: Actor) -> None:
    case_id = disputed(storage)
    storage.keying.look(case_id, keyer, NOON)
    with pytest.raises(AuthorCannotApprove):
        storage.keying.adjudicate(case_id, 1, {"grand_total": Ruling(1)}, keyer, NOON)


def test_a_ruling_names_the_version_it_saw_and_every_field_in_dispute(storage: Storage) -> None:
    case_id = disputed(storage)
    storage.keying.look(case_id, CLEO, NOON)
    with pytest.raises(StaleVersion):
        storage.keying.adjudicate(case_id, 2, {"grand_total": Ruling(1)}, CLEO, NOON)
    with pytest.raises(Undecided):
        storage.keying.adjudicate(case_id, 1, {"iban": Ruling(1)}, CLEO, NOON)
    with pytest.raises(Undecided):
        storage.keying.adjudicate(case_id, 1, {"grand_total": Ruling(None)}, CLEO, NOON)


def test_the_audit_log_tells_each_step_and_no_value(storage: Storage) -> None:
    case_id = disputed(storage)
    storage.keying.look(case_id, CLEO, NOON)
    storage.keying.adjudicate(case_id, 1, {"grand_total": Ruling(2)}, CLEO, NOON)
    trail = storage.cases.audit_trail(case_id)
    assert [event.action for event in trail] == ["received", "entered", "keyed", "keyed", "adjudicated"]
    assert "1191" not in str(trail)
    storage.audit.verify()


def test_the_log_of_keyed_cases_rebuilds_the_tables(storage: Storage) -> None:
    case_id = disputed(storage)
    storage.keying.look(case_id, CLEO, NOON)
    storage.keying.adjudicate(case_id, 1, {"grand_total": Ruling(2)}, CLEO, NOON)
    alike = to_be_keyed(storage, "alike", machine_keys=True)
    storage.keying.key(alike, 1, {"grand_total": KeyedValue("1190.00"), "iban": KeyedValue(None)}, ANNA, NOON)
    assert storage.audit.replay()[1] == []
