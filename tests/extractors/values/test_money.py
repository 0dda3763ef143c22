"""Amounts in the notations of the world become plain decimals."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.values.money import find, parse
from extractors.values.notation import UNKNOWN_NOTATION, Notation

amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(99_999_999), places=2)


def american(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def european(amount: Decimal) -> str:
    return american(amount).translate(str.maketrans(",.", ".,"))


def swiss(amount: Decimal) -> str:
    return american(amount).replace(",", "'")


def french(amount: Decimal) -> str:
    return american(amount).replace(",", " ").replace(".", ",")


@pytest.mark.parametrize("notation", [american, european, swiss, french])
@pytest.mark.parametrize("frame", ["{}", "€ {}", "{} EUR", "$ {}", "CHF {}"])
@given(amount=amounts)
def test_what_is_printed_in_any_notation_is_the_same_amount(notation: Callable[[Decimal], str], frame: str, amount: Decimal) -> None:
    printed = frame.format(notation(amount))
    assert [found.value for found in find(printed.split(), UNKNOWN_NOTATION)] == [str(amount)]
    assert parse(printed) == str(amount)


@given(amount=amounts)
def test_a_plain_decimal_is_read_as_itself(amount: Decimal) -> None:
    assert parse(str(amount)) == str(amount)


@pytest.mark.parametrize("printed", ["-12.00", "(12.00)", "12.00-", "- 12.00", "-€12.00", "\u221212.00"])
def test_minus_signs_and_brackets_make_an_amount_negative(printed: str) -> None:
    assert [found.value for found in find(printed.split(), UNKNOWN_NOTATION)] == ["-12.00"]


@pytest.mark.parametrize("text", ["1.234", "12,345", "twelve", "", "12.34.56.78x", "20 %"])
def test_what_leaves_a_doubt_is_not_guessed_when_typed(text: str) -> None:
    assert parse(text) is None


def test_three_digits_behind_a_lone_separator_follow_the_documents_notation() -> None:
    assert parse("1.234", Notation(decimal_comma=True)) == "1234.00"
    assert parse("1,234", Notation(decimal_comma=False)) == "1234.00"


@pytest.mark.parametrize("text", ["28/09/2017", "20 %", "12:30", "5.5%", "0123-4567-89"])
def test_dates_rates_and_times_are_no_amounts(text: str) -> None:
    assert not [found for found in find(text.split(), UNKNOWN_NOTATION) if found.certainty > 0.5]


def test_letters_read_for_digits_are_mended_with_less_certainty() -> None:
    (mended,) = find(["8.O0"], UNKNOWN_NOTATION)
    assert (mended.value, mended.certainty < 1) == ("8.00", True)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    list(find(text.split(), UNKNOWN_NOTATION))
    parse(text)


@given(st.text(alphabet="0123456789.,' -()%$", max_size=20))
def test_no_mixture_of_digits_and_separators_breaks_the_reader(text: str) -> None:
    for found in find(text.split(), UNKNOWN_NOTATION):
        assert Decimal(found.value).is_finite()
