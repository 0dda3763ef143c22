"""Finds values where they stood on a document of the same layout that a person has corrected, however far the scan is shifted."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from extractors.fields.evidence import candidate
from extractors.fields.labels import one_letter_open
from extractors.fields.lines import Line, Segment, layout_of
from extractors.values.found import Found
from extractors.values.months import fold
from extractors.values.names import clean
from models.document_type import DocumentType, ValueKind
from models.extraction import Candidate
from models.memory import FieldPlace, FixedWord, Memory, RememberedLayout
from models.page import Box, Page, Reading, Word, enclosing

NAME = "memory.v1"
TEXT_KINDS = frozenset({ValueKind.TEXT, ValueKind.PERSON, ValueKind.ORGANISATION, ValueKind.ADDRESS})
MIN_LETTERS = 3
SLACK, JUST_BEFORE = 0.002, 0.012
ALONG, ACROSS = 0.03, 0.04
"""In widths of the page: how far two words may stand from where the others say they should, along the line and down the page."""
ALIKE = 0.3
"""Two layouts are one where this share of the words of either stands at the same place; two forms of one office share less."""
MIN_WORDS = 5
NEIGHBOURS = 6
JUST_THERE = 0.012
NEARBY_LINES = 2.5
ONE_LINE = 0.016
"""In widths of the page: the height of a line of letters of ten points on A4."""
MAX_PAGES = 4


@dataclass(frozen=True, slots=True)
class Recalled:
    """A remembered layout that a document has and how alike they are (0 to 1).

    `places` say where each value should stand, `fixed` which words by page are printed on both.
    """

    layout: RememberedLayout
    likeness: float
    places: Mapping[str, FieldPlace]
    fixed: frozenset[tuple[int, str]]


def recall(reading: Reading, memory: Memory) -> Recalled | None:
    """The remembered layout most like a document's, if any is like enough."""
    known = _Known(fixed_words(reading))
    found = (_recalled(layout, known) for layout in reversed(memory.layouts))
    return max((one for one in found if one is not None), key=lambda one: one.likeness, default=None)


def fixed_words(reading: Reading) -> tuple[FixedWord, ...]:
    """The words that hold no digit and stand once in their column of a page: those that may be printed on the next document, too."""
    return tuple(word for page in reading.pages[:MAX_PAGES] for word in _fixed_words(page))


def in_widths(box: Box, page: Page) -> Box:
    """A box with its heights in widths of the page, so that receipts of any length compare."""
    aspect = page.height_px / page.width_px
    return Box(box.x0, box.y0 * aspect, box.x1, box.y1 * aspect)


def nearness(place: FieldPlace, box: Box) -> float:
    """How well a box (in widths) stands where a value should: 1 for exactly there, 0 for elsewhere.

    Values differ in length, so that either their beginnings or their ends must agree; a value lower on the page is another one.
    """
    height = max(place.box.height, 0.008)
    down = abs(box.y0 - place.box.y0) / height
    along = min(abs(box.x0 - place.box.x0), abs(box.x1 - place.box.x1)) / ALONG
    return max(0.0, 1 - down) * max(0.0, 1 - along / 2)


def candidates(recalled: Recalled, reading: Reading, document_type: DocumentType) -> Iterator[Candidate]:
    """The words that stand where each text of a remembered layout stood, from its left edge on: labels need not be told from values."""
    layout = layout_of(reading)
    for spec in document_type.fields:
        place = recalled.places.get(spec.name)
        if place is not None and spec.kind in TEXT_KINDS and place.page <= len(reading.pages):
            page = reading.page(place.page)
            others = [one for one in recalled.places.values() if one.page == place.page and one is not place]
            parts = [part for line in layout.of_page(place.page) if (part := _part(line, place, page, others, recalled.fixed))]
            if parts:
                words = tuple(word for part in parts for word in part)
                segment = Segment(place.page, words, enclosing(word.box for word in words))
                text = " ".join(clean(" ".join(word.text for word in part)) for part in parts)
                if text:
                    yield candidate(spec, Found(text, 0, len(words)), segment, NAME, recalled.likeness)


def _part(line: Line, place: FieldPlace, page: Page, others: Sequence[FieldPlace], fixed: Collection[tuple[int, str]]) -> tuple[Word, ...]:
    """The words of a line from a place's left edge on, up to a wide gap or to what is another's; none where the line is another."""
    box = in_widths(line.box, page)
    if not _is_level(place, box):
        return ()
    edges = [one.box.x0 for one in others if _is_level(one, box) and one.box.x0 > place.box.x0]
    for segment in line.segments:
        words = [word for word in segment.words if word.box.x0 > place.box.x0 - JUST_BEFORE]
        if words and words[0].box.x0 < place.box.x0 + ALONG:
            return tuple(takewhile(lambda word: not _begins_another(word, line.page, edges, fixed), words))
    return ()


def _is_level(place: FieldPlace, box: Box) -> bool:
    return place.box.y0 - SLACK < box.center[1] < place.box.y1 + SLACK


def _begins_another(word: Word, page: int, edges: Sequence[float], fixed: Collection[tuple[int, str]]) -> bool:
    return (page, _folded(word.text)) in fixed or any(abs(word.box.x0 - edge) < JUST_BEFORE for edge in edges)


