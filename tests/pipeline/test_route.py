"""Who must look, and why."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.case import FieldValue, Reason, Route
from models.document_type import Condition, DocumentType, FieldSpec, Mode, Policy, ValueKind
from models.extraction import BrokenRule, Classification, Evidence, Proposal, ProposedField
from models.page import Box
from pipeline.make import make
from pipeline.route import route

EVIDENCE = Evidence(1, Box(0.1, 0.1, 0.2, 0.2), "9.00", "anchors.v1")
RECEIPT = DocumentType(
    name="receipt",
    title="Receipt",
    description="",
    fields=(FieldSpec("total", "Total", ValueKind.MONEY, required=True), FieldSpec("date", "Date", ValueKind.DATE)),
    policy=Policy(mode=Mode.STRAIGHT_THROUGH, thresholds={"total": 0.9, "date": 0.9}, type_threshold=0.9),
)


def proposal(confidence: float | None = 0.99, **changes: object) -> Proposal:
    total = ProposedField("total", "9.00", confidence, EVIDENCE)
    date = ProposedField("date", None, None, None)
    values: dict[str, object] = {
        "classification": Classification("receipt", 0.99),
        "fields": (total, date),
        "broken_rules": (),
        "page_count": 1,
    }
    return Proposal(**(values | changes))  # type: ignore[arg-type]


def routed(made: Proposal, document_type: DocumentType | None = RECEIPT) -> tuple[tuple[FieldValue, ...], set[str]]:
    fields, where = route(make(made), made, document_type)
    assert where.straight_through == (not where.reasons)
    return fields, {reason.code for reason in where.reasons}


def test_a_sure_entry_goes_straight_through_and_an_absent_optional_field_is_no_reason() -> None:
    fields, codes = routed(proposal())
    assert not codes
    assert [field.accepted for field in fields] == [True, False]


@pytest.mark.parametrize("confidence", [None, math.nan, math.inf, 0.0, 0.89, 1.01, -1.0])
def test_a_person_looks_when_the_confidence_is_low_missing_or_no_probability(confidence: float | None) -> None:
    fields, codes = routed(proposal(confidence))
    assert codes == {"low_confidence"}
    assert not fields[0].accepted


def test_a_person_looks_when_a_required_field_is_missing() -> None:
    _, codes = routed(proposal(fields=(ProposedField("total", None, None, None),)))
    assert codes == {"missing"}


def test_a_value_without_evidence_never_passes() -> None:
    _, codes = routed(proposal(fields=(ProposedField("total", "9.00", 1.0, None),)))
    assert codes == {"no_evidence"}


def test_a_broken_rule_is_its_own_reason_beside_a_high_confidence() -> None:
    fields, codes = routed(proposal(broken_rules=(BrokenRule("net + tax = total", ("total",), "Net and tax do not add up."),)))
    assert codes == {"rule_broken"}
    assert not fields[0].accepted


def test_two_readings_that_differ_are_their_own_reason_with_the_other_one_in_it() -> None:
    made = proposal(fields=(ProposedField("total", "9.00", 0.99, EVIDENCE, other_reading="3.00"),))
    _, where = route(make(made), made, RECEIPT)
    assert [reason.code for reason in where.reasons] == ["readings_differ"]
    assert "3.00" in where.reasons[0].text


def test_an_unknown_type_goes_to_a_person_with_nothing_accepted() -> None:
    fields, codes = routed(proposal(classification=Classification(None, None)), None)
    assert codes == {"unknown_type"}
    assert not any(field.accepted for field in fields)


def test_doubt_about_the_type_is_doubt_about_every_field() -> None:
    fields, codes = routed(proposal(classification=Classification("receipt", 0.5)))
    assert codes == {"type_unsure"}
    assert not any(field.accepted for field in fields)


def test_an_unreadable_page_asks_for_a_rescan_in_words() -> None:
    made = proposal(notes=("1:few_words",))
    _, where = route(make(made), made, RECEIPT)
    assert "rescan" in where.reasons[0].text


@given(type_confidence=st.floats() | st.none(), confidence=st.floats() | st.none(), broken=st.booleans())
def test_nothing_passes_below_its_threshold(*, type_confidence: float | None, confidence: float | None, broken: bool) -> None:
    rules = (BrokenRule("r", ("total",), "broken"),) if broken else ()
    made = proposal(confidence, classification=Classification("receipt", type_confidence), broken_rules=rules)
    _, where = route(make(made), made, RECEIPT)
    sure = all(value is not None and 0.9 <= value <= 1 for value in (type_confidence, confidence))
    assert where.straight_through == (sure and not broken)


KEYED = replace(RECEIPT, policy=replace(RECEIPT.policy, mode=Mode.DOUBLE_KEY, critical=("total",), machine_keys=True))
SEEN_TWICE = ProposedField("total", "9.00", 0.99, EVIDENCE, eyes_agree=True)


def way(made: Proposal, document_type: DocumentType | None, *further: Reason) -> Route:
    return route(make(made), made, document_type, further)[1]


def test_in_double_key_the_critical_and_the_doubtful_fields_are_keyed_in_the_order_of_the_type() -> None:
    assert way(proposal(), KEYED).key_fields == ("total",)
    doubtful = (ProposedField("date", "2026-01-01", 0.5, EVIDENCE), SEEN_TWICE)
    assert way(proposal(fields=doubtful), KEYED).key_fields == ("total", "date")
    assert way(proposal(), RECEIPT).key_fields == ()


def test_two_people_key_and_the_policy_says_so_where_nothing_is_doubtful() -> None:
    where = way(proposal(), KEYED)
    assert (where.mode, where.straight_through) == (Mode.DOUBLE_KEY, False)
    assert [reason.code for reason in where.reasons] == ["policy"]
    assert "two people key" in where.reasons[0].text


def test_nothing_that_is_to_be_keyed_counts_as_accepted() -> None:
    raised = replace(RECEIPT.policy, critical=("total",), conditions=(Condition("total >= 1", Mode.DOUBLE_KEY),))
    fields, _ = route(make(proposal()), proposal(), replace(RECEIPT, policy=raised))
    assert not fields[0].accepted


@pytest.mark.parametrize(
    ("total", "machine_keys"),
    [
        (SEEN_TWICE, True),
        (replace(SEEN_TWICE, confidence=0.1), True),
        (replace(SEEN_TWICE, eyes_agree=False), False),
        (replace(SEEN_TWICE, other_reading="3.00"), False),
        (replace(SEEN_TWICE, evidence=None), False),
        (replace(SEEN_TWICE, value=None), False),
    ],
)
def test_the_machine_keys_only_what_both_its_eyes_saw_at_a_place(total: ProposedField, *, machine_keys: bool) -> None:
    assert way(proposal(fields=(total,)), KEYED).machine_keys is machine_keys
    assert not way(proposal(fields=(total,)), replace(KEYED, policy=replace(KEYED.policy, machine_keys=False))).machine_keys


def test_the_machine_keys_all_the_fields_or_none() -> None:
    doubtful = ProposedField("date", "2026-01-01", 0.5, EVIDENCE)
    assert not way(proposal(fields=(SEEN_TWICE, doubtful)), KEYED).machine_keys


def test_further_reasons_stop_an_entry_that_is_sure_and_name_the_field_to_key() -> None:
    changed = Reason("payee_changed", "date", "another account than before")
    where = way(proposal(), RECEIPT, changed)
    assert where.reasons == (changed,)
    assert not where.straight_through
    assert way(proposal(), KEYED, changed).key_fields == ("total", "date")
    assert changed in way(proposal(), None, changed).reasons


def test_a_person_looks_at_a_field_for_which_nothing_is_proven() -> None:
    policy = replace(RECEIPT.policy, thresholds={"date": 0.9}, unproven=("total",))
    fields, codes = routed(proposal(), replace(RECEIPT, policy=policy))
    assert codes == {"unproven"}
    assert not fields[0].accepted


def test_a_field_without_a_threshold_never_passes() -> None:
    _, codes = routed(proposal(), replace(RECEIPT, policy=replace(RECEIPT.policy, thresholds={})))
    assert codes == {"unproven"}


def test_that_a_policy_is_not_in_force_is_said_only_where_nothing_else_is() -> None:
    unagreed = Reason("policy_not_in_force", None, "two people have not put it in force")
    sure, unsure = proposal(), proposal(0.5)
    assert route(make(sure), sure, RECEIPT, (unagreed,))[1].reasons == (unagreed,)
    assert {reason.code for reason in route(make(unsure), unsure, RECEIPT, (unagreed,))[1].reasons} == {"low_confidence"}
