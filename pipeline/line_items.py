"""Decides how sure the rows of things bought are: their own arithmetic, and whether they add up to a sum of the document."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.fields.lines import layout_of
from extractors.tables.line_items import find_line_items
from extractors.tables.numbers import CENT, LINE_TOTAL, multiplies, number_columns, numbers_in
from models.document_type import DocumentType, ValueKind
from models.extraction import BrokenRule, LineItem, ProposedField
from models.page import Reading

DO_NOT_ADD_UP = "line_items_do_not_add_up"

# Of rows found in e-invoices, born digital and as noisy scans, the share of values that were right: by whether the table adds up
# and whether quantity times price is the amount (None: one of the three is not printed). See docs/learning.md.
_COUNTED = {
    (True, True): 0.98,
    (True, None): 0.95,
    (True, False): 0.8,
    (False, True): 0.95,
    (False, None): 0.6,
    (False, False): 0.3,
}


def line_items_of(
    reading: Reading, document_type: DocumentType, fields: Sequence[ProposedField]
) -> tuple[tuple[LineItem, ...], tuple[BrokenRule, ...]]:
    """The rows with confidences, and the rule they break where they add up to no sum of the document."""
    items = find_line_items(reading, document_type)
    if not items:
        return (), ()
    adds_up = _adds_up(items, _sums(reading, document_type, fields, items))
    broken = BrokenRule(DO_NOT_ADD_UP, (), "The line items do not add up to a total of the document: compare them with the page.")
    return tuple(_judged(item, adds_up=adds_up) for item in items), () if adds_up else (broken,)


def _adds_up(items: Iterable[LineItem], sums: frozenset[Decimal]) -> bool:
    amounts = [item.amount(LINE_TOTAL) for item in items]
    known = [amount for amount in amounts if amount is not None]
    return len(known) == len(amounts) and any(abs(sum(known) - total) <= CENT for total in sums)


def _sums(reading: Reading, document_type: DocumentType, fields: Sequence[ProposedField], items: Sequence[LineItem]) -> frozenset[Decimal]:
    """The amounts of the document's fields, and what is printed below the last row: a sum before discounts is no field."""
    money = {spec.name for spec in document_type.fields if spec.kind is ValueKind.MONEY}
    proposed = {Decimal(one.value) for one in fields if one.name in money and one.value}
    return frozenset(proposed) | frozenset(_printed_below(reading, items[-1]))


def _printed_below(reading: Reading, last: LineItem) -> Iterator[Decimal]:
    place = max((one.evidence.page, one.evidence.box.y1) for one in last.values.values() if one.evidence)
    layout = layout_of(reading)
    for line in layout.lines:
        if (line.page, line.box.y0) > place:
            for segment in line.segments:
                yield from numbers_in(segment.words, layout.notation)[:1]


def _judged(item: LineItem, *, adds_up: bool) -> LineItem:
    confidence = _COUNTED[adds_up, multiplies(number_columns(item))]
    return LineItem({name: replace(one, confidence=confidence) for name, one in item.values.items()})
