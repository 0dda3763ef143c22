"""Decides which lines of a table are one row: cells wrap, headings stand over two or three lines, and values stand between."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractors.tables.ruled import Ruled
from extractors.tables.table_line import Piece, TableLine

TALLEST_HEADER = 6
TIGHT_IN_HEIGHTS = 0.35
INTERLEAVED_IN_HEIGHTS = -0.25
JUMP_IN_HEIGHTS = 0.2


Row = list[TableLine]


def rows_of(lines: Sequence[TableLine], ruled: Ruled) -> list[Row]:
    """The lines of each row, top to bottom."""
    body = next((index for index, line in enumerate(lines) if line.values - {0}), 0)
    parted = _parting_gap(lines)
    rows: list[Row] = []
    for index, line in enumerate(lines):
        joins = bool(rows) and not ruled.between(index)
        if joins and not (parted is None and ruled.is_within(index) and not _heads(rows[-1], line)):
            joins = _is_one_row(rows[-1], line, parted, in_header=index < min(body, TALLEST_HEADER))
        if joins:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def gap_between(above: TableLine, below: TableLine) -> float:
    """In heights of a line."""
    return (below.box.y0 - above.box.y1) / min(above.box.height, below.box.height)


def _parting_gap(lines: Sequence[TableLine]) -> float | None:
    """From which gap on rows are parted: the gaps are of two kinds, and no numbers stand under each other across the narrow kind."""
    gaps = [(gap_between(above, below), bool(above.values & below.values - {0})) for above, below in pairwise(lines)]
    ordered = sorted(gap for gap, _ in gaps)
    for index, (narrow, wide) in enumerate(pairwise(ordered)):
        if wide - narrow > JUMP_IN_HEIGHTS and index > 0:
            return None if any(gap <= narrow and values for gap, values in gaps) else (narrow + wide) / 2
    return None


def _is_one_row(row: Row, line: TableLine, parted: float | None, *, in_header: bool) -> bool:
    columns = frozenset(column for one in row for column in one.columns)
    values = frozenset(column for one in row for column in one.values)
    gap = gap_between(row[-1], line)
    if gap < INTERLEAVED_IN_HEIGHTS and not row[-1].columns & line.columns:
        return True
    if values & line.values - {0} or _heads_columns(row, line):
        return False
    if parted is not None:
        return gap < parted
    if in_header:
        return gap < TIGHT_IN_HEIGHTS and not (line.columns == {0} and 0 in columns)
    if line.goes_on and (columns == {0} or line.columns <= columns):
        return not line.values - {0} or columns == {0}
    return 0 not in line.columns and line.columns <= columns and not line.values


def _heads(row: Row, line: TableLine) -> bool:
    """Whether a row of texts stands above a line with a label and values, or above texts for the columns it is over."""
    values = frozenset(column for one in row for column in one.values)
    texts = frozenset(column for one in row for column in one.columns) - values
    return _heads_columns(row, line) or (0 in line.columns and bool(line.values - {0}) and not values - {0} and bool(texts - {0}))


def _heads_columns(row: Row, line: TableLine) -> bool:
    """Whether a text over several columns stands above texts of its own for these."""
    return any(_within(piece, line.pieces) > 1 for piece in row[-1].pieces)


def _within(heading: Piece, pieces: Iterable[Piece]) -> int:
    return sum(heading.first <= piece.first and piece.last <= heading.last for piece in pieces)
