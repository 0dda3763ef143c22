"""A document is routed by the policy that two people put in force; a change waits for them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from models.change_proposal import PolicyInForce
from models.document_type import Condition, DocumentType, FieldSpec, Mode, Policy, Rule, ValueKind
from models.extraction import Classification, Evidence, Proposal, ProposedField
from models.page import Box
from pipeline.document_types import hash_of, load_document_types, policy_body, policy_hash
from pipeline.make import make
from pipeline.policies import differences, effective
from pipeline.route import route

AT = datetime(2026, 11, 2, tzinfo=UTC)
RECEIPT = DocumentType(
    "receipt",
    "Receipt",
    "",
    (FieldSpec("total", "Total", ValueKind.MONEY, required=True), FieldSpec("date", "Date", ValueKind.DATE)),
    policy=Policy(mode=Mode.STRAIGHT_THROUGH, thresholds={"total": 0.9, "date": 0.9}, type_threshold=0.9),
)


def with_policy(**changes: object) -> DocumentType:
    return replace(RECEIPT, policy=replace(RECEIPT.policy, **changes))  # type: ignore[arg-type]


def agreed(document_type: DocumentType) -> dict[str, PolicyInForce]:
    body = policy_body(document_type)
    return {document_type.name: PolicyInForce(document_type.name, policy_hash(document_type), body, "ann", "ben", AT)}


def codes(document_type: DocumentType, in_force: dict[str, PolicyInForce]) -> list[str]:
    """Of a sure entry, routed by the policy that counts."""
    made = ProposedField("total", "9.00", 0.99, Evidence(1, Box(0.1, 0.1, 0.2, 0.2), "9.00", "anchors.v1"))
    proposal = Proposal(Classification("receipt", 0.99), (made,), (), 1)
    routed_by, reasons = effective(document_type, in_force)
    _, routed = route(make(proposal), proposal, routed_by, reasons)
    assert routed.straight_through == (not routed.reasons)
    return [reason.code for reason in routed.reasons]


def test_what_two_people_put_in_force_goes_straight_through() -> None:
    assert effective(RECEIPT, agreed(RECEIPT)) == (RECEIPT, ())
    assert codes(RECEIPT, agreed(RECEIPT)) == []


def test_what_nobody_put_in_force_goes_to_a_person() -> None:
    assert codes(RECEIPT, {}) == ["policy_not_in_force"]
    assert effective(with_policy(mode=Mode.CHECK), {})[1] == ()


@pytest.mark.parametrize(
    "changed",
    [
        with_policy(thresholds={"total": 0.1, "date": 0.9}),
        with_policy(audit=0.0),
        with_policy(conditions=()),
        replace(RECEIPT, rules=(Rule("total = total", "odd"),)),
        replace(RECEIPT, fields=(replace(RECEIPT.fields[0], required=False), RECEIPT.fields[1])),
        replace(RECEIPT, master={"sellers": {"total": "total"}}),
    ],
)
def test_after_any_change_nothing_passes_until_two_people_agree_again(changed: DocumentType) -> None:
    before = with_policy(conditions=(Condition("total >= 1000"),))
    assert codes(changed, agreed(before)) == ["policy_changed"]
    assert effective(changed, agreed(before))[0].policy == before.policy
    assert codes(changed, agreed(changed)) == []


def test_a_policy_made_laxer_by_one_person_changes_nothing() -> None:
    strict = with_policy(mode=Mode.DOUBLE_KEY, critical=("total",))
    routed_by, _ = effective(RECEIPT, agreed(strict))
    assert routed_by.policy.mode is Mode.DOUBLE_KEY


def test_a_policy_that_speaks_of_fields_the_type_no_longer_has_leaves_its_mode_behind() -> None:
    strict = with_policy(mode=Mode.DOUBLE_KEY, critical=("date",))
    without_date = replace(RECEIPT, fields=RECEIPT.fields[:1], policy=replace(RECEIPT.policy, thresholds={"total": 0.9}))
    routed_by, reasons = effective(without_date, agreed(strict))
    assert (routed_by.policy.mode, routed_by.policy.critical) == (Mode.DOUBLE_KEY, ())
    assert [reason.code for reason in reasons] == ["policy_changed"]


SCRIBBLES = ("scribble", '{"policy": {"mode": "sometimes"}}')


@pytest.mark.parametrize(
    ("body", "name"), [*((body, hash_of(body)) for body in SCRIBBLES), *((body, "0" * 64) for body in (*SCRIBBLES, policy_body(RECEIPT)))]
)
def test_a_body_that_cannot_be_read_or_is_not_what_was_agreed_on_lets_nothing_pass(body: str, name: str) -> None:
    forged = {"receipt": replace(agreed(RECEIPT)["receipt"], policy_hash=name, body=body)}
    routed_by, _ = effective(RECEIPT, forged)
    assert routed_by.policy.mode is Mode.CHECK
    assert routed_by.policy.threshold_for("total") is None
    assert set(codes(RECEIPT, forged)) == {"unproven", "policy_changed"}


@pytest.mark.parametrize("name", sorted(load_document_types()))
def test_the_policy_read_back_from_its_body_has_the_same_hash(name: str) -> None:
    shipped = load_document_types()[name]
    changed = replace(shipped, description="", policy=replace(shipped.policy, priority=1))
    assert policy_hash(effective(changed, agreed(shipped))[0]) == policy_hash(shipped)


def test_policies_are_compared_by_name() -> None:
    before, after = with_policy(audit=0.1), with_policy(thresholds={"total": 0.5, "date": 0.9})
    found = {one.name: (one.before, one.after) for one in differences(policy_body(before), policy_body(after))}
    assert found == {"policy.audit": ("0.1", "0.05"), "policy.thresholds.total": ("0.9", "0.5")}
    assert all(one.before is None for one in differences(None, policy_body(after)))
    assert list(differences(policy_body(after), policy_body(after))) == []
