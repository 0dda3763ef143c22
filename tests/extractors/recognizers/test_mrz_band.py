"""The lines of a machine-readable zone are read as such, and believed where their check digits hold."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from extractors.protocols import Pixels, RawPage, Recognizer
from extractors.recognizers.mrz_band import with_zone
from models.page import Box, Transform, Word
from pipeline.reading_plan import open_reader
from pipeline.recognize import read_upright

# The specimens of ICAO 9303, parts 4 and 5.
PASSPORT = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
CARD = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
PAGE: Pixels = np.full((100, 400), 255, np.uint8)


class FakeEye:
    """Reads the given lines, one after the other, and counts them."""

    def __init__(self, name: str, *lines: str) -> None:
        self.name, self._lines, self.looks = name, lines, 0

    def read_signs(self, line: Pixels, signs: str) -> str:
        assert line.size
        assert {*signs} == {*"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"}
        self.looks += 1
        return self._lines[(self.looks - 1) % len(self._lines)]


def printed(*lines: str) -> tuple[Word, ...]:
    """A word a piece, pieces of a line beside one another."""
    return tuple(
        Word(piece, Box(0.1 + 0.4 * place, 0.2 + 0.2 * line, 0.45 + 0.4 * place, 0.3 + 0.2 * line), 0.9)
        for line, text in enumerate(lines)
        for place, piece in enumerate(text.split())
    )


def read(words: tuple[Word, ...], *eyes: Sequence[str]) -> tuple[Word, ...]:
    return with_zone(PAGE, words, [FakeEye(f"eye {at}", *lines) for at, lines in enumerate(eyes)])


def texts(words: Sequence[Word]) -> list[str]:
    return [word.text for word in words]


@pytest.mark.parametrize("lines", [PASSPORT, CARD])
def test_letters_and_digits_taken_for_each_other_are_told_apart_by_their_place(lines: tuple[str, ...]) -> None:
    misread = [line.replace("UTO", "UT0").replace("7408122", "74O8I22").replace("ERIKSSON", "ER1K550N") for line in lines]
    assert texts(read(printed(*misread), misread)) == [*lines]


def test_pieces_of_a_line_become_one_word_where_the_line_stands() -> None:
    words = read(printed("PASSPORT", PASSPORT[0][:20] + " " + PASSPORT[0][20:], PASSPORT[1], "Signature"), PASSPORT)
    assert texts(words) == ["PASSPORT", *PASSPORT, "Signature"]
    assert (words[1].box.x0, words[1].box.x1) == pytest.approx((0.1, 0.85))


def test_a_broken_check_digit_is_never_mended_into_a_value() -> None:
    broken = (PASSPORT[0].replace("ERIKSSON", "ER1KSSON"), PASSPORT[1].replace("7408122", "7408132"))
    words = printed(*broken)
    assert read(words, broken, broken) == words


def test_the_eye_whose_check_digits_hold_is_believed() -> None:
    words = read(printed(*PASSPORT), (PASSPORT[0], PASSPORT[1].replace("7408122", "7403122")), PASSPORT)
    assert texts(words) == [*PASSPORT]
    assert [word.agreed for word in words] == [True, False]


def test_letters_that_check_digits_cannot_tell_from_digits_go_by_most_readings() -> None:
    # S counts 28 and 8 counts 8: no weight tells them apart.
    line = "LS98902C3" + PASSPORT[1][9:]
    assert texts(read(printed(PASSPORT[0], line), (PASSPORT[0], line), PASSPORT)) == [PASSPORT[0], line]
    assert texts(read(printed(PASSPORT[0], line), PASSPORT, PASSPORT)) == [*PASSPORT]


def test_where_nothing_decides_a_sign_stays_as_it_was_read_and_the_eyes_differ() -> None:
    line = "LS98902C3" + PASSPORT[1][9:].replace("UTO", "UT0")
    _, second = read(printed(PASSPORT[0], line), PASSPORT)
    assert (second.text, second.agreed) == (line.replace("UT0", "UTO"), False)


def test_each_line_says_what_each_eye_read() -> None:
    first, _ = read(printed(*PASSPORT), PASSPORT, PASSPORT)
    assert [(sighting.eye, sighting.text) for sighting in first.sightings] == [("eye 0", PASSPORT[0]), ("eye 1", PASSPORT[0])]
    assert first.agreed


def test_fillers_lost_behind_a_name_are_put_back_and_those_misread_are_fillers() -> None:
    cut = (PASSPORT[0][:31], PASSPORT[1])
    misread = (PASSPORT[0][:30] + "K<KKCKL", PASSPORT[1])
    assert texts(read(printed(*cut), misread)) == [*PASSPORT]


def test_a_page_without_a_zone_is_not_looked_at_again() -> None:
    eye = FakeEye("eye", "")
    words = printed("TOTAL AMOUNT 33.90", "----------------------------------", "THANK YOU FOR YOUR VISIT AND COME AGAIN")
    assert with_zone(PAGE, words, [eye]) is words
    assert eye.looks == 0


@pytest.fixture(scope="module")
def reader() -> Recognizer:
    return open_reader("two-eyes", "eng")


@pytest.mark.parametrize("how", [None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE])
def test_a_zone_is_read_however_the_picture_lies(reader: Recognizer, how: int | None) -> None:
    page = np.full((460, 1000), 255, np.uint8)
    for at, text in enumerate(("PASSPORT OF UTOPIA", "SURNAME ERIKSSON", "GIVEN NAMES ANNA MARIA")):
        cv2.putText(page, text, (300, 60 + 60 * at), cv2.FONT_HERSHEY_DUPLEX, 0.9, (30,), 1, cv2.LINE_AA)
    for at, text in enumerate(PASSPORT):
        for column, sign in enumerate(text):
            cv2.putText(page, sign, (30 + 21 * column, 340 + 60 * at), cv2.FONT_HERSHEY_DUPLEX, 0.85, (30,), 2, cv2.LINE_AA)
    turned = page if how is None else np.asarray(cv2.rotate(page, how), np.uint8)
    _, words = read_upright(RawPage(1, turned, None, None, Transform((1, 0, 0, 0, 1, 0, 0, 0, 1))), reader)
    assert [word.text for word in words if "<" in word.text] == [*PASSPORT]