def _fixed_words(page: Page) -> Iterator[FixedWord]:
    aspect = page.height_px / page.width_px
    standing: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for word in page.words:
        text = _folded(word.text)
        if len(text) >= MIN_LETTERS:
            standing[text].append(word.box.center)
    for text, centers in standing.items():
        for x, y in centers:
            if sum(abs(x - other) < 2 * ALONG for other, _ in centers) == 1:
                yield FixedWord(text, page.number, round(x, 4), round(y * aspect, 4))


def _folded(text: str) -> str:
    """Letters only; a word with a digit is part of a value and has none."""
    return "" if any(map(str.isdigit, text)) else "".join(filter(str.isalpha, fold(text)))


class _Known:
    """The fixed words of a document. Hundreds of layouts ask for them, and many for the same ones: each answer is kept."""

    def __init__(self, words: Sequence[FixedWord]) -> None:
        self.on_page = Counter(word.page for word in words)
        self._exact: dict[tuple[int, str], list[FixedWord]] = defaultdict(list)
        self._open: dict[tuple[int, str], list[FixedWord]] = defaultdict(list)
        self._kept: dict[tuple[int, str], list[FixedWord]] = {}
        for word in words:
            self._exact[word.page, word.text].append(word)
        for (page, text), some in self._exact.items():
            for pattern in one_letter_open(text):
                self._open[page, pattern] += some

    def exactly(self, page: int, text: str) -> Sequence[FixedWord]:
        return self._exact.get((page, text), ())

    def nearly(self, page: int, text: str) -> Sequence[FixedWord]:
        """The words that differ in one letter, a letter added or dropped among them; a short word is too much like others."""
        if len(text) <= MIN_LETTERS:
            return ()
        if (page, text) not in self._kept:
            self._kept[page, text] = [one for pattern in one_letter_open(text) for one in self._open.get((page, pattern), ())]
        return self._kept[page, text]


def _recalled(layout: RememberedLayout, known: _Known) -> Recalled | None:
    pages = {place.page for place in layout.places} | {1}
    ours = sum(word.page in pages for word in layout.words)
    theirs = sum(known.on_page[page] for page in pages)
    needed = max(MIN_WORDS, ALIKE * max(min(ours, theirs), 1))
    pairs = _paired(layout.words, known)
    steady = _steady(pairs) if len(pairs) >= needed else []
    if len(steady) < needed:
        return None
    likeness = len(steady) / max(min(ours, theirs), 1)
    places = {place.field: _shifted(place, steady) for place in layout.places}
    return Recalled(layout, min(likeness, 1.0), places, frozenset((new.page, new.text) for _, new in steady))


def _paired(words: Sequence[FixedWord], known: _Known) -> list[tuple[FixedWord, FixedWord]]:
    """The words of both pages that are one, a letter misread tolerated; they stand in the same column."""
    ours = {(word.page, word.text) for word in words}
    pairs = []
    for word in words:
        same = known.exactly(word.page, word.text) or [
            one for one in known.nearly(word.page, word.text) if (one.page, one.text) not in ours
        ]
        new = next((one for one in same if abs(one.x - word.x) < ALONG), None)
        if new is not None:
            pairs.append((word, new))
    return pairs


def _steady(pairs: Sequence[tuple[FixedWord, FixedWord]]) -> list[tuple[FixedWord, FixedWord]]:
    """The pairs of words that moved as the page did sideways, and up or down as their neighbours did, or alone but nowhere else."""
    if len(pairs) < MIN_WORDS:
        return []
    aside = median(new.x - old.x for old, new in pairs)
    kept = [pair for pair in pairs if abs(pair[1].x - pair[0].x - aside) < ALONG]
    return [pair for pair in kept if abs(pair[1].x - pair[0].x - aside) < JUST_THERE or _goes_along(pair, kept)]


def _goes_along(pair: tuple[FixedWord, FixedWord], others: Sequence[tuple[FixedWord, FixedWord]]) -> bool:
    near = _nearest(others, pair[0].page, pair[0].x, pair[0].y)
    return abs(_down(pair) - median(map(_down, near))) < ACROSS


def _down(pair: tuple[FixedWord, FixedWord]) -> float:
    return pair[1].y - pair[0].y


def _nearest(pairs: Sequence[tuple[FixedWord, FixedWord]], page: int, x: float, y: float) -> list[tuple[FixedWord, FixedWord]]:
    """The pairs nearest to a place, its own line before others: distance down the page counts thrice."""
    on_page = [pair for pair in pairs if pair[0].page == page] or list(pairs)
    return sorted(on_page, key=lambda pair: abs(pair[0].x - x) + 3 * abs(pair[0].y - y))[:NEIGHBOURS]


def _shifted(place: FieldPlace, steady: Sequence[tuple[FixedWord, FixedWord]]) -> FieldPlace:
    box = place.box
    near = _nearest(steady, place.page, box.x0, box.y0 + min(box.height, ONE_LINE) / 2)
    aside, down = median(new.x - old.x for old, new in near), _down_of(near, box)
    return FieldPlace(place.field, place.page, Box(box.x0 + aside, box.y0 + down, box.x1 + aside, box.y1 + down))


def _down_of(near: Sequence[tuple[FixedWord, FixedWord]], box: Box) -> float:
    """What the words of the value's own line did, its label most likely; else the nearest of the lines beside it; else most words."""
    middle = box.y0 + min(box.height, ONE_LINE) / 2
    for lines in (0.5, NEARBY_LINES):
        there = [_down(pair) for pair in near if abs(pair[0].y - middle) < lines * ONE_LINE]
        if there:
            return there[0]
    return median(_down(pair) for pair in near)
