"""Decides how sure the rows of things bought are: their own arithmetic, and whether they add up to a sum of the document."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.fields.lines import layout_of
from extractors.tables.line_items import find_line_items
from extractors.tables.numbers import DESCRIPTION, multiplies, number_columns
from extractors.tables.sums import adds_up, printed_below
from models.document_type import DocumentType, ValueKind
from models.extraction import BrokenRule, LineItem, ProposedField
from models.page import Reading

DO_NOT_ADD_UP = "line_items_do_not_add_up"

# Of 1,021 numbers and 375 descriptions found in e-invoices (born digital and rescanned) and on receipts, the share that a label of the
# document confirms: by whether the table adds up, and whether quantity times price is the amount (None: one of them is not printed).
_NUMBERS = {
    (True, True): 0.988,
    (True, None): 0.88,
    (True, False): 0.88,
    (False, True): 0.64,
    (False, None): 0.52,
    (False, False): 0.52,
}
_TEXTS = {
    (True, True): 0.88,
    (True, None): 0.68,
    (True, False): 0.88,
    (False, True): 0.5,
    (False, None): 0.27,
    (False, False): 0.27,
}


def line_items_of(
    reading: Reading, document_type: DocumentType, fields: Sequence[ProposedField]
) -> tuple[tuple[LineItem, ...], tuple[BrokenRule, ...]]:
    """The rows with confidences, and the rule they break where they add up to no sum of the document."""
    items = find_line_items(reading, document_type)
    if not items:
        return (), ()
    proven = adds_up(items, (*_proposed_sums(document_type, fields), *printed_below(layout_of(reading), items)))
    broken = BrokenRule(DO_NOT_ADD_UP, (), "The line items do not add up to a total of the document: compare them with the page.")
    return tuple(_judged(item, proven=proven) for item in items), () if proven else (broken,)


def _proposed_sums(document_type: DocumentType, fields: Sequence[ProposedField]) -> Iterator[Decimal]:
    money = {spec.name for spec in document_type.fields if spec.kind is ValueKind.MONEY}
    return (Decimal(one.value) for one in fields if one.name in money and one.value)


def _judged(item: LineItem, *, proven: bool) -> LineItem:
    signs = proven, multiplies(number_columns(item))
    sure = {name: _TEXTS[signs] if name == DESCRIPTION else _NUMBERS[signs] for name in item.values}
    return LineItem({name: replace(one, confidence=sure[name]) for name, one in item.values.items()})
