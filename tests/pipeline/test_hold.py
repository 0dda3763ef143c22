"""Who may put a case aside, and who may let it go on."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.audit import Actor, ActorKind
from models.case import CaseState, Drop, Route
from models.document_type import Mode
from models.errors import NotAllowed
from models.extraction import Classification, Proposal
from models.role import Person, Role
from pipeline.hold import go_on, hold
from storage.open import Storage, open_storage

AT = datetime(2026, 11, 2, tzinfo=UTC)
MACHINE = Actor(ActorKind.MACHINE, "reader")
KEYER, CHECKER, SENIOR = (Person(role, frozenset({role})) for role in (Role.KEYER, Role.CHECKER, Role.SENIOR_CHECKER))


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage(tmp_path / "foureyes.db", tmp_path / "objects")


@pytest.fixture
def case_id(storage: Storage) -> int:
    batch = storage.ledger.open_batch("test", MACHINE, AT)
    case_id = storage.ledger.receive(batch, Drop("one.pdf", "f" * 64, 1, "application/pdf"), MACHINE, AT).case_id
    storage.cases.enter(case_id, Proposal(Classification("invoice", 1.0), (), (), 1), (), Route(Mode.CHECK, (), ""), MACHINE, AT)
    return case_id


def test_a_checker_holds_and_a_senior_lets_it_go_on_both_with_their_words(storage: Storage, case_id: int) -> None:
    hold(storage.cases, storage.holding, case_id, CHECKER, "the seller was asked", AT)
    assert storage.cases.case(case_id).summary.state is CaseState.HELD
    assert go_on(storage.cases, storage.holding, case_id, SENIOR, "the seller answered", AT) is CaseState.IN_REVIEW
    words = [reason.text for reason in storage.cases.case(case_id).summary.reasons]
    assert words == ["the seller was asked", "senior_checker let it go on: the seller answered"]
    assert [event.action for event in storage.cases.audit_trail(case_id)][-2:] == ["held", "went_on"]


def test_a_keyer_holds_nothing_and_a_checker_lets_nothing_go_on(storage: Storage, case_id: int) -> None:
    with pytest.raises(NotAllowed):
        hold(storage.cases, storage.holding, case_id, KEYER, "wait", AT)
    hold(storage.cases, storage.holding, case_id, CHECKER, "wait", AT)
    with pytest.raises(NotAllowed):
        go_on(storage.cases, storage.holding, case_id, CHECKER, "never mind", AT)
    assert storage.cases.case(case_id).summary.state is CaseState.HELD
