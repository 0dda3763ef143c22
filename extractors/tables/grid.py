"""Decides which words of a place on a page make which cell of a table: columns by the gaps between them, rows by lines."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import mean, median

from extractors.fields.lines import lines_of
from extractors.tables.columns import Phrase, Span, columns_of, phrases_of
from extractors.tables.ruled import Ruled
from extractors.tables.table_line import Piece, TableLine
from extractors.tables.wrapped import rows_of
from models.page import Box, Page, Word, enclosing
from models.table import Cell, Table

MIN_COLUMNS = 2


def table_in(page: Page, place: Box) -> Table | None:
    """The table whose words stand in a place; None where they have no columns."""
    words = tuple(word for word in page.words if _inside(word.box, place))
    return table_of(replace(page, words=words)) if words else None


def table_of(page: Page) -> Table | None:
    """The table that all the words of a page make."""
    aspect = page.height_px / page.width_px
    lines = [line for line in lines_of(page) if any(map(str.isalnum, line.text))]
    if not lines:
        return None
    phrases = [phrases_of(line) for line in lines]
    letter = aspect * median(word.box.height for line in lines for word in line.words)
    columns = columns_of(phrases, letter)
    if len(columns) < MIN_COLUMNS:
        return None
    pieces = [[_piece(part, columns) for phrase in texts for part in _parts(phrase, columns)] for texts in phrases]
    drawn = [TableLine(tuple(texts), line.box) for line, texts in zip(lines, pieces, strict=True)]
    ruled = Ruled(drawn, page.rulings, columns)
    rows = rows_of(ruled.headed(), ruled)
    cells = tuple(cell for number, row in enumerate(rows) for cell in _cells(row, number, page.number))
    return Table((page.number,), len(rows), len(columns), cells, enclosing(cell.box for cell in cells))


def _inside(box: Box, place: Box) -> bool:
    x, y = box.center
    return place.x0 <= x <= place.x1 and place.y0 <= y <= place.y1


def _parts(phrase: Phrase, columns: Sequence[Span]) -> list[Phrase]:
    """Numbers no wider than a space apart, as long ones in narrow columns are, each in its column; a text stays one."""
    places = [_piece(Phrase((word,), word.box), columns) for word in phrase.words]
    apart = len({place.first for place in places}) > 1 and all(place.first == place.last and place.is_value for place in places)
    if not apart:
        return [phrase]
    groups = [[place.phrase.words[0] for place in group] for _, group in groupby(places, key=lambda place: place.first)]
    return [Phrase(tuple(words), enclosing(word.box for word in words)) for words in groups]


def _piece(phrase: Phrase, columns: Sequence[Span]) -> Piece:
    """A text that stands in no column goes to the nearer; one with its middle between two is over both."""
    apart = [max(phrase.box.x0, start) - min(phrase.box.x1, end) for start, end in columns]
    shared = [index for index, distance in enumerate(apart) if distance < 0] or [apart.index(min(apart))]
    middle = phrase.box.center[0]
    for left, (before, behind) in enumerate(pairwise(columns)):
        if before[1] < middle < behind[0] and phrase.box.width > (behind[0] - before[1]) / 2:
            return Piece(phrase, min(left, shared[0]), max(left + 1, shared[-1]))
    return Piece(phrase, shared[0], shared[-1])


def _cells(row: Iterable[TableLine], number: int, page: int) -> list[Cell]:
    """The cells of one row: what stands in the same columns is one cell, line under line."""
    groups: list[list[Piece]] = []
    for piece in (piece for line in row for piece in line.pieces):
        home = next((group for group in groups if any(one.first <= piece.last and piece.first <= one.last for one in group)), None)
        if home is None:
            groups.append([piece])
        else:
            home.append(piece)
    return [_cell(group, number, page) for group in groups]


def _cell(pieces: Sequence[Piece], number: int, page: int) -> Cell:
    first, last = min(piece.first for piece in pieces), max(piece.last for piece in pieces)
    words = [word for piece in pieces for word in piece.phrase.words]
    text = " ".join(word.text for word in words)
    return Cell(number, first, 1, last - first + 1, text, enclosing(word.box for word in words), page, _confidence(words))


def _confidence(words: Sequence[Word]) -> float | None:
    known = [word.confidence for word in words if word.confidence is not None]
    return mean(known) if known else None
