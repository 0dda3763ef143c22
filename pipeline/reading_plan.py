"""Decides which eye reads what: one the whole page, the other again where a value may stand, or all of it where the first is unsure."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean
from typing import Protocol

from extractors.protocols import Pixels, Recognizer
from extractors.recognizers.colour import to_gray
from extractors.recognizers.letter_height import letters_of
from extractors.recognizers.line_finder import Strip
from extractors.recognizers.line_picture import line_picture
from extractors.recognizers.mrz_band import with_zone
from extractors.recognizers.rapid import RapidRecognizer
from extractors.recognizers.registry import open_recognizer
from extractors.recognizers.tesseract import TesseractRecognizer
from extractors.recognizers.tesseract_library import TesseractLines
from models.page import Sighting, Word
from pipeline.agreement import agreed_words, seen_at

TWO_EYES = "two-eyes"
# Amounts, dates and numbers of documents have at least three digits.
_DIGITS = 3
# Heights at which the second eye looks at a line, the second time only where it did not agree: on receipts .78 of the amounts are
# confirmed by one look and .81 by two, .85 of the dates, and none of 371 wrongly.
_HEIGHTS_PX = (36, 28)
# Below this mean confidence, or with fewer words, the whole page is read by the other eye as well; so is one on which fewer letters were
# read than half of what has the shape of one. On 43 receipts and forms at least .60 were.
_UNSURE = 0.75
_FEW_WORDS = 8
_FEW_LETTERS, _READ_SHARE = 30, 0.5
_MARGIN_SHARE = 0.3

Line = tuple[Word, ...]


class FirstEye(Protocol):
    name: str

    def find_lines(self, gray: Pixels) -> tuple[Strip, ...]: ...
    def read_lines(self, gray: Pixels, strips: Sequence[Strip]) -> tuple[Line, ...]: ...
    def read_line(self, line: Pixels) -> str: ...
    def read_signs(self, line: Pixels, signs: str) -> str: ...


class SecondEye(Protocol):
    name: str

    def read(self, line: Pixels) -> tuple[Word, ...]: ...
    def read_signs(self, line: Pixels, signs: str) -> str: ...


class TwoEyes:
    """A Recognizer whose words say who read them, and, where both eyes looked, whether they agree."""

    name = "two-eyes.v1"
    # The first eye's: a page that the other eye reads better is turned to see whether it stands on its head.
    upright_confidence = RapidRecognizer.upright_confidence

    def __init__(self, first: FirstEye, second: SecondEye, whole: Recognizer) -> None:
        self._first, self._second, self._whole = first, second, whole

    def read(self, pixels: Pixels, dpi: float | None) -> tuple[Word, ...]:
        gray = to_gray(pixels)
        return with_zone(gray, self._read(gray, dpi), (self._first, self._second))

    def read_line(self, line: Pixels) -> str:
        return self._first.read_line(line)

    def _read(self, gray: Pixels, dpi: float | None) -> tuple[Word, ...]:
        strips = self._first.find_lines(gray)
        lines = self._first.read_lines(gray, strips)
        words = tuple(word for line in lines for word in line)
        left_out = leaves_out_writing(words, letters_of(gray).count)
        if left_out or (strips and is_unsure(words)):
            others, worth = self._whole.read(gray, dpi), surely_read if left_out else sureness
            if worth(others) > worth(words):
                return tuple(_seen_by(self._whole.name, word) for word in others)
        return tuple(word for strip, line in zip(strips, lines, strict=True) for word in self._looked_at(gray, strip, line))

    def _looked_at(self, gray: Pixels, strip: Strip, line: Line) -> Line:
        seen = tuple(_seen_by(self._first.name, word) for word in line)
        at = [index for index, word in enumerate(line) if may_hold_value(word) and not word.standing]
        if not at:
            return seen
        first, end = at[0], at[-1] + 1
        place, asked = _place(gray, strip, line[first:end]), seen[first:end]
        for height in _HEIGHTS_PX:
            asked = compared(asked, self._second_look(gray, place, height), self._second.name)
            if all(word.agreed for word in asked if may_hold_value(word)):
                break
        return seen[:first] + asked + seen[end:]

    def _second_look(self, gray: Pixels, strip: Strip, height_px: int) -> Line:
        """What the second eye reads there, each word at its place along the page."""
        picture, scale = line_picture(gray, strip, height_px)
        left, across = strip.left / gray.shape[1], picture.shape[1] / scale / gray.shape[1]
        words = self._second.read(picture)
        return tuple(replace(word, box=replace(word.box, x0=left + word.box.x0 * across, x1=left + word.box.x1 * across)) for word in words)


def open_reader(name: str, languages: str) -> Recognizer:
    """The reader of scans that a setting names; raises MissingTool where something it needs is not installed."""
    if name != TWO_EYES:
        return open_recognizer(name, languages)
    return TwoEyes(RapidRecognizer(languages), TesseractLines(languages), TesseractRecognizer(languages))


def may_hold_value(word: Word) -> bool:
    """Whether an amount, a date or a number of a document may stand in this word."""
    return sum(map(str.isdigit, word.text)) >= _DIGITS


def _place(gray: Pixels, strip: Strip, words: Line) -> Strip:
    """The part of a line on which the words stand, with some paper at both ends."""
    width, margin = gray.shape[1], _MARGIN_SHARE * (strip.bottom - strip.top)
    left, right = words[0].box.x0 * width - margin, words[-1].box.x1 * width + margin
    return replace(strip, left=max(strip.left, int(left)), right=min(strip.right, int(right) + 1))


def compared(words: Line, others: Line, eye: str) -> Line:
    """The words with one more look of the second eye: once it agreed, it agreed; else its first answer stays beside the word."""
    return tuple(
        word if word.agreed else _with_look(word, agrees, others, eye)
        for word, agrees in zip(words, agreed_words(words, others), strict=True)
    )


def is_unsure(words: Sequence[Word]) -> bool:
    return len(words) < _FEW_WORDS or sureness(words) < _UNSURE


def leaves_out_writing(words: Sequence[Word], letters: int) -> bool:
    """Whether few words were read for the number of pieces of ink on the page that have the shape of a letter."""
    return letters >= _FEW_LETTERS and sum(len(word.text) for word in words) < _READ_SHARE * letters


def surely_read(words: Sequence[Word]) -> float:
    """How many letters were read, each counted by the confidence of its word."""
    return sum(len(word.text) * (word.confidence or 0.0) for word in words)


def sureness(words: Sequence[Word]) -> float:
    """The mean confidence, none for nothing read."""
    return fmean(word.confidence or 0.0 for word in words) if words else 0.0


def _with_look(word: Word, agrees: bool, others: Line, eye: str) -> Word:  # noqa: FBT001 - what was found out
    if not agrees and word.agreed is not None:
        return word
    at = [other.confidence for other in others if other.confidence is not None and word.box.x0 <= other.box.center[0] <= word.box.x1]
    sighting = Sighting(eye, word.text if agrees else seen_at(word, others), fmean(at) if at else None)
    return replace(word, sightings=(word.sightings[0], sighting), agreed=agrees)


def _seen_by(eye: str, word: Word) -> Word:
    return replace(word, sightings=(Sighting(eye, word.text, word.confidence),))
