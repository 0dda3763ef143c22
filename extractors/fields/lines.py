"""Groups a page's words into lines, into segments between wide gaps, and into blocks of stacked segments."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractors.values.notation import Notation, notation_of
from models.page import Box, Page, Reading, Word, enclosing

GAP_IN_LINE_HEIGHTS = 1.2
GAP_IN_INK_HEIGHTS = 1.6
SURE, TALL = 0.5, 0.8
OTHER_SIZE = 2.5
SPECK = 0.3
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
    def texts(self) -> tuple[str, ...]:
        return tuple(word.text for word in self.words)


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


class _Last:
    """The document asked for last and its layout, found again by identity: to hash all its words takes longer than some techniques."""

    reading: Reading | None = None
    layout: Layout


def layout_of(reading: Reading) -> Layout:
    """The layout of a document; the last is kept, because each technique asks for the same one, and a long one is large."""
    if _Last.reading is not reading:
        _Last.layout, _Last.reading = _layout_of(reading), reading
    return _Last.layout


def _layout_of(reading: Reading) -> Layout:
    lines = tuple(line for page in reading.pages for line in lines_of(page))
    return Layout(lines, notation_of(word.text for line in lines for word in line.words))


def lines_of(page: Page) -> tuple[Line, ...]:
    """Lines from top to bottom, then those that stand."""
    lying = [word for word in page.words if not word.standing]
    words = [part for word in _without_specks(lying) for part in _parts(word)]
    aspect = page.height_px / page.width_px
    return (*(_line(page.number, row, aspect) for row in _rows(words)), *_standing_lines(page))


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


def _without_specks(words: Sequence[Word]) -> Iterator[Word]:
    """Letters far flatter than the page's are ruling lines that an OCR engine took for print."""
    letters = [word.box.height for word in words if _is_print(word)]
    least = SPECK * median(letters) if letters else 0.0
    return (word for word in words if word.confidence is None or word.box.height >= least or not _is_print(word))


def _is_print(word: Word) -> bool:
    return any(map(str.isalnum, word.text))


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


def _standing_lines(page: Page) -> Iterator[Line]:
    """Words one below the other, in the order in which they were read."""
    lines: list[list[Word]] = []
    for word in page.words:
        if word.standing:
            if not lines or overlap(lines[-1][-1].box, word.box) < SAME_LINE_OVERLAP:
                lines.append([])
            lines[-1].append(word)
    for line in lines:
        box = enclosing(word.box for word in line)
        yield Line(page.number, (Segment(page.number, tuple(line), box),), box)


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
    middle = word.box.center[0]
    near = min(row, key=lambda one: abs(one.box.center[0] - middle))
    shared = min(near.box.y1, word.box.y1) - max(near.box.y0, word.box.y0)
    smaller, larger = sorted((near.box.height, word.box.height))
    return shared >= SAME_LINE_OVERLAP * smaller and abs(near.box.center[1] - word.box.center[1]) < SAME_LINE_OFFSET * larger


def _line(page: int, row: Sequence[Word], aspect: float) -> Line:
    gap = aspect * _wide_gap(row)
    groups: list[list[Word]] = [[row[0]]]
    for before, word in pairwise(row):
        if word.box.x0 - before.box.x1 > gap or _is_of_other_size(before, word):
            groups.append([])
        groups[-1].append(word)
    segments = tuple(Segment(page, tuple(group), enclosing(word.box for word in group)) for group in groups)
    return Line(page, segments, enclosing(segment.box for segment in segments))


def _wide_gap(row: Sequence[Word]) -> float:
    """From which width a gap parts two texts. OCR boxes end at the ink: only tall letters tell the size, and spaces look wider."""
    heights = sorted(word.box.height for word in row)
    if all(word.confidence is None for word in row):
        return GAP_IN_LINE_HEIGHTS * median(heights)
    sure = [word.box.height for word in row if word.confidence is None or (word.confidence >= SURE and _is_print(word))]
    sized = sorted(sure) or heights
    return GAP_IN_INK_HEIGHTS * sized[int(TALL * (len(sized) - 1))]


def _is_of_other_size(first: Word, second: Word) -> bool:
    """Whether two neighbours cannot be of one text, as the letter of a logo and the name beside it."""
    smaller, larger = sorted((first.box.height, second.box.height))
    return first.confidence is not None and larger > OTHER_SIZE * smaller and _is_print(first) and _is_print(second)


def _continues(above: Segment, below: Segment) -> bool:
    if below.page != above.page:
        return False
    height = max(above.box.height, below.box.height)
    near = -0.5 * height < below.box.y0 - above.box.y1 < STACKED_WITHIN_HEIGHTS * height
    aligned = abs(above.box.x0 - below.box.x0) < height or abs(above.box.center[0] - below.box.center[0]) < 2 * height
    return near and (aligned or overlap(above.box, below.box) > SAME_LINE_OVERLAP)
