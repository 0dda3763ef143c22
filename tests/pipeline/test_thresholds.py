"""A field passes only where held out values prove how seldom the machine errs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.confidence import HeldOutValue
from models.document_type import DocumentType, FieldSpec, Mode, Policy, ValueKind
from pipeline.thresholds import _is_proven, in_force, shares, thresholds_of, upper_bound

FIELDS = ("total", "date")
TYPE = DocumentType(
    "receipt",
    "Receipt",
    "",
    tuple(FieldSpec(name, name, ValueKind.TEXT) for name in FIELDS),
    policy=Policy(mode=Mode.STRAIGHT_THROUGH, max_error=0.05),
)


def held_out(field: str, count: int, confidence: float, *, right: bool = True) -> list[HeldOutValue]:
    return [HeldOutValue(field, confidence, right, f"issuer {n}") for n in range(count)]


def test_with_too_few_values_nothing_passes_and_it_is_said_how_many_are_missing() -> None:
    found = thresholds_of(held_out("total", 40, 0.99), FIELDS, 0.005)
    assert [one.confidence for one in found] == [None, None]
    # The rule of three, exactly: 598 right values and none wrong prove half a percent.
    assert found[0].missing == 598 - 40
    assert upper_bound(0, 598) <= 0.005 < upper_bound(0, 597)


def test_the_threshold_is_the_lowest_that_the_values_prove() -> None:
    values = [*held_out("total", 100, 0.99), *held_out("total", 100, 0.9), *held_out("total", 20, 0.5, right=False)]
    total, _ = thresholds_of(values, FIELDS, 0.05)
    assert (total.confidence, total.count, total.wrong, total.passing, total.pooled) == (0.9, 200, 0, 200, False)


def test_a_field_with_few_values_may_pass_on_the_proof_of_all() -> None:
    total, date = thresholds_of([*held_out("total", 100, 0.99), *held_out("date", 5, 0.995)], FIELDS, 0.05)
    assert (total.pooled, date.pooled, date.confidence, date.passing) == (False, True, 0.99, 5)


def test_a_field_that_errs_more_than_the_target_does_not_pass_with_the_others() -> None:
    values = [*held_out("total", 300, 0.99), *held_out("date", 5, 0.995), *held_out("date", 1, 0.995, right=False)]
    total, date = thresholds_of(values, FIELDS, 0.05)
    assert total.confidence == 0.99
    assert date.confidence is None


@given(
    st.lists(st.tuples(st.sampled_from(FIELDS), st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]), st.booleans()), max_size=300),
    st.sampled_from([0.01, 0.05, 0.2]),
)
def test_what_passes_is_always_proven(rows: list[tuple[str, float, bool]], max_error: float) -> None:
    values = [HeldOutValue(field, confidence, right, "issuer") for field, confidence, right in rows]
    for one in thresholds_of(values, FIELDS, max_error):
        if one.confidence is not None:
            assert one.field in one.proven_by
            pool = [value for value in values if value.field in one.proven_by and value.confidence >= one.confidence]
            assert upper_bound(sum(not value.right for value in pool), len(pool)) <= max_error


@pytest.mark.parametrize("max_error", [0.0, 0.005, 0.05, 0.2, 1.0])
def test_a_target_is_proven_where_the_bound_is_within_it_and_none_at_all_never_is(max_error: float) -> None:
    for errors, count in ((0, 1), (0, 58), (0, 59), (0, 597), (0, 598), (3, 150), (4, 153), (9, 40), (40, 40)):
        assert _is_proven(errors, count, max_error) == (upper_bound(errors, count) <= max_error)


def test_a_stricter_target_lets_no_more_through() -> None:
    values = [
        *held_out("total", 150, 0.99),
        *held_out("total", 150, 0.9),
        *held_out("total", 4, 0.9, right=False),
        *held_out("total", 40, 0.5, right=False),
    ]
    found = shares(values, FIELDS, (0.005, 0.022, 0.1))
    assert found[0.005] == 0 < found[0.022] < found[0.1]


@pytest.mark.parametrize("real", [True, False])
def test_made_documents_prove_nothing_of_those_that_come_in(*, real: bool) -> None:
    policy = in_force(TYPE, held_out("total", 100, 0.99), real=real).policy
    assert (policy.threshold_for("total") is not None) == real
    assert ("total" in policy.unproven) == (not real)


def test_what_is_declared_is_the_least() -> None:
    strict = replace(TYPE, policy=replace(TYPE.policy, thresholds={"total": 0.995}))
    assert in_force(strict, held_out("total", 100, 0.99), real=True).policy.threshold_for("total") == 0.995
