"""Decides where tables stand: runs of lines whose texts line up in columns, and what goes on on the next page."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import mean, median

from extractors.fields.lines import Line, lines_of
from extractors.tables.columns import is_value, phrases_of
from extractors.tables.continued import joined
from extractors.tables.grid import table_in, table_of
from models.page import Page, Reading, Word, enclosing
from models.table import Table

MIN_LINES = 3
APART_IN_HEIGHTS = 1.6
APART_IN_GAPS = 1.9
FILLED = 0.5
DENSE = 0.45
MOST_WORDS = 5.5
ALONE_LINES = 2
SHORT_WORDS = 8
MIN_COLUMNS_BESIDE = 2
PROSE_WORDS = 5.0
CAPTIONS = ("table", "figure", "tableau", "tabelle")

__all__ = ["find_tables", "table_in"]


def find_tables(reading: Reading) -> tuple[Table, ...]:
    """The tables of all pages in reading order; one that goes on over pages is one."""
    return joined([table for page in reading.pages for table in tables_on(page)])


def tables_on(page: Page) -> Iterator[Table]:
    for run in _runs(lines_of(page)):
        words = _without_prose_beside([word for line in run for word in line.words], page)
        lines = _below_caption(lines_of(replace(page, words=words)))
        table = table_of(replace(page, words=tuple(word for line in lines for word in line.words)))
        if table and _is_table(table, lines):
            yield table


def _without_prose_beside(words: Sequence[Word], page: Page) -> tuple[Word, ...]:
    """The words without those of a column of running text at the left or right: the other column of the page."""
    beside = replace(page, words=tuple(words))
    table = table_of(beside)
    for edge in (0, table.columns - 1) if table and table.columns > MIN_COLUMNS_BESIDE else ():
        cells = [cell for cell in table.cells if cell.column == edge and cell.column_span == 1] if table else []
        place = enclosing(cell.box for cell in cells) if cells else None
        if place and _is_prose([word for word in words if place.x0 <= word.box.center[0] <= place.x1], beside):
            return tuple(word for word in words if not place.x0 <= word.box.center[0] <= place.x1)
    return tuple(words)


def _is_prose(words: Sequence[Word], page: Page) -> bool:
    lines = lines_of(replace(page, words=tuple(words)))
    return len(lines) > MIN_LINES and mean(len(line.words) for line in lines) >= PROSE_WORDS


def _below_caption(lines: Sequence[Line]) -> Sequence[Line]:
    captions = [index for index, line in enumerate(lines[:MIN_LINES]) if line.text.casefold().startswith(CAPTIONS)]
    return lines[captions[-1] + 1 :] if captions else lines


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of several texts close under each other; up to two lines of one text may stand between them, or head them."""
    run: list[Line] = []
    alone: list[Line] = []
    for line in lines:
        close = not (run or alone) or _is_close([*run, *alone], line)
        if close and len(line.segments) > 1:
            run, alone = [*run, *alone, line], []
            continue
        if not close or len(alone) == ALONE_LINES or (run and not _is_short(line)):
            if len(run) >= MIN_LINES:
                yield run
            run, alone = [], []
        if len(line.segments) > 1:
            run = [line]
        elif _is_short(line):
            alone = [*alone, line] if run else [line]
    if len(run) >= MIN_LINES:
        yield run


def _is_close(run: Sequence[Line], line: Line) -> bool:
    gaps = [below.box.y0 - above.box.y1 for above, below in pairwise(run)]
    height = median(one.box.height for one in run)
    usual = median(gaps) if gaps else 0.0
    return line.box.y0 - run[-1].box.y1 <= max(APART_IN_HEIGHTS * height, usual + APART_IN_GAPS * abs(usual))


def _is_short(line: Line) -> bool:
    return len(line.words) <= SHORT_WORDS and not line.text.casefold().startswith((*CAPTIONS, "source", "note"))


def _is_table(table: Table, run: Sequence[Line]) -> bool:
    """Whether most rows fill two columns, and it is neither prose set in columns nor the scales of a drawing."""
    filled = [len({cell.column for cell in table.cells if cell.row == row}) > 1 for row in range(table.rows)]
    drawn = any(cell.text.casefold().startswith("figure") for cell in table.cells)
    if drawn or mean(filled) < FILLED or table.rows < MIN_LINES or len(table.cells) < DENSE * table.rows * table.columns:
        return False
    texts = [phrase.words for line in run for phrase in phrases_of(line)]
    return mean(map(len, texts)) < MOST_WORDS and any(is_value(word.text) for text in texts for word in text)
