"""Groups a page's words into lines, into segments between wide gaps, and into blocks of stacked segments."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median

from extractors.values.notation import Notation, notation_of
from models.page import Box, Page, Reading, Word, enclosing

GAP_IN_LINE_HEIGHTS = 1.2
SAME_LINE_OVERLAP = 0.5
SAME_LINE_OFFSET = 0.6
STACKED_WITHIN_HEIGHTS = 1.3
LABEL_GLUED_TO_VALUE = re.compile(r"^(?P<label>[^\d:]*[^\W\d_][.)#]?:)(?P<value>[^/\s].*)$")
LEADERS = re.compile(r"(?<=\w)[.·…_]{3,}|^[.·…_]{3,}$")


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one line with no wide gap between them."""

    page: int
    words: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def texts(self) -> list[str]:
        return [word.text for word in self.words]


@dataclass(frozen=True, slots=True)
class Line:
    """All segments at one height of a page, from left to right."""

    page: int
    segments: tuple[Segment, ...]
    box: Box

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for segment in self.segments for word in segment.words)

    @property
    def text(self) -> str:
        return "  ".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of all pages in reading order, and how the document writes dates and amounts."""

    lines: tuple[Line, ...]
    notation: Notation

    def of_page(self, number: int) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.page == number)


@lru_cache(maxsize=4)
def layout_of(reading: Reading) -> Layout:
    """The layout of a document; the last few are kept, because each technique asks for the same one."""
    lines = tuple(line for page in reading.pages for line in lines_of(page))
    return Layout(lines, notation_of(word.text for line in lines for word in line.words))


def lines_of(page: Page) -> tuple[Line, ...]:
    """Lines from top to bottom."""
    words = [part for word in page.words for part in _parts(word)]
    aspect = page.height_px / page.width_px
    return tuple(_line(page.number, row, aspect) for row in _rows(words))


def blocks_of(lines: Sequence[Line]) -> tuple[tuple[Segment, ...], ...]:
    """Segments that stand under each other, left or centre aligned, at the distance of lines of one text."""
    blocks: list[list[Segment]] = []
    for line in lines:
        for segment in line.segments:
            home = next((block for block in reversed(blocks) if _continues(block[-1], segment)), None)
            if home is None:
                blocks.append([segment])
            else:
                home.append(segment)
    return tuple(tuple(block) for block in blocks)


def overlap(first: Box, second: Box) -> float:
    """Width that two boxes share, as a share of the narrower one."""
    shared = min(first.x1, second.x1) - max(first.x0, second.x0)
    return max(0.0, shared) / max(min(first.width, second.width), 1e-6)


def _parts(word: Word) -> Iterator[Word]:
    """A label printed without a space before its value is two words; dotted leaders are none."""
    text = LEADERS.sub("", word.text)
    glued = LABEL_GLUED_TO_VALUE.match(text)
    if glued and "://" not in text:
        cut = word.box.x0 + word.box.width * len(glued["label"]) / len(text)
        yield Word(glued["label"], Box(word.box.x0, word.box.y0, cut, word.box.y1), word.confidence)
        yield Word(glued["value"], Box(cut, word.box.y0, word.box.x1, word.box.y1), word.confidence)
    elif text.strip():
        yield Word(text, word.box, word.confidence)


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: one.box.center[1]):
        home = next((row for row in reversed(rows[-6:]) if _same_line(row, word)), None)
        if home is None:
            rows.append([word])
        else:
            home.append(word)
    return sorted((sorted(row, key=lambda one: one.box.x0) for row in rows), key=lambda row: median(one.box.center[1] for one in row))


def _same_line(row: Sequence[Word], word: Word) -> bool:
    """Compared with the nearest word of the row, so that a slightly slanting line stays one."""
    near = min(row, key=lambda one: abs(one.box.center[0] - word.box.center[0]))
    shared = min(near.box.y1, word.box.y1) - max(near.box.y0, word.box.y0)
    smaller, larger = sorted((near.box.height, word.box.height))
    return shared >= SAME_LINE_OVERLAP * smaller and abs(near.box.center[1] - word.box.center[1]) < SAME_LINE_OFFSET * larger


def _line(page: int, row: Sequence[Word], aspect: float) -> Line:
    gap = GAP_IN_LINE_HEIGHTS * aspect * median(word.box.height for word in row)
    groups: list[list[Word]] = [[row[0]]]
    for before, word in pairwise(row):
        if word.box.x0 - before.box.x1 > gap:
            groups.append([])
        groups[-1].append(word)
    segments = tuple(Segment(page, tuple(group), enclosing(word.box for word in group)) for group in groups)
    return Line(page, segments, enclosing(segment.box for segment in segments))


def _continues(above: Segment, below: Segment) -> bool:
    height = max(above.box.height, below.box.height)
    near = below.page == above.page and -0.5 * height < below.box.y0 - above.box.y1 < STACKED_WITHIN_HEIGHTS * height
    aligned = abs(above.box.x0 - below.box.x0) < height or abs(above.box.center[0] - below.box.center[0]) < 2 * height
    return near and (aligned or overlap(above.box, below.box) > SAME_LINE_OVERLAP)
