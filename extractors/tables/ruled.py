"""Decides what the lines ruled on a page say of a table's rows and headings."""

from collections.abc import Sequence
from dataclasses import replace

from extractors.tables.columns import Span
from extractors.tables.table_line import Piece, TableLine
from models.page import Box, enclosing

WIDE = 0.8
"""Of the table's width: what is ruled so far parts rows, what is shorter underlines a heading of several columns."""
MIN_BANDS = 3


class Ruled:
    """The rulings between a table's lines. Lines are counted from 0; what is between is asked for by the lower one."""

    def __init__(self, lines: Sequence[TableLine], rulings: Sequence[Box], columns: Sequence[Span]) -> None:
        self._lines, self._columns = lines, columns
        table = enclosing(line.box for line in lines)
        within = [one for one in rulings if min(one.x1, table.x1) - max(one.x0, table.x0) > 0]
        self._wide = [one for one in within if one.width >= WIDE * table.width]
        self._short = [one for one in within if one.width < WIDE * table.width]
        self._bands = self._numbered_bands()
        self._one_row_each = max(self._bands) + 1 >= MIN_BANDS and not self._has_numbers_under_numbers(range(len(lines)))
        first = [index for index, band in enumerate(self._bands) if band == 0]
        self._first_is_header = max(self._bands) > 0 and not self._has_numbers_under_numbers(first)

    def between(self, index: int) -> bool:
        """Whether a ruling parts a line from the one above it."""
        return index > 0 and (self._bands[index] > self._bands[index - 1] or bool(self._underlines(index - 1)))

    def is_within(self, index: int) -> bool:
        """Whether a line stands in a band between rulings that holds one row."""
        return index > 0 and (self._one_row_each or (self._first_is_header and self._bands[index] == 0))

    def headed(self) -> list[TableLine]:
        """The lines, each heading as wide as the ruling under it."""
        return [self._headed(index, line) for index, line in enumerate(self._lines)]

    def _headed(self, index: int, line: TableLine) -> TableLine:
        rulings = self._underlines(index)
        return replace(line, pieces=tuple(self._widened(piece, line, rulings) for piece in line.pieces)) if rulings else line

    def _widened(self, piece: Piece, line: TableLine, rulings: Sequence[Box]) -> Piece:
        for ruling in rulings:
            above = [one for one in line.pieces if ruling.x0 <= one.phrase.box.center[0] <= ruling.x1]
            below = [number for number, (start, end) in enumerate(self._columns) if ruling.x0 <= (start + end) / 2 <= ruling.x1]
            if above == [piece] and len(below) > 1:
                return replace(piece, first=min(piece.first, below[0]), last=max(piece.last, below[-1]))
        return piece

    def _underlines(self, index: int) -> list[Box]:
        """The short rulings under a line that cover more than one column."""
        return [one for one in self._short if self._is_between(one, index) and self._covers(one) > 1]

    def _covers(self, ruling: Box) -> int:
        return sum(ruling.x0 <= (start + end) / 2 <= ruling.x1 for start, end in self._columns)

    def _is_between(self, ruling: Box, upper: int) -> bool:
        if upper + 1 >= len(self._lines):
            return False
        return self._lines[upper].box.center[1] < ruling.center[1] < self._lines[upper + 1].box.center[1]

    def _numbered_bands(self) -> list[int]:
        bands = [0]
        for upper in range(len(self._lines) - 1):
            bands.append(bands[-1] + any(self._is_between(one, upper) for one in self._wide))
        return bands

    def _has_numbers_under_numbers(self, indexes: Sequence[int]) -> bool:
        """Whether a band holds two numbers in one column: it is of several rows then."""
        seen: set[tuple[int, int]] = set()
        for index in indexes:
            places = {(self._bands[index], column) for column in self._lines[index].values}
            if places & seen:
                return True
            seen |= places
        return False
