"""Printed dates become ISO days; where two days are possible the certainty says so."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.values.dates import find, find_months, parse, parse_month
from extractors.values.notation import UNKNOWN_NOTATION, notation_of

days = st.dates(dt.date(1950, 1, 1), dt.date(2049, 12, 31))
GERMAN = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember")
FRENCH = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def printed_forms(day: dt.date) -> list[str]:
    english, german, french = (names[day.month - 1] for names in (ENGLISH, GERMAN, FRENCH))
    return [
        day.isoformat(),
        f"{day.day}. {german} {day.year}",
        f"{day.day} {french} {day.year}",
        f"{day.day}er {french} {day.year}",
        f"{english} {day.day}, {day.year}",
        f"{english[:3]} {day.day}, {day.year}",
        f"{day.day} {english} {day.year}",
        f"{day.day}-{english[:3]}-{day.year}",
        f"{day.day:02d}.{day.month:02d}.{day.year}",
        f"{day.day:02d}.{day.month:02d}.{day.year % 100:02d}",
        f"{day.day:02d}{english[:3].upper()}{day.year}",
        f"{day.day} day of {english} {day.year}",
        f"{english[:3]}{day.day}/{day.year}",
        f"{day.year} {english[:3].upper()} {day.day}",
    ]


@given(day=days)
def test_every_unambiguous_form_is_the_same_day(day: dt.date) -> None:
    for printed in printed_forms(day):
        assert [found.value for found in find(printed.split(), UNKNOWN_NOTATION)] == [day.isoformat()], printed
        assert parse(printed) == day.isoformat()


@given(day=days)
def test_a_document_that_shows_its_order_decides_for_all_its_dates(day: dt.date) -> None:
    day_first = notation_of(["Delivered", "31/01/2020"])
    month_first = notation_of(["Delivered", "01/31/2020"])
    assert [found.value for found in find([f"{day:%d/%m/%Y}"], day_first)] == [day.isoformat()]
    assert [found.value for found in find([f"{day:%m/%d/%Y}"], month_first)] == [day.isoformat()]


def test_an_ambiguous_date_gives_both_days_with_little_certainty() -> None:
    found = list(find(["03/04/2018"], UNKNOWN_NOTATION))
    assert {one.value for one in found} == {"2018-04-03", "2018-03-04"}
    assert all(one.certainty <= 0.5 for one in found)


def test_a_typed_ambiguous_date_is_not_guessed() -> None:
    assert parse("03/04/2018") is None
    assert parse("13/04/2018") == "2018-04-13"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["Total", "RM", "12.00"], "2018-04-03"),
        (["Müller", "GmbH", "12,00", "€"], "2018-04-03"),
        (["Austin,", "TX", "78701", "USA"], "2018-03-04"),
    ],
)
def test_the_country_decides_where_no_date_does_but_less_surely(words: list[str], expected: str) -> None:
    (found,) = find(["03/04/2018"], notation_of(words))
    assert found.value == expected
    assert found.certainty < 0.95


@pytest.mark.parametrize(
    "text",
    ["99/99/2017", "31/02/2018", "00.00.2018", "1.2.3", "192.168.1.10", "Oct 1 - Oct 31", "2018-13-01", "HD03-04-06", "05.22.95.66.66"],
)
def test_what_is_no_day_is_not_read_as_one(text: str) -> None:
    assert not [found for found in find(text.split(), UNKNOWN_NOTATION) if found.certainty > 0.5]


def test_a_time_glued_to_the_date_does_not_hide_it() -> None:
    assert [found.value for found in find(["27/03/201814:55"], UNKNOWN_NOTATION)] == ["2018-03-27"]


@given(st.text(max_size=40))
def test_no_text_breaks_the_date_reader(text: str) -> None:
    list(find(text.split(), UNKNOWN_NOTATION))
    parse(text)


def test_a_stamped_day_below_ten_has_a_dash_for_its_first_digit() -> None:
    assert [found.value for found in find(["92", "AUG", "-7", "PM", "2:35"], UNKNOWN_NOTATION)] == ["1992-08-07"]


def test_a_one_read_as_a_letter_is_the_first_of_the_month_behind_its_name_alone() -> None:
    assert [found.value for found in find(["Nov.", "i,", "1991"], UNKNOWN_NOTATION)] == ["1991-11-01"]
    assert list(find(["No.", "i,", "1991"], UNKNOWN_NOTATION)) == []


def test_a_month_alone_is_found_where_a_month_is_enough() -> None:
    assert [found.value for found in find_months(["Report", "for", "August", "1992"], UNKNOWN_NOTATION)] == ["1992-08"]
    assert [found.value for found in find_months(["31/08/1992"], UNKNOWN_NOTATION)] == ["1992-08-31", "1992-08"]
    assert list(find(["Report", "for", "August", "1992"], UNKNOWN_NOTATION)) == []


def test_a_typed_month_is_kept_only_where_a_month_is_enough() -> None:
    assert (parse_month("August 1992"), parse_month("1992-08"), parse_month("1992-08-31")) == ("1992-08", "1992-08", "1992-08-31")
    assert (parse("August 1992"), parse("1992-08"), parse_month("1992-13")) == (None, None, None)
