"""Says what a value is among the others proposed for its field: how often it is there, how it ranks, what it is part of."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from models.document_type import ValueKind

MOST_TIMES, MOST_RIVALS = 6, 60
NOTHING_TO_COMPARE = 0.5
LEAST_LETTERS = 4
"""Shorter values are part of anything."""
COIN = Decimal("0.05")
BETWEEN = "\0"
"""Stands in no value."""


class Company:
    """The values of one field, one for each row; `adds_up` says of some how far they fulfil a declared sum."""

    def __init__(self, values: Sequence[str], kind: ValueKind, adds_up: Mapping[str, float]) -> None:
        distinct = set(values)
        self._times = Counter(map(str.casefold, values))
        self._folded = [value.casefold() for value in distinct]
        self._joined = BETWEEN.join(self._folded)
        self._rivals = min(len(distinct), MOST_RIVALS)
        self._adds_up = adds_up
        self._standing = _standings(distinct, kind)
        self._rounding = _roundings(distinct) if kind is ValueKind.MONEY else {}
        self._kept: dict[str, tuple[float, ...]] = {}

    def of(self, value: str) -> tuple[float, ...]:
        """Times, rivals, rank among them, how far it adds up, whether it holds another value or another holds it, whether it is rounded."""
        if value not in self._kept:
            self._kept[value] = self._of(value)
        return self._kept[value]

    def _of(self, value: str) -> tuple[float, ...]:
        text = value.casefold()
        standing = self._standing.get(value, NOTHING_TO_COMPARE)
        # Each value is found in itself; what is found twice is found in another. Both look through all values at the speed of C.
        long = len(text) >= LEAST_LETTERS
        extends = long and sum(map(text.__contains__, self._folded)) > 1
        within = long and self._joined.count(text) > 1
        adds_up, rounding = self._adds_up.get(value, 0.0), self._rounding.get(value, 0.0)
        return (min(self._times[text], MOST_TIMES), self._rivals, standing, adds_up, extends, within, rounding)


def _roundings(values: set[str]) -> dict[str, float]:
    """1 for an amount that another is rounded to, -1 for that other: where the least coin is five hundredths, both are printed."""
    amounts = {Decimal(value) for value in values}
    rounded = {amount: round(amount / COIN) * COIN for amount in amounts}
    into = {target for amount, target in rounded.items() if target != amount and target in amounts}
    found = {f"{amount:f}": -1.0 for amount, target in rounded.items() if target != amount and target in into}
    return found | {f"{target:f}": 1.0 for target in into}


def _standings(values: set[str], kind: ValueKind) -> dict[str, float]:
    """1 for the largest amount or the latest day, 0 for the least; nothing for other kinds, or where there is nothing to compare."""
    if kind not in (ValueKind.MONEY, ValueKind.DATE):
        return {}
    measured = {value: Decimal(value) if kind is ValueKind.MONEY else value for value in values}
    ranked = sorted(set(measured.values()))
    places = {one: place for place, one in enumerate(ranked)}
    return {value: places[one] / (len(ranked) - 1) for value, one in measured.items()} if len(ranked) > 1 else {}
