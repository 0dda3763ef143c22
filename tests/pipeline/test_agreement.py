"""Two eyes agree on what stands there, not on what looks like it."""

import pytest

from models.page import Box, Word
from pipeline.agreement import agreed_words, seen_at


def line(text: str) -> tuple[Word, ...]:
    parts = text.split()
    return tuple(Word(part, Box(at / len(parts), 0, (at + 1) / len(parts), 1)) for at, part in enumerate(parts))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("33.90", "33.90"),
        ("33.90", "33,90"),
        ("36.75", "36. 75"),
        ("RM33.90", "rm 33.90"),
        (":29/03/2018", "+ 29/03/2018"),
        ("12-01-19", "12-01-19 12:01:22"),
    ],
)
def test_the_same_value_set_otherwise_is_agreed_on(first: str, second: str) -> None:
    assert agreed_words(line(first), line(second)) == (True,)


@pytest.mark.parametrize(
    ("first", "second"),
    [("8.80", "98.80"), ("8.80", "8.801"), ("8.80", "8.30"), ("-4.01", "4.01"), ("12-01-19", "12/01/19"), ("8.80", ""), (":", "8.80")],
)
def test_another_value_is_not_agreed_on(first: str, second: str) -> None:
    assert agreed_words(line(first), line(second)) == (False,)


def test_one_sighting_does_not_confirm_two_words() -> None:
    assert agreed_words(line("10.00 10.00"), line("10.00")) == (True, False)


def test_the_order_along_the_line_must_be_the_same() -> None:
    assert agreed_words(line("1.00 2.00"), line("2.00 1.00")) == (True, False)


def test_a_misread_word_does_not_spoil_its_neighbours() -> None:
    assert agreed_words(line("1.00 2.00 3.00"), line("1.00 7.77 3.00")) == (True, False, True)


def test_what_the_other_eye_saw_is_taken_from_the_same_place() -> None:
    first, second = line("1.00 2.00"), line("1.00 7.77")
    assert seen_at(first[1], second) == "7.77"
    assert seen_at(Word("x", Box(2, 0, 3, 1)), second) == ""
