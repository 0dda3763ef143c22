"""What every kind of value offers: finding it among printed words, and reading what a person typed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extractors.values.notation import Notation


@dataclass(frozen=True, slots=True)
class Found:
    """A normalised value in words[start:end]; `certainty` (0 to 1) is lower where the print allows two readings.

    `verified` says that check digits inside the value agree.
    """

    value: str
    start: int
    end: int
    certainty: float = 1.0
    verified: bool = False


@dataclass(frozen=True, slots=True)
class ValueReader:
    """One kind of value. `parse` returns None for what it cannot read without guessing; `expected` completes 'expected ...'."""

    find: Callable[[Sequence[str], Notation], Iterator[Found]]
    parse: Callable[[str, Notation], str | None]
    expected: str
