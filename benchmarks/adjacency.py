"""Compares tables by which cells stand beside and below each other: empty ones are skipped, texts compared without spaces.

Göbel et al. 2012, 'A methodology for evaluating algorithms for table understanding in PDF documents', DocEng.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from extractors.tables.finder import find_tables, table_in
from models.limits import Limits
from models.page import Box, Page, Reading
from models.table import Table
from pipeline.reading_plan import open_reader
from pipeline.recognize import recognize

Pair = tuple[str, str, str]
Cells = Mapping[tuple[int, int], tuple[int, str]]


def print_structure(labels: Sequence[dict[str, Any]], folder: Path, half_of: Callable[[str], int]) -> None:
    """Pooled over all tables: the region given, and the table looked for on all pages of the file."""
    counts: dict[tuple[str, str], tuple[int, ...]] = defaultdict(lambda: (0, 0, 0))
    eye = open_reader("rapidocr", "eng")
    for label in labels:
        reading = recognize(folder / label["file"], "application/pdf", eye, Limits())
        truth = Counter(pair for table in label["tables"] for pair in pairs_of(labelled_cells(table)))
        given = Counter(pair for table in label["tables"] for pair in pairs_of(found_cells(_table_there(table, reading))))
        looked_for = Counter(pair for table in find_tables(reading) for pair in pairs_of(found_cells(table)))
        for way, found in (("region given", given), ("looked for", looked_for)):
            seen = ((truth & found).total(), found.total(), truth.total())
            for group in (f"half {half_of(label['file'])}", "all"):
                counts[way, group] = tuple(map(sum, zip(counts[way, group], seen, strict=True)))
    for (way, group), (right, found, labelled) in sorted(counts.items()):
        score = 2 * right / max(1, found + labelled)
        print(f"adjacency {way:17s} {group:7s} right {right:5d} found {found:5d} labelled {labelled:5d}  F1 {score:.3f}")


def _table_there(table: dict[str, Any], reading: Reading) -> Table | None:
    """What stands in a labelled table's region; each of the labelled ones has one."""
    (region,) = table["regions"]
    page = reading.page(region["page"])
    return table_in(page, box_of(region["bbox_pdf_points"], page))


def box_of(points: Sequence[float], page: Page) -> Box:
    """A rectangle in PDF points from the bottom left in fractions of the page."""
    width, height = page.transform.apply(1, 1)
    left, bottom, right, top = points
    return Box(left / width, 1 - top / height, right / width, 1 - bottom / height)


def labelled_cells(table: dict[str, Any]) -> Cells:
    return _grid((one["row"], one["col"], one["row_span"], one["col_span"], one["text"]) for one in table["cells"])


def found_cells(table: Table | None) -> Cells:
    return _grid((one.row, one.column, one.row_span, one.column_span, one.text) for one in table.cells) if table else {}


def _grid(cells: Iterable[tuple[int, int, int, int, str]]) -> Cells:
    grid = {}
    for number, (row, column, row_span, column_span, text) in enumerate(cells):
        bare = "".join(text.split())
        if bare:
            grid |= {(row + down, column + right): (number, bare) for down in range(row_span) for right in range(column_span)}
    return grid


def pairs_of(grid: Cells) -> Iterator[Pair]:
    """Each pair of neighbours once, however many rows or columns they share."""
    across = _neighbours(sorted(grid), grid, 0)
    down = _neighbours(sorted(grid, key=lambda place: place[::-1]), grid, 1)
    for way, pairs in (("beside", across), ("below", down)):
        yield from ((way, first, second) for first, second in pairs)


def _neighbours(places: Sequence[tuple[int, int]], grid: Cells, same: int) -> list[tuple[str, str]]:
    pairs = {(grid[here], grid[there]) for here, there in pairwise(places) if here[same] == there[same] and grid[here][0] != grid[there][0]}
    return [(first[1], second[1]) for first, second in sorted(pairs)]
