"""Decides whether rows add up to an amount that the document prints below them."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from extractors.fields.lines import Layout
from extractors.tables.numbers import CENT, DESCRIPTION, LINE_TOTAL, numbers_in
from models.extraction import LineItem


def adds_up(items: Iterable[LineItem], sums: Iterable[Decimal]) -> bool:
    """Whether each row has an amount and all together are one of the sums."""
    amounts = [item.amount(LINE_TOTAL) for item in items]
    known = [amount for amount in amounts if amount is not None]
    return 0 < len(amounts) == len(known) and any(abs(sum(known) - total) <= CENT for total in sums)


def printed_below(layout: Layout, items: Sequence[LineItem]) -> Iterator[Decimal]:
    """The amounts under the last row: a sum before discounts or tax is often no field of the document."""
    values = items[-1].values.items()
    places = [(one.evidence.page, one.evidence.box.center[1]) for name, one in values if one.evidence and name != DESCRIPTION]
    for line in layout.lines:
        if places and (line.page, line.box.y0) > max(places):
            for segment in line.segments:
                yield from numbers_in(segment.words, layout.notation)[:1]
