"""Decides which lines of a page head a table of things bought, and which of its columns is which."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from extractors.fields.labels import LabelFinder, label_finder
from extractors.fields.lines import Line, Segment, overlap
from extractors.tables.numbers import is_number
from models.document_type import DocumentType, ValueKind
from models.page import Box, Word, enclosing

MIN_COLUMNS = 2
STACKED_WITHIN_HEIGHTS = 0.9
MOST_STACKED = 4
MIN_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what heads it; `name` is empty where no declared column has such a heading."""

    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of one table from left to right; `lines` are those of its page that it takes up, first and last."""

    page: int
    columns: tuple[Column, ...]
    lines: tuple[int, int]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(column.name for column in self.columns if column.name)


@dataclass(frozen=True, slots=True)
class _Piece:
    words: tuple[Word, ...]
    box: Box


def heading_finder(document_type: DocumentType) -> LabelFinder:
    """Finds the words that head the declared columns."""
    return label_finder(replace(document_type, fields=document_type.line_items))


def sum_finder(document_type: DocumentType) -> LabelFinder:
    """Finds the words that announce the document's sums."""
    return label_finder(replace(document_type, fields=tuple(spec for spec in document_type.fields if spec.kind is ValueKind.MONEY)))


def headers_of(lines: Sequence[Line], document_type: DocumentType) -> tuple[Header, ...]:
    """The headers on the lines of one page, from top to bottom."""
    finder = heading_finder(document_type)
    money = frozenset(spec.name for spec in document_type.line_items if spec.kind is ValueKind.MONEY)
    order = [spec.name for spec in reversed(document_type.line_items)]
    headers: list[Header] = []
    for index, line in enumerate(lines):
        if (headers and index <= headers[-1].lines[1]) or not _may_head(line, finder):
            continue
        header = _header(lines, index, finder, order)
        if header.names & money and len(header.names) >= MIN_COLUMNS:
            headers.append(header)
    return tuple(headers)


def _may_head(line: Line, finder: LabelFinder) -> bool:
    """Whether a line names two columns and no amount: 'Total 12.00' heads nothing."""
    if len(line.words) < MIN_COLUMNS or any(map(is_number, line.words)):
        return False
    starts = {label.start for label in finder.labels(line) if label.field}
    return len(starts) >= MIN_COLUMNS


def _header(lines: Sequence[Line], seed: int, finder: LabelFinder, order: Sequence[str]) -> Header:
    columns = [[piece] for piece in _pieces(lines[seed], finder)]
    first = _stack(columns, lines, seed, -1, finder)
    last = _stack(columns, lines, seed, 1, finder)
    ranked = [_meanings(column, finder) for column in columns]
    names = _named(ranked, order)
    if order[0] not in names.values():
        names |= _unsaid_total(columns, ranked, names, order[0])
    found = (Column(names.get(index, ""), enclosing(piece.box for piece in column)) for index, column in enumerate(columns))
    return Header(lines[seed].page, tuple(sorted(found, key=lambda column: column.box.x0)), (first, last))


def _pieces(line: Line, finder: LabelFinder) -> list[_Piece]:
    """The words of a line parted at wide gaps and where one heading ends and the next begins; 'Goods / Services' is one."""
    labels = finder.labels(line)
    begins = {label.start for label in labels}
    owned = {index for label in labels for index in range(label.start, label.end)}
    cuts = {0, len(line.words)} | begins | {label.end for label in labels}
    cuts |= set(accumulate(len(segment.words) for segment in line.segments))
    cuts -= {cut for cut in begins - {0} if cut - 1 not in owned and _is_space(line.words[cut - 1], line.words[cut])}
    parts = (line.words[start:end] for start, end in pairwise(sorted(cuts)))
    return [_Piece(words, enclosing(word.box for word in words)) for words in parts]


def _is_space(before: Word, behind: Word) -> bool:
    """Whether a sign such as a slash joins two words."""
    return not any(map(str.isalnum, before.text)) and behind.box.x0 - before.box.x1 < 2 * behind.box.height


