"""Decides what number stands in a cell, and whether quantity, price and amount of a row belong together."""

import itertools
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from extractors.values.money import AMOUNT
from extractors.values.notation import UNKNOWN_NOTATION, Notation
from extractors.values.registry import values_in
from models.document_type import ValueKind
from models.extraction import LineItem
from models.page import Word

DESCRIPTION, QUANTITY, UNIT_PRICE, LINE_TOTAL = "description", "quantity", "unit_price", "line_total"
CENT = Decimal("0.01")
_LONE_GROUP = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{3}(?![\d.,])")


def is_number(word: Word) -> bool:
    """Whether a word is a number and no more; a speck behind it is read as a point."""
    text = word.text if word.confidence is None else word.text.rstrip(".,;:'\u00b7")
    return AMOUNT.fullmatch(text) is not None and bool(values_in((word.text,), ValueKind.MONEY, UNKNOWN_NOTATION))


def numbers_in(words: Sequence[Word], notation: Notation) -> tuple[Decimal, ...]:
    """What the words of a cell may say, likeliest first: together, else the first number. Quantities are read as amounts are."""
    for texts in (tuple(word.text for word in words), *((word.text,) for word in words)):
        found = values_in(texts, ValueKind.MONEY, notation)
        if len(found) == 1:
            number = Decimal(found[0].value)
            # A lone separator before three digits parts thousands or begins decimals.
            return (number, number / 1000) if _LONE_GROUP.search(" ".join(texts)) else (number,)
    return ()


def numbers_of(cells: Mapping[str, Sequence[Word]], notation: Notation) -> dict[str, Decimal]:
    """The numbers of a row by column, in the way of reading them in which quantity times price is the amount, where there is one."""
    choices = {name: numbers_in(words, notation) for name, words in cells.items() if name != DESCRIPTION}
    possible = {name: numbers for name, numbers in choices.items() if numbers}
    rows = [dict(zip(possible, row, strict=True)) for row in itertools.product(*possible.values())]
    return next((row for row in rows if multiplies(row)), rows[0])


def multiplies(numbers: Mapping[str, Decimal]) -> bool | None:
    """Whether quantity times price is the amount, to the last place printed of the price; None where one of the three is missing."""
    quantity, price, total = (numbers.get(name) for name in (QUANTITY, UNIT_PRICE, LINE_TOTAL))
    if quantity is None or price is None or total is None:
        return None
    exponent = price.as_tuple().exponent
    rounding = abs(quantity) * Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)
    # A credit note may print its amounts below 0 and its quantities above.
    return abs(abs(quantity * price) - abs(total)) <= min(rounding, max(CENT, CENT * abs(total))) + CENT / 2


def number_columns(item: LineItem) -> dict[str, Decimal]:
    """The numbers of a row by column."""
    amounts = {name: item.amount(name) for name in item.values if name != DESCRIPTION}
    return {name: amount for name, amount in amounts.items() if amount is not None}
