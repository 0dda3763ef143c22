"""A table as it stands on one page or goes on over several: its cells, each with its place and text."""

from dataclasses import dataclass

from models.page import Box


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not empty; `row` and `column` count from 0, `confidence` (0 to 1) is None where the reader gives none."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    box: Box
    page: int
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its pages in order, how many rows and columns it has, and the place of it on its first page."""

    pages: tuple[int, ...]
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    box: Box
