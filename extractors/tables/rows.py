"""Decides which words under a header make one row of things bought, and in which column each stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.fields.lines import Line, Segment
from extractors.tables.header import Column, Header
from extractors.tables.numbers import DESCRIPTION, is_number, multiplies, numbers_of
from extractors.values.notation import Notation
from models.page import Box, Word

APART_IN_HEIGHTS = 2.5
LATE_LINES = 2

Cells = dict[str, list[Word]]


@dataclass(slots=True)
class Row:
    """One thing bought: the words of each column of numbers, and its description line by line."""

    page: int
    numbers: Cells = field(default_factory=dict)
    texts: list[list[Word]] = field(default_factory=list)

    @property
    def cells(self) -> Cells:
        text = [word for line in self.texts for word in line]
        return self.numbers | ({DESCRIPTION: text} if text else {})

    def add(self, cells: Mapping[str, Sequence[Word]]) -> None:
        for name, words in cells.items():
            if name == DESCRIPTION:
                self.texts.append(list(words))
            else:
                self.numbers.setdefault(name, []).extend(words)


class RowsUnder:
    """Collects the rows under one header, line by line; `closed` says that the table is over."""

    def __init__(self, header: Header, notation: Notation) -> None:
        self.rows: list[Row] = []
        self.closed = False
        self._header, self._notation = header, notation
        self._numeric = header.names - {DESCRIPTION}
        self._loose: list[Word] = []
        self._last: Line | None = None
        self._late = 0

    def read(self, line: Line, *, closes: bool) -> None:
        cells = cells_of(line, self._header.columns)
        begins = len(self._numeric & cells.keys()) >= min(2, len(self._numeric))
        # A sum may look like a row: its label may be one's description only where the numbers prove it.
        self.closed = self.closed or (closes and not (begins and self._proves_itself(cells)))
        if begins and (not self.closed or self._proves_itself(cells)):
            self._begin(line, cells)
        elif self.closed or self._stands_apart(line):
            self._last = None
        else:
            self._go_on(line, cells)

    def finished(self) -> list[Row]:
        """All rows; the last one goes on no longer than the longest before it, lest it take up what stands under the table."""
        if len(self.rows) > 1:
            del self.rows[-1].texts[max(len(row.texts) for row in self.rows[:-1]) :]
        return self.rows

    def _begin(self, line: Line, cells: Cells) -> None:
        row = Row(line.page)
        if DESCRIPTION not in cells and (above := self._text_above()):
            row.add({DESCRIPTION: above})
        row.add(cells)
        self.rows.append(row)
        self._loose, self._last, self._late = [], line, 0

    def _text_above(self) -> list[Word]:
        """The text just above a row that has none on its own line; the row before it does without."""
        if self._loose or not self.rows or len(self.rows[-1].texts) <= 1:
            return self._loose
        return self.rows[-1].texts.pop()

    def _go_on(self, line: Line, cells: Cells) -> None:
        """A line that begins no row: more of the description, and amounts set a little lower than the rest of their row."""
        self._late += 1
        if not (self.rows and self._last):
            self._loose = cells.get(DESCRIPTION, [])
            return
        late = {name for name in self._numeric - self.rows[-1].numbers.keys() if self._late <= LATE_LINES}
        self.rows[-1].add({name: words for name, words in cells.items() if name == DESCRIPTION or name in late})
        self._last = line

    def _stands_apart(self, line: Line) -> bool:
        last = self._last
        return last is not None and line.box.y0 - last.box.y1 > APART_IN_HEIGHTS * last.box.height

    def _proves_itself(self, cells: Cells) -> bool:
        return multiplies(numbers_of(cells, self._notation)) is True


def cells_of(line: Line, columns: Sequence[Column]) -> Cells:
    """The words of one line by the declared column in which they stand; columns of numbers hold numbers only."""
    cells: Cells = {}
    announced = frozenset(behind.box for word, behind in pairwise(line.words) if word.text.endswith(":"))
    for segment in line.segments:
        for name, word in _placed(segment, columns, announced):
            cells.setdefault(name, []).append(word)
    return cells


def _placed(segment: Segment, columns: Sequence[Column], announced: frozenset[Box]) -> Iterator[tuple[str, Word]]:
    """Each word with its column. A number inside a text, of a percentage or behind a colon is no cell."""
    words = segment.words
    home = _nearest(words[0].box, columns)
    for index, word in enumerate(words):
        column = _nearest(word.box, columns)
        if column.name == DESCRIPTION and home.box.x0 < column.box.x0 and _distance(word.box, column) < 0:
            # A scan runs an article's number and its description together.
            home = column
        is_cell = column.name not in {"", DESCRIPTION} and word.box not in announced and _is_cell(words, index)
        if is_cell and (home.name != DESCRIPTION or _ends(words, index, column)):
            yield column.name, word
        elif home.name == DESCRIPTION:
            yield DESCRIPTION, word


def _is_cell(words: Sequence[Word], index: int) -> bool:
    is_percentage = index + 1 < len(words) and words[index + 1].text.startswith("%")
    return is_number(words[index]) and not is_percentage


def _ends(words: Sequence[Word], index: int, column: Column) -> bool:
    """Whether a number in one breath with a description is the next column's, printed close to it: below its heading, no text behind."""
    behind = words[index + 1 :]
    return _distance(words[index].box, column) < 0 and not any(word.text.isalnum() and not is_number(word) for word in behind)


def _nearest(box: Box, columns: Sequence[Column]) -> Column:
    return min(columns, key=lambda column: _distance(box, column))


def _distance(box: Box, column: Column) -> float:
    """How far apart two stand from left to right; below 0 by how much they share."""
    return max(box.x0, column.box.x0) - min(box.x1, column.box.x1)
