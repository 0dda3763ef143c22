"""The draw: a fair share, the same whenever it is asked, and nothing a checker does or knows changes it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storage_samples import BEN, MACHINE, NOON, PROPOSAL, STRAIGHT_THROUGH, captured, in_review

from models.audit import Actor, ActorKind
from storage.open import Storage
from storage.qa.sampling import SETTLED, is_drawn, policy_rate, rate_for

KEYS = st.binary(min_size=32, max_size=32)
RATES = st.floats(0, 1)
DORA, EMIL = Actor(ActorKind.PERSON, "dora"), Actor(ActorKind.PERSON, "emil")
POLICY_HASH = "a" * 64


def audit_rate(storage: Storage, rate: float, doc_type: str = "invoice") -> None:
    """Two people put it in force."""
    body = json.dumps({"doc_type": doc_type, "policy": {"audit": rate}})
    proposal = storage.changes.propose_policy(POLICY_HASH, doc_type, body, DORA, "", NOON)
    storage.changes.decide(proposal.proposal_id, EMIL, NOON, approved=True)


def drawn(storage: Storage) -> dict[int, float]:
    with storage.database.read() as connection:
        return {row["case_id"]: row["rate"] for row in connection.execute("SELECT case_id, rate FROM qa_sample").fetchall()}


@settings(max_examples=30, deadline=None)
@given(key=KEYS, rate=RATES)
def test_the_share_drawn_is_near_the_rate(key: bytes, rate: float) -> None:
    count = 4000
    share = sum(is_drawn(key, case_id, 1, rate) for case_id in range(count)) / count
    assert abs(share - rate) <= 5 * (rate * (1 - rate) / count) ** 0.5 + 1e-9


@given(key=KEYS, case_id=st.integers(1, 10**9), n=st.integers(1, 50), rates=st.tuples(RATES, RATES))
def test_the_draw_is_stable_and_whatever_is_drawn_at_a_rate_is_drawn_at_a_higher_one(
    key: bytes, case_id: int, n: int, rates: tuple[float, float]
) -> None:
    low, high = sorted(rates)
    assert is_drawn(key, case_id, n, low) == is_drawn(key, case_id, n, low)
    assert not is_drawn(key, case_id, n, low) or is_drawn(key, case_id, n, high)
    assert is_drawn(key, case_id, n, 1.0)
    assert not is_drawn(key, case_id, n, 0.0)


@settings(max_examples=20, deadline=None)
@given(keys=st.tuples(KEYS, KEYS), chosen=st.integers(1, 8))
def test_without_the_key_no_choice_of_cases_is_drawn_less(keys: tuple[bytes, bytes], chosen: int) -> None:
    one, other = keys
    if one == other:
        return
    picked = [case_id for case_id in range(0, 40_000, chosen) if not is_drawn(one, case_id, 1, 0.2)][:4000]
    share = sum(is_drawn(other, case_id, 1, 0.2) for case_id in picked) / len(picked)
    assert abs(share - 0.2) < 5 * (0.2 * 0.8 / len(picked)) ** 0.5


@given(rate=RATES, latest=st.lists(st.integers(0, 5), max_size=SETTLED))
def test_a_persons_rate_is_never_below_policys_and_never_above_all(rate: float, latest: list[int]) -> None:
    assert rate <= rate_for(rate, latest) <= 1


def test_newcomers_and_whoever_erred_lately_are_looked_at_more() -> None:
    settled, newcomer = [0] * SETTLED, [0] * 5
    assert rate_for(0.05, settled) == 0.05
    assert rate_for(0.05, []) == pytest.approx(0.2)
    assert rate_for(0.05, newcomer) > rate_for(0.05, settled)
    assert rate_for(0.05, [2, *settled[1:]]) == pytest.approx(0.1)
    assert rate_for(0.05, [*settled[:-1], 2]) == 0.05


def test_at_full_audit_every_approval_is_drawn_also_those_by_policy(storage: Storage) -> None:
    audit_rate(storage, 1.0)
    checked, straight = in_review(storage, "checked"), captured(storage, "straight")
    storage.cases.approve(checked, 1, BEN, NOON)
    storage.cases.enter(straight, PROPOSAL, (), replace(STRAIGHT_THROUGH, policy_hash=POLICY_HASH), MACHINE, NOON)
    assert drawn(storage) == {checked: 1.0, straight: 1.0}


def test_at_no_audit_nothing_is_drawn(storage: Storage) -> None:
    audit_rate(storage, 0.0)
    storage.cases.approve(in_review(storage), 1, BEN, NOON)
    assert drawn(storage) == {}


def test_the_draw_is_by_the_installations_key(storage: Storage) -> None:
    audit_rate(storage, 0.1)
    for k in range(12):
        storage.cases.approve(in_review(storage, f"{k}"), 1, BEN, NOON)
    key = storage.cases._sampler.key
    assert set(drawn(storage)) == {case_id for case_id in range(1, 13) if is_drawn(key, case_id, 1, 0.4)}


@pytest.mark.parametrize("body", ["", "[]", '{"policy": {}}', '{"policy": {"audit": "often"}}', '{"policy": {"audit": NaN}}'])
def test_under_a_policy_that_cannot_be_read_everything_is_drawn(storage: Storage, body: str) -> None:
    proposal = storage.changes.propose_policy(POLICY_HASH, "invoice", body, DORA, "", NOON)
    storage.changes.decide(proposal.proposal_id, EMIL, NOON, approved=True)
    case_id = in_review(storage)
    storage.cases.approve(case_id, 1, BEN, NOON)
    assert drawn(storage) == {case_id: 1.0}


@pytest.mark.parametrize(("declared", "used"), [(1.0, 1.0), (0.0, 0.05)])
def test_a_policy_nobody_agreed_on_can_only_ask_for_more(storage: Storage, declared: float, used: float) -> None:
    case_id = in_review(storage)
    storage.cases.record_policy(POLICY_HASH, "invoice", json.dumps({"policy": {"audit": declared}}), NOON)
    with storage.database.read() as connection:
        assert policy_rate(connection, case_id) == used


def test_a_policy_nobody_agreed_on_and_nobody_can_read_asks_for_all(storage: Storage) -> None:
    case_id = in_review(storage)
    storage.cases.record_policy(POLICY_HASH, "invoice", "", NOON)
    with storage.database.read() as connection:
        assert policy_rate(connection, case_id) == 1.0
