"""Whoever lost a case commits nothing: each decision is refused in its own transaction, and what was typed is still there."""

from collections.abc import Callable

import pytest
from storage_samples import ANNA, BEN, CLEO, CORRECTED, DOUBT, FIELDS, NOON, PROPOSAL, TO_A_PERSON, in_review, later
from test_keying import RIGHT, disputed, to_be_keyed

from models.audit import Actor, ActorKind
from models.case import CaseState, Reason, RescanCode
from models.errors import AlreadyClaimed, ClaimLost
from models.keying import Ruling
from storage.open import Storage

DORA, EMIL = Actor(ActorKind.PERSON, "dora"), Actor(ActorKind.PERSON, "emil")
Decision = Callable[[Storage, int, Actor, int | None], object]
FAULT = Reason(RescanCode.UNREADABLE, None, "lay it flat")
DECISIONS: dict[str, tuple[Callable[[Storage], int], Decision]] = {
    "approve": (in_review, lambda storage, case, who, token: storage.cases.approve(case, 1, who, NOON, token)),
    "correct": (in_review, lambda storage, case, who, token: storage.cases.save_version(case, 1, CORRECTED, (), who, NOON, token)),
    "retype": (in_review, lambda storage, case, who, token: storage.cases.retype(case, 1, PROPOSAL, FIELDS, TO_A_PERSON, who, NOON, token)),
    "reject": (in_review, lambda storage, case, who, token: storage.cases.close(case, CaseState.REJECTED, DOUBT, who, NOON, token)),
    "rescan": (in_review, lambda storage, case, who, token: storage.cases.close(case, CaseState.RESCAN_REQUESTED, FAULT, who, NOON, token)),
    "refer": (in_review, lambda storage, case, who, token: storage.cases.refer(case, 1, DOUBT, who, NOON, token)),
    "key": (to_be_keyed, lambda storage, case, who, token: storage.keying.key(case, 1, RIGHT, who, NOON, token)),
    "rule": (
        disputed,
        lambda storage, case, who, token: storage.keying.adjudicate(case, 1, {"grand_total": Ruling(2)}, who, NOON, token),
    ),
}


@pytest.fixture(params=DECISIONS)
def decision(request: pytest.FixtureRequest) -> tuple[Callable[[Storage], int], Decision]:
    return DECISIONS[request.param]


def test_a_lost_claim_commits_no_decision_and_keeps_what_was_typed(
    storage: Storage, decision: tuple[Callable[[Storage], int], Decision]
) -> None:
    make, decide = decision
    case_id = make(storage)
    storage.keying.look(case_id, DORA, NOON)
    lost = storage.work.take(case_id, DORA, NOON, 60)
    storage.work.save_draft(case_id, DORA, 1, "typed", NOON)
    kept = storage.work.take(case_id, EMIL, later(60), 60)
    before = storage.cases.audit_trail(case_id)
    with pytest.raises(ClaimLost):
        decide(storage, case_id, DORA, lost.token)
    assert storage.cases.audit_trail(case_id) == before
    draft = storage.work.draft(case_id, DORA)
    assert draft is not None
    assert draft.body == "typed"
    storage.keying.look(case_id, EMIL, NOON)
    decide(storage, case_id, EMIL, kept.token)
    assert storage.work.claims(EMIL) == []
    assert len(storage.cases.audit_trail(case_id)) == len(before) + 1


def test_without_a_token_a_case_somebody_else_holds_is_not_decided(
    storage: Storage, decision: tuple[Callable[[Storage], int], Decision]
) -> None:
    make, decide = decision
    case_id = make(storage)
    for person in (DORA, EMIL):
        storage.keying.look(case_id, person, NOON)
    storage.work.take(case_id, DORA, NOON, 60)
    with pytest.raises(AlreadyClaimed, match="dora"):
        decide(storage, case_id, EMIL, None)
    decide(storage, case_id, DORA, None)
    assert storage.work.claims(DORA) == []


def test_an_approval_said_again_with_its_old_token_is_harmless(storage: Storage) -> None:
    claim = storage.work.take(in_review(storage), BEN, NOON, 60)
    storage.cases.approve(claim.case_id, 1, BEN, NOON, claim.token)
    storage.cases.approve(claim.case_id, 1, BEN, later(1), claim.token)
    assert storage.cases.case(claim.case_id).approver == BEN


def test_the_second_key_goes_to_somebody_else_and_the_ruling_to_a_third(storage: Storage) -> None:
    case_id = disputed(storage)
    for keyer in (ANNA, BEN):
        assert not storage.work.claims(keyer)
        with pytest.raises(Exception, match="had a part"):
            storage.work.take(case_id, keyer, NOON, 60)
    assert storage.work.take(case_id, CLEO, NOON, 60).state is CaseState.IN_ADJUDICATION
