"""Decides what was bought: the rows under a header as typed values, each with its place."""

from collections.abc import Iterable, Iterator, Sequence

from extractors.fields.lines import Layout, layout_of
from extractors.tables.aligned import rows_aligned
from extractors.tables.header import closing_lines, headers_of, sum_finder
from extractors.tables.numbers import DESCRIPTION, multiplies, number_columns, numbers_of
from extractors.tables.rows import Row, RowsUnder
from extractors.tables.sums import adds_up, printed_below
from extractors.values.notation import Notation
from models.document_type import DocumentType, FieldSpec, ValueKind
from models.extraction import Evidence, LineItem, ProposedField
from models.page import Reading, enclosing

NAME = "line_items.v1"


def find_line_items(reading: Reading, document_type: DocumentType) -> tuple[LineItem, ...]:
    """The things bought, in reading order, over all pages; none where the type declares no columns."""
    if not document_type.line_items:
        return ()
    layout = layout_of(reading)
    headed = _items(_rows(reading, layout, document_type), document_type, layout)
    multiplied = all(multiplies(number_columns(item)) for item in headed)
    if _is_complete(headed, document_type) and (multiplied or adds_up(headed, printed_below(layout, headed))):
        return headed
    aligned = _items(rows_aligned(layout.lines, layout.notation, sum_finder(document_type)), document_type, layout)
    return aligned or headed


def _is_complete(items: Sequence[LineItem], document_type: DocumentType) -> bool:
    """Whether each row says what was bought, and how much of it or at what price."""
    return bool(items) and all(DESCRIPTION in item.values and len(item.values) >= min(3, len(document_type.line_items)) for item in items)


def _items(rows: Iterable[Row], document_type: DocumentType, layout: Layout) -> tuple[LineItem, ...]:
    return tuple(_item(row, document_type.line_items, layout.notation) for row in rows)


def _rows(reading: Reading, layout: Layout, document_type: DocumentType) -> Iterator[Row]:
    """Row by row; a table without an end on its page goes on at the top of the next."""
    table: RowsUnder | None = None
    most = 0
    for page in reading.pages:
        lines = layout.of_page(page.number)
        closing = frozenset(closing_lines(lines, document_type))
        # A header that names fewer columns than one before heads a table of something else, taxes or terms.
        found = [header for header in headers_of(lines, document_type) if len(header.names) >= most]
        most = max((len(header.names) for header in found), default=most)
        headers = {header.lines[0]: header for header in found if len(header.names) == most}
        below = -1
        for index, line in enumerate(lines):
            if index in headers:
                yield from table.finished() if table else ()
                table, below = RowsUnder(headers[index], layout.notation), headers[index].lines[1]
            elif table and index > below:
                table.read(line, closes=index in closing)
        if table and (table.closed or not table.rows):
            yield from table.finished()
            table = None
    yield from table.finished() if table else ()


def _item(row: Row, columns: Sequence[FieldSpec], notation: Notation) -> LineItem:
    numbers = numbers_of(row.cells, notation)
    values = {}
    for spec in columns:
        if words := row.cells.get(spec.name):
            printed = " ".join(word.text for word in words)
            evidence = Evidence(row.page, enclosing(word.box for word in words), printed, NAME)
            number = numbers.get(spec.name)
            value = printed if spec.kind is ValueKind.TEXT else None if number is None else f"{number:f}"
            values[spec.name] = ProposedField(spec.name, value, None, evidence)
    return LineItem(values)
