"""Says in words what stands around a value, and what shape it has: the tokens that the context of a field is learned from."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from extractors.fields.lines import Layout, Line
from extractors.values.months import fold
from models.extraction import Candidate
from models.page import Box

LEFT_WORDS = 4
LINES_ABOVE = 5
COLUMNS, ROWS = 5, 10
LABEL_WORDS = 4
MAX_SHAPE = 12
MAX_VALUE_WORDS = 6
KEPT = 16384
_DIGIT, _LETTER, _LETTERS = re.compile(r"\d"), re.compile(r"[^\W\d_]"), re.compile(r"[^\W\d_]{2,}")


class _Print(NamedTuple):
    """A word as far as the values around it care: where it stands on its line, and its letters and digits."""

    x0: float
    x1: float
    center: float
    folded: str


class _Sheet:
    """The words of one page, line by line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.words = [
            [_Print(word.box.x0, word.box.x1, word.box.center[0], folded_word(word.text)) for word in line.words] for line in lines
        ]
        self.tops = [line.words[0].box.y0 for line in lines]
        self._middles = np.array([line.box.center[1] for line in lines])

    def line_of(self, box: Box) -> int:
        """The index of the line a place begins on."""
        height = box.height if box.height < 0.03 else 0.02  # noqa: PLR2004 - of several lines, the first
        return int(np.abs(self._middles - (box.y0 + min(height, 0.02) / 2)).argmin())


class Surroundings:
    """The words around any place of one document."""

    def __init__(self, layout: Layout) -> None:
        pages: dict[int, list[Line]] = {}
        for line in layout.lines:
            pages.setdefault(line.page, []).append(line)
        self._sheets = {page: _Sheet(lines) for page, lines in pages.items()}
        self._kept: dict[tuple[int, Box], tuple[str, ...]] = {}

    @property
    def last_page(self) -> int:
        return max(self._sheets, default=1)

    def tokens(self, candidate: Candidate) -> tuple[str, ...]:
        """The tokens of one candidate: what is left of it, above, right, below, its place and its shape."""
        evidence = candidate.evidence
        return (*self.around(evidence.page, evidence.box), *shape_tokens(candidate.value, evidence.text))

    def around(self, page: int, box: Box) -> tuple[str, ...]:
        """The tokens of a place, whatever stands there."""
        key = (page, box)
        if key not in self._kept:
            sheet = self._sheets.get(page)
            self._kept[key] = _around(sheet, page, box, self.last_page) if sheet else ()
        return self._kept[key]

    def standing(self, page: int, box: Box) -> tuple[int, int, bool]:
        """The index of a place's line, how many lines its page has, and whether nothing else stands on it."""
        sheet = self._sheets.get(page)
        if sheet is None:
            return 0, 0, True
        index = sheet.line_of(box)
        return index, len(sheet.words), all(box.x0 <= word.center <= box.x1 for word in sheet.words[index])


def _around(sheet: _Sheet, page: int, box: Box, last: int) -> tuple[str, ...]:
    index = sheet.line_of(box)
    left = [word.folded for word in sheet.words[index] if word.center < box.x0]
    right = [word.folded for word in sheet.words[index] if word.center > box.x1]
    beside = (*_beside("L", tuple(left[: -LEFT_WORDS - 1 : -1])), *_beside("R", tuple(right[:2])))
    ends = () if left else ("first",) if right else ("first", "alone")
    return (*beside, *_stacked(sheet, index, box), *_place(page, box, index, len(sheet.words), last), *ends)


def _stacked(sheet: _Sheet, index: int, box: Box) -> list[str]:
    """The nearest words over a place, the ones over those, and the nearest under it."""
    tokens: list[str] = []
    lines_over = (_across(words, box, LABEL_WORDS) for words in sheet.words[max(0, index - LINES_ABOVE) : index][::-1])
    for where, over in zip("AU", filter(None, lines_over), strict=False):  # a heading has two lines at most
        tokens += _beside(where, over)
    below = next((at for at in range(index + 1, len(sheet.words)) if sheet.tops[at] >= box.y1 - 0.004), None)
    if below is not None:
        tokens += _beside("B", _across(sheet.words[below], box, 2))
    return tokens


def _across(words: Sequence[_Print], box: Box, most: int) -> tuple[str, ...]:
    """The first words of a line that a place stands over or under."""
    return tuple([word.folded for word in words if word.x0 < box.x1 and box.x0 < word.x1][:most])


@lru_cache(maxsize=KEPT)
def _beside(where: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Nearest first: each word, the nearest by itself, the two nearest together, and three letters of them each."""
    folded = [token for token in words if token]
    if not folded:
        return (f"{where}-",)
    nearest = [f"{where}1={folded[0]}", *(f"{where}={token}" for token in folded)]
    both = [f"{where}2={folded[0]} {folded[1]}"] if len(folded) > 1 else []
    letters = [f"{where}3={token[at : at + 3]}" for token in folded[:2] for at in range(len(token) - 2)]
    return (*nearest, *both, *letters)


def _place(page: int, box: Box, index: int, count: int, last: int) -> Iterator[str]:
    yield f"page={min(page, 3)}"
    if page == last:
        yield "page=last"
    yield f"x={int(box.x0 * COLUMNS)}"
    yield f"xy={int(box.x0 * COLUMNS)},{int(box.y0 * ROWS)}"
    yield f"y={page},{int(box.y0 * ROWS)}"
    if page == 1 and index < ROWS:
        yield f"line={index}"
    if count - index <= LINES_ABOVE:
        yield f"line=-{count - index}"


@lru_cache(maxsize=KEPT)
def shape_tokens(value: str, printed: str) -> tuple[str, ...]:
    """How a value is written, and its first words and last."""
    words = [token for word in value.split()[:MAX_VALUE_WORDS] if (token := folded_word(word))]
    ends = (f"v0={words[0]}", f"vn={words[-1]}") if words else ()
    return (
        f"s={_shape(printed)}",
        f"n={min(len(value) // 3, 10)}",
        f"w={min(len(value.split()), 8)}",
        *ends,
        *(f"v={word}" for word in words),
    )


@lru_cache(maxsize=KEPT)
def folded_word(text: str) -> str:
    """A word's letters and digits, folded, each digit as 0."""
    return _DIGIT.sub("0", "".join(filter(str.isalnum, fold(text))))


def _shape(text: str) -> str:
    """Digits as 0, a letter as a, several as a+."""
    return _LETTER.sub("a", _LETTERS.sub("a+", _DIGIT.sub("0", text)))[:MAX_SHAPE]
