"""The scorer's meaning of right, on a set made by hand; every expectation was worked out on paper."""

import pytest

from learning.scoring import Cell, as_amount, as_date, calibration_error, cell_of, coverage, figures_of, same, upper_bound


@pytest.mark.parametrize(
    ("name", "label", "norm", "value", "strict", "loose"),
    [
        ("date", "12-01-19", "2019-01-12", "2019-01-12", True, True),
        ("date", "12-01-19", "2019-01-12", "12-01-19", True, True),
        ("date", "12-01-19", "2019-01-12", "2019-12-01", False, False),
        ("issue_date", "2018-10-03", None, "03.10.2018", True, True),
        ("period_from", "2018-10-03", None, "2018-10-03", True, True),
        ("total", "RM 33.90", "33.90", "33.9", True, True),
        ("total", "RM 33.90", "33.90", "33.92", False, False),
        ("net_total", "1,234.50", None, "1234.50", True, True),
        ("company", "ACME  sdn bhd", None, "Acme Sdn Bhd", True, True),
        ("company", "ACME SDN BHD", None, "Acme Sdn. Bhd.", False, True),
        ("iban", "DE88 2008", None, "DE882008", False, True),
        ("company", "...", None, "---", False, False),
    ],
)
def test_right_means_the_same_value(name: str, label: str, norm: str | None, value: str, *, strict: bool, loose: bool) -> None:
    assert same(name, label, norm, value) == (strict, loose)


def test_amounts_and_dates_are_compared_by_value() -> None:
    assert [as_amount(text) for text in ("1.234,56", "1,234.56", "1,234", "12", "none")] == ["1234.56", "1234.56", "1234.00", "12.00", None]
    assert [as_date(text) for text in ("3 Oct 2018", "10/13/2018", "20181003", "soon")] == ["2018-10-03", "2018-10-13", "2018-10-03", None]


def test_a_blank_field_left_blank_is_no_cell_and_filled_is_an_error() -> None:
    assert cell_of("total", None, None, None, accepted=False, confidence=None) is None
    filled = cell_of("total", None, None, "1.00", accepted=True, confidence=0.9)
    assert filled == Cell(labelled=False, made=True, strict=False, loose=False, accepted=True, confidence=0.9)


RIGHT = Cell(labelled=True, made=True, strict=True, loose=True, accepted=True, confidence=0.95)
LOOSE = Cell(labelled=True, made=True, strict=False, loose=True, accepted=True, confidence=0.95)
WRONG = Cell(labelled=True, made=True, strict=False, loose=False, accepted=False, confidence=0.25)
MISSED = Cell(labelled=True, made=False, strict=False, loose=False, accepted=False, confidence=None)


def test_precision_recall_and_f1_count_made_and_labelled() -> None:
    figures = figures_of([RIGHT, RIGHT, LOOSE, WRONG, MISSED])
    assert (figures.precision, figures.recall) == (0.5, 0.4)
    assert figures.f1 == pytest.approx(2 * 0.5 * 0.4 / 0.9)
    assert figures.f1_loose == pytest.approx(2 * 3 / 9)
    assert (figures.accepted, figures.accepted_wrong, figures.accepted_wrong_loose) == (3, 1, 0)


def test_the_calibration_error_is_the_gap_of_each_bin() -> None:
    assert calibration_error([(0.95, True), (0.95, True), (0.95, False), (0.25, False)]) == pytest.approx((0.85 + 0.25) / 4)
    assert calibration_error([]) == 0


def test_coverage_counts_equal_confidences_together() -> None:
    sure = [Cell(labelled=True, made=True, strict=True, loose=True, accepted=False, confidence=0.9)] * 20
    tied = Cell(labelled=True, made=True, strict=False, loose=False, accepted=False, confidence=0.9)
    assert coverage(sure) == (20, 20, 20)
    assert coverage([*sure, tied]) == (0, 0, 21)


@pytest.mark.parametrize(("errors", "count", "bound"), [(0, 0, 1.0), (0, 10, 0.2589), (0, 59, 0.0495), (1, 100, 0.0466), (10, 10, 1.0)])
def test_the_upper_bound_is_that_of_clopper_and_pearson(errors: int, count: int, bound: float) -> None:
    assert upper_bound(errors, count) == pytest.approx(bound, abs=1e-3)
