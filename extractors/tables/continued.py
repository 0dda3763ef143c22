"""Decides whether a table goes on on the next page: the same columns in the same places, last on one page and first on the next."""

from collections.abc import Sequence
from dataclasses import replace

from models.table import Cell, Table

SAME_PLACE = 0.02


def joined(tables: Sequence[Table]) -> tuple[Table, ...]:
    """The tables with those that go on joined to their beginning; a header printed again is left out."""
    whole: list[Table] = []
    for table in tables:
        if whole and _goes_on(whole[-1], table):
            whole[-1] = _appended(whole[-1], table)
        else:
            whole.append(table)
    return tuple(whole)


def _goes_on(above: Table, below: Table) -> bool:
    if below.pages[0] != above.pages[-1] + 1 or above.columns != below.columns:
        return False
    return all(abs(first - second) < SAME_PLACE for first, second in zip(_places(above), _places(below), strict=True))


def _places(table: Table) -> list[float]:
    """The left edge of what stands in each column on its last page, and the right edge of them all."""
    cells = [cell for cell in table.cells if cell.page == table.pages[-1]]
    starts = [min((cell.box.x0 for cell in cells if cell.column == column), default=0.0) for column in range(table.columns)]
    return [*starts, max(cell.box.x1 for cell in cells)]


def _appended(above: Table, below: Table) -> Table:
    repeated = _repeated_rows(above, below)
    shift = above.rows - repeated
    cells = tuple(replace(cell, row=cell.row + shift) for cell in below.cells if cell.row >= repeated)
    return replace(above, pages=(*above.pages, *below.pages), rows=above.rows + below.rows - repeated, cells=(*above.cells, *cells))


def _repeated_rows(above: Table, below: Table) -> int:
    """How many rows at the top of both say the same."""
    same = 0
    while same < min(above.rows, below.rows) and _row(above, same) == _row(below, same):
        same += 1
    return same


def _row(table: Table, number: int) -> list[tuple[int, str]]:
    return [_said(cell) for cell in table.cells if cell.row == number]


def _said(cell: Cell) -> tuple[int, str]:
    return cell.column, cell.text
