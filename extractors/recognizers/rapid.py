"""A machine eye that finds lines and reads each by itself: PP-OCR's models on onnxruntime, one thread a process."""

from collections.abc import Sequence
from statistics import fmean

import cv2
import numpy as np

from extractors.protocols import Pixels
from extractors.recognizers.colour import to_gray
from extractors.recognizers.line_finder import LineFinder, Sight, Strip
from extractors.recognizers.line_reader import LineReader, PlacedWord
from extractors.recognizers.standing import columns_of
from models.page import Box, Word

Line = tuple[Word, ...]

# What differs from the paper by fewer gray levels is noise; rows with a smaller share of the fullest row's ink lie between lines.
_FAINT = 24
_ROW_INK_SHARE = 0.06
# Writing that stands reads this surely turned: of 26 stamps on registration forms those read rightly lay above .87, those the wrong way
# round and strokes of the pen below .85.
_SURE, _ENOUGH_LETTERS = 0.86, 3
_TURNS = ((cv2.ROTATE_90_COUNTERCLOCKWISE, False), (cv2.ROTATE_90_CLOCKWISE, True))


class RapidRecognizer:
    name = "rapidocr.v1"
    # Of 26 receipts, all upright lay above .93, all those on their head below .73.
    upright_confidence = 0.85

    def __init__(self, languages: str = "eng", sight: Sight | None = None) -> None:
        self._finder = LineFinder(sight or Sight())
        self._reader = LineReader(accents=languages != "eng")

    def read(self, pixels: Pixels, dpi: float | None) -> tuple[Word, ...]:  # noqa: ARG002 - it goes by the height of the writing
        """Words in reading order, each with the mean probability of its letters; raises MissingTool where a model is missing."""
        gray = to_gray(pixels)
        lines = self.read_lines(gray, self._finder.find(gray))
        return tuple(word for line in lines for word in line)

    def find_lines(self, gray: Pixels) -> tuple[Strip, ...]:
        """Where lines of writing stand, in reading order."""
        return self._finder.find(gray)

    def read_lines(self, gray: Pixels, strips: Sequence[Strip]) -> tuple[Line, ...]:
        """The words of the given lines alone, without looking for others; one tuple a line."""
        standing = self._read_standing(gray, strips)
        return tuple(standing[strip] if strip in standing else self._read_line(gray, strip) for strip in strips)

    def read_line(self, line: Pixels) -> str:
        return " ".join(word.text for word in self._reader.read(line))

    def read_signs(self, line: Pixels, signs: str) -> str:
        """What a line says that is known to hold these signs alone."""
        return "".join(word.text for word in self._reader.read(line, only=signs))

    def _read_standing(self, gray: Pixels, strips: Sequence[Strip]) -> dict[Strip, Line]:
        """The words of the lines that run down the page or up it, at the uppermost of a line's strips; none that read unsurely."""
        found: dict[Strip, Line] = {}
        for column in columns_of(strips):
            line = column.strip.crop(gray)
            looks = [(self._reader.read(np.asarray(cv2.rotate(line, how), np.uint8)), upwards) for how, upwards in _TURNS]
            words, upwards = max(looks, key=lambda look: _sureness(look[0]))
            if _sureness(words) >= _SURE:
                found |= dict.fromkeys(column.pieces, ())
                found[min(column.pieces, key=lambda piece: piece.top)] = _down_the_page(words, column.strip, gray.shape, upwards=upwards)
        return found

    def _read_line(self, gray: Pixels, strip: Strip) -> Line:
        height, width = gray.shape
        across = strip.right - strip.left
        line = strip.crop(gray)
        top, bottom = _inked_rows(line)
        return tuple(
            Word(
                word.text,
                Box(
                    (strip.left + word.start * across) / width,
                    (strip.top + top) / height,
                    (strip.left + word.end * across) / width,
                    (strip.top + bottom) / height,
                ),
                word.confidence,
            )
            for word in self._reader.read(line)
        )


def _sureness(words: Sequence[PlacedWord]) -> float:
    letters = sum(map(str.isalnum, "".join(word.text for word in words)))
    return fmean(word.confidence for word in words) if letters >= _ENOUGH_LETTERS else 0.0


def _down_the_page(words: Sequence[PlacedWord], strip: Strip, shape: tuple[int, ...], *, upwards: bool) -> Line:
    height, width = shape
    long, left, right = strip.bottom - strip.top, strip.left / width, strip.right / width
    spans = [(1 - word.end, 1 - word.start) if upwards else (word.start, word.end) for word in words]
    boxes = [Box(left, (strip.top + start * long) / height, right, (strip.top + end * long) / height) for start, end in spans]
    return tuple(Word(word.text, box, word.confidence, standing=True) for word, box in zip(words, boxes, strict=True))


def _inked_rows(line: Pixels) -> tuple[int, int]:
    """The rows the writing itself takes: the detector's outline is wider, and lines above and below reach into it."""
    if not line.size:
        return 0, line.shape[0]
    paper = int(np.median(line[::3, ::3]))
    ink = cv2.reduce(np.maximum(cv2.absdiff(line, np.full_like(line, paper)), _FAINT), 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F)[:, 0] - _FAINT
    middle = len(ink) // 4
    core = middle + int(ink[middle : len(ink) - middle].argmax()) if len(ink) > 2 * middle else 0
    written = ink > ink[core] * _ROW_INK_SHARE
    above, below = np.flatnonzero(~written[:core]), np.flatnonzero(~written[core:])
    top = int(above[-1]) + 1 if len(above) else 0
    bottom = core + int(below[0]) if len(below) else len(ink)
    return (top, bottom) if bottom > top else (0, len(ink))
