"""The second eye looks again where a value may stand, and at the whole page where the first is unsure."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from extractors.protocols import Pixels
from extractors.recognizers.line_finder import Strip
from models.page import Box, Sighting, Word
from pipeline.reading_plan import TwoEyes, compared, open_reader

PAGE: Pixels = np.full((400, 400), 255, np.uint8)
NINE_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


class FakeFirst:
    """Sees the given lines, one below another."""

    name = "first"

    def __init__(self, lines: Sequence[str], confidence: float = 0.99) -> None:
        self._lines, self._confidence = lines, confidence

    def find_lines(self, gray: Pixels) -> tuple[Strip, ...]:
        return tuple(Strip(0, 20 * at, gray.shape[1], 20 * at + 20) for at in range(len(self._lines)))

    def read_lines(self, gray: Pixels, strips: Sequence[Strip]) -> tuple[tuple[Word, ...], ...]:
        return tuple(self._words(line, strip.top / gray.shape[0]) for line, strip in zip(self._lines, strips, strict=True))

    def _words(self, line: str, top: float) -> tuple[Word, ...]:
        parts = line.split()
        share = 1 / len(parts)
        return tuple(Word(part, Box(at * share, top, (at + 1) * share, top + 0.05), self._confidence) for at, part in enumerate(parts))


class FakeSecond:
    """Gives one answer after the other to each look, and counts them."""

    name = "second"

    def __init__(self, *answers: str) -> None:
        self._answers, self.looks = answers, 0

    def read(self, line: Pixels) -> tuple[Word, ...]:
        assert line.ndim == 2
        answer = self._answers[min(self.looks, len(self._answers) - 1)]
        self.looks += 1
        return (Word(answer, Box(0.1, 0, 0.9, 1), 0.8),)


class FakeWhole:
    name = "whole"
    upright_confidence = 0.5

    def __init__(self, confidence: float = 0.9) -> None:
        self._confidence, self.looks = confidence, 0

    def read(self, pixels: Pixels, dpi: float | None) -> tuple[Word, ...]:
        assert pixels.size
        assert dpi is None
        self.looks += 1
        return tuple(Word(text, Box(0, 0, 1, 1), self._confidence) for text in NINE_WORDS)


def test_only_lines_that_may_hold_a_value_are_looked_at_again() -> None:
    second = FakeSecond("33.90")
    words = TwoEyes(FakeFirst([" ".join(NINE_WORDS), "33.90"]), second, FakeWhole()).read(PAGE, None)
    assert second.looks == 1
    assert {word.text: word.agreed for word in words} == dict.fromkeys(NINE_WORDS) | {"33.90": True}


def test_every_word_says_who_read_it() -> None:
    words = TwoEyes(FakeFirst([*NINE_WORDS, "33.90"]), FakeSecond("33.90"), FakeWhole()).read(PAGE, None)
    assert [[sighting.eye for sighting in word.sightings] for word in words] == [["first"]] * 9 + [["first", "second"]]


def test_disagreement_is_kept_beside_the_word_with_its_box() -> None:
    words = TwoEyes(FakeFirst([*NINE_WORDS, "33.90"]), FakeSecond("38.90"), FakeWhole()).read(PAGE, None)
    assert words[-1].text == "33.90"
    assert words[-1].agreed is False
    assert words[-1].sightings[1].text == "38.90"
    assert words[-1].sightings[1].confidence == pytest.approx(0.8)


def test_the_second_eye_looks_again_before_it_disagrees() -> None:
    second = FakeSecond("38.90", "33.90")
    words = TwoEyes(FakeFirst([*NINE_WORDS, "33.90"]), second, FakeWhole()).read(PAGE, None)
    assert (second.looks, words[-1].agreed) == (2, True)


def test_agreement_is_not_lost_by_a_later_look() -> None:
    word = Word("33.90", Box(0, 0, 1, 1), 0.9, (Sighting("first", "33.90", 0.9),))
    once = compared((word,), (Word("33.90", word.box),), "second")
    assert compared(once, (Word("38.90", word.box),), "second") == once


@pytest.mark.parametrize(("confidence", "reader"), [(0.9, "whole"), (0.2, "first")])
def test_the_whole_page_goes_to_the_eye_that_is_surer(confidence: float, reader: str) -> None:
    whole = FakeWhole(confidence)
    words = TwoEyes(FakeFirst(NINE_WORDS, confidence=0.4), FakeSecond("x"), whole).read(PAGE, None)
    assert whole.looks == 1
    assert {word.sightings[0].eye for word in words} == {reader}


def test_a_page_without_lines_is_not_read_twice() -> None:
    whole = FakeWhole()
    assert TwoEyes(FakeFirst([]), FakeSecond("x"), whole).read(PAGE, None) == ()
    assert whole.looks == 0


def written_page() -> Pixels:
    page = PAGE.copy()
    for row in range(40, 400, 40):
        cv2.putText(page, "much more is written", (10, row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    return page


@pytest.mark.parametrize("lines", [[], [" ".join(NINE_WORDS)]])
def test_a_page_of_which_much_was_left_out_goes_to_the_other_eye(lines: list[str]) -> None:
    whole = FakeWhole(0.9)
    TwoEyes(FakeFirst(lines), FakeSecond(""), whole).read(written_page(), None)
    assert whole.looks == 1


def test_a_page_read_in_full_goes_to_the_first_eye_alone() -> None:
    whole = FakeWhole()
    TwoEyes(FakeFirst(["much more is written"] * 9), FakeSecond(""), whole).read(written_page(), None)
    assert whole.looks == 0


def test_the_eyes_agree_on_a_printed_amount(printed_receipt: Pixels) -> None:
    words = open_reader("two-eyes", "eng").read(printed_receipt, None)
    (amount,) = [word for word in words if word.text == "1,280.45"]
    assert amount.agreed
    assert [sighting.eye for sighting in amount.sightings] == ["rapidocr.v1", "tesseract-line.v1"]


@pytest.fixture
def printed_receipt() -> Pixels:
    page = np.full((500, 700), 255, np.uint8)
    texts = ["INVOICE NUMBER 20417", "DATE 12/03/2026", "TOTAL AMOUNT 1,280.45", "THANK YOU FOR YOUR VISIT"]
    for at, text in enumerate(texts):
        cv2.putText(page, text, (40, 100 + 90 * at), cv2.FONT_HERSHEY_DUPLEX, 1.1, (0,), 2, cv2.LINE_AA)
    return page