def _stack(columns: list[list[_Piece]], lines: Sequence[Line], seed: int, step: int, finder: LabelFinder) -> int:
    """Adds the lines of the same header above (-1) or below (1) and returns the last one added."""
    reached = seed
    for index in range(seed + step, seed + step * (MOST_STACKED + 1), step):
        if not 0 <= index < len(lines) or not _belongs(lines[reached], lines[index], columns):
            break
        for piece in _pieces(lines[index], finder):
            home = next((column for column in columns if _stands_in(column, piece)), None)
            if home is None:
                columns.append([piece])
            else:
                home.insert(0 if step < 0 else len(home), piece)
        reached = index
    return reached


def _belongs(near: Line, line: Line, columns: Sequence[Sequence[_Piece]]) -> bool:
    """Whether a line is of the header too: close by, without digits, no text of it running across columns."""
    gap = max(near.box.y0, line.box.y0) - min(near.box.y1, line.box.y1)
    if gap > STACKED_WITHIN_HEIGHTS * near.box.height or any(any(map(str.isdigit, word.text)) for word in line.words):
        return False
    return all(_crossed(segment, columns) <= 1 for segment in line.segments)


def _crossed(segment: Segment, columns: Iterable[Sequence[_Piece]]) -> int:
    return sum(any(overlap(piece.box, segment.box) > 0 for piece in column) for column in columns)


def _stands_in(column: Sequence[_Piece], piece: _Piece) -> bool:
    return overlap(enclosing(one.box for one in column), piece.box) > 0


def _meanings(column: Sequence[_Piece], finder: LabelFinder) -> Mapping[str, int]:
    """The declared columns that a heading may stand for, each with the rank of its label."""
    ranks: dict[str, int] = {}
    for words in (_joined(column), *(piece.words for piece in column)):
        box = enclosing(word.box for word in words)
        labels = finder.labels(Line(0, (Segment(0, tuple(words), box),), box))
        for label in labels:
            if label.field:
                ranks[label.field] = min(label.rank, ranks.get(label.field, label.rank))
        if labels:
            break
    return ranks


def _joined(column: Sequence[_Piece]) -> tuple[Word, ...]:
    """The words of stacked pieces, those parted by a hyphen as one."""
    words: list[Word] = []
    for word in (word for piece in column for word in piece.words):
        if words and words[-1].text.endswith("-"):
            words[-1] = replace(words[-1], text=words[-1].text[:-1] + word.text)
        else:
            words.append(word)
    return tuple(words)


def _unsaid_total(
    columns: Sequence[Sequence[_Piece]], ranked: Sequence[Mapping[str, int]], names: Mapping[int, str], total: str
) -> dict[int, str]:
    """The rightmost column is that of the totals where no heading says which is, unless it is known to be another."""
    rightmost = max(range(len(columns)), key=lambda index: columns[index][0].box.x1)
    return {} if rightmost in names or ranked[rightmost] else {rightmost: total}


def _named(ranked: Sequence[Mapping[str, int]], order: Sequence[str]) -> dict[int, str]:
    """Which column gets which name: the last declared one chooses first, the heading of the best rank, the rightmost of equals."""
    names: dict[int, str] = {}
    by_name: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, meanings in enumerate(ranked):
        for name, rank in meanings.items():
            by_name[name].append((rank, -index))
    for name in order:
        free = [(rank, index) for rank, index in by_name[name] if -index not in names]
        if free:
            names[-min(free)[1]] = name
    return names


def closing_lines(lines: Sequence[Line], document_type: DocumentType) -> Iterator[int]:
    """The lines at which a table is over: those with a label of the document's sums, first or by itself, and another table's header."""
    headings = heading_finder(document_type)
    finder = sum_finder(document_type)
    for index, line in enumerate(lines):
        labels = [label for label in finder.labels(line) if label.field]
        is_sum = any(label.start == 0 for label in labels) or any(finder.covers(segment) for segment in line.segments if labels)
        if is_sum or _heads_something(line, headings):
            yield index


def _heads_something(line: Line, finder: LabelFinder) -> bool:
    texts = line.segments
    return len(texts) >= MIN_HEADINGS and not any(any(map(str.isdigit, text.text)) for text in texts) and any(map(finder.covers, texts))
