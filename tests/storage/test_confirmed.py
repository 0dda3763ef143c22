"""What may be learned from: the values people stand by, and nothing that only a machine or a policy said."""

from dataclasses import replace

import pytest
from storage_samples import (
    ANNA,
    BEN,
    CORRECTED,
    FIELDS,
    MACHINE,
    NOON,
    PROPOSAL,
    STRAIGHT_THROUGH,
    TO_A_PERSON,
    approved,
    captured,
    corrected,
    drop,
    in_review,
    policy_in_force,
)

from models.case import CaseState, ConfirmedEntry, Outcome, Reason
from models.extraction import Classification
from storage.open import Storage


def approved_correction(storage: Storage, content: str) -> int:
    case_id = corrected(storage, content)
    storage.cases.approve(case_id, 2, BEN, NOON)
    return case_id


def test_corrected_and_confirmed_values_are_what_people_stand_by(storage: Storage) -> None:
    case_id = approved_correction(storage, "one")
    expected = ConfirmedEntry(case_id, drop("one").content_sha256, "invoice", {"grand_total": "1191.00", "iban": None}, NOON)
    assert list(storage.cases.confirmed()) == [expected]


def test_who_approves_stands_by_what_there_was_a_reason_to_look_at_and_by_nothing_else(storage: Storage) -> None:
    approved(storage)
    assert [entry.values for entry in storage.cases.confirmed()] == [{"grand_total": "1190.00"}]


def test_what_the_machine_proposed_beside_a_correction_is_not_stood_by(storage: Storage) -> None:
    case_id = in_review(storage)
    only_total = (CORRECTED[0], FIELDS[1])
    storage.cases.save_version(case_id, 1, only_total, (Reason("corrected", "grand_total", "again"),), ANNA, NOON)
    storage.cases.approve(case_id, 2, BEN, NOON)
    assert [entry.values for entry in storage.cases.confirmed()] == [{"grand_total": "1191.00"}]


def test_what_a_policy_let_through_is_not_stood_by(storage: Storage) -> None:
    accepted = tuple(replace(field, accepted=True, outcome=Outcome.PROPOSED) for field in FIELDS)
    policy_in_force(storage)
    storage.cases.enter(captured(storage), PROPOSAL, accepted, STRAIGHT_THROUGH, MACHINE, NOON)
    assert storage.cases.case(1).summary.state is CaseState.APPROVED
    assert list(storage.cases.confirmed()) == []


@pytest.mark.parametrize("state", [CaseState.IN_REVIEW, CaseState.REJECTED])
def test_what_nobody_approved_in_the_end_is_not_stood_by(storage: Storage, state: CaseState) -> None:
    case_id = corrected(storage)
    if state is CaseState.REJECTED:
        storage.cases.close(case_id, state, Reason("rejected", None, "an advertisement"), BEN, NOON)
    assert list(storage.cases.confirmed()) == []


def test_released_entries_count_like_approved_ones_under_the_type_a_person_decided(storage: Storage) -> None:
    case_id = in_review(storage)
    retyped = replace(PROPOSAL, classification=Classification("receipt", None))
    storage.cases.retype(case_id, 1, retyped, CORRECTED, TO_A_PERSON, ANNA, NOON)
    storage.cases.approve(case_id, 2, BEN, NOON)
    storage.outbox.open_run("files", NOON)
    storage.outbox.finish_run("files", 1, {}, MACHINE, NOON)
    approved_correction(storage, "two")
    assert [(entry.case_id, entry.doc_type) for entry in storage.cases.confirmed()] == [(case_id, "receipt"), (case_id + 1, "invoice")]
