"""Currencies, percentages, whole numbers, addresses and names as printed and as typed."""

import pytest

from extractors.values.notation import UNKNOWN_NOTATION
from extractors.values.registry import VALUE_READERS
from models.document_type import ValueKind


def found(kind: ValueKind, printed: str) -> list[str]:
    return [one.value for one in VALUE_READERS[kind].find(printed.split(), UNKNOWN_NOTATION)]


def test_every_kind_of_value_has_a_reader() -> None:
    assert set(VALUE_READERS) == set(ValueKind)


@pytest.mark.parametrize(
    ("kind", "printed", "values"),
    [
        (ValueKind.IDENTIFIER, "$9438745", ["S9438745"]),
        (ValueKind.IDENTIFIER, "$500", ["500"]),
        (ValueKind.CURRENCY, "Total €83.20", ["EUR"]),
        (ValueKind.CURRENCY, "(RM)", ["MYR"]),
        (ValueKind.CURRENCY, "Betrag in CHF", ["CHF"]),
        (ValueKind.CURRENCY, "THE END", []),
        (ValueKind.PERCENT, "19 % MwSt", ["19"]),
        (ValueKind.PERCENT, "5,5%", ["5.5"]),
        (ValueKind.INTEGER, "36 months", ["36"]),
        (ValueKind.EMAIL, "write to <anna.b@example.org>.", ["anna.b@example.org"]),
        (ValueKind.PHONE, "Tel. +49 6051 916 44 10", ["+49 6051 916 44 10"]),
        (ValueKind.IDENTIFIER, "# RE-2017/506,", ["RE-2017/506"]),
        (ValueKind.IDENTIFIER, "12.50 12/01/2019 10:30 total", []),
        (ValueKind.PERSON, ": Anna Maria Eriksson", ["Anna Maria Eriksson"]),
        (ValueKind.PERSON, "12 Main Street", []),
        (ValueKind.ORGANISATION, "GmbH", []),
        (ValueKind.ORGANISATION, "Müller & Söhne GmbH,", ["Müller & Söhne GmbH"]),
    ],
)
def test_values_are_found_as_printed(kind: ValueKind, printed: str, values: list[str]) -> None:
    assert found(kind, printed) == values


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (ValueKind.CURRENCY, "eur", "EUR"),
        (ValueKind.CURRENCY, "€", "EUR"),
        (ValueKind.CURRENCY, "XYZ", None),
        (ValueKind.PERCENT, "7,50 %", "7.5"),
        (ValueKind.INTEGER, "036", "36"),
        (ValueKind.INTEGER, "three", None),
        (ValueKind.EMAIL, "no address", None),
        (ValueKind.PHONE, "12", None),
        (ValueKind.TEXT, "  Fall   2026 ", "Fall 2026"),
        (ValueKind.TEXT, " - ", None),
    ],
)
def test_typed_values_are_normalised_or_refused(kind: ValueKind, typed: str, value: str | None) -> None:
    assert VALUE_READERS[kind].parse(typed, UNKNOWN_NOTATION) == value


@pytest.mark.parametrize(
    ("printed", "value", "is_sure"),
    [
        ("write to a.b@post.example today", "a.b@post.example", True),
        ("_a.b@post.example", "a.b@post.example", True),
        ("a.b @post.example", "a.b@post.example", False),
        ("a.b@ post .example", "a.b@post.example", False),
    ],
)
def test_an_email_address_is_read_through_the_spaces_and_lines_of_a_scan(printed: str, value: str, is_sure: bool) -> None:  # noqa: FBT001 - a case
    (one,) = VALUE_READERS[ValueKind.EMAIL].find(printed.split(), UNKNOWN_NOTATION)
    assert (one.value, one.certainty == 1.0) == (value, is_sure)
