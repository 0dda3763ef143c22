"""Blind keying: two people type the same fields without seeing each other's, and a third rules where they differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.audit import Actor
from models.case import Outcome


@dataclass(frozen=True, slots=True)
class KeyedValue:
    """What one keyer made of a field, normalised; without a value the outcome says why there is none."""

    value: str | None
    outcome: Outcome = Outcome.CORRECTED

    def is_like(self, other: "KeyedValue") -> bool:
        """Equal but for capitals and blanks; two fields without a value are alike where the reasons are."""
        if self.value is None or other.value is None:
            return self.value is other.value and self.outcome is other.outcome
        return " ".join(self.value.casefold().split()) == " ".join(other.value.casefold().split())


@dataclass(frozen=True, slots=True)
class KeyingTask:
    """What a keyer is given: the fields to key over version `n`, and never anybody's value. `slot` is 1 or 2."""

    case_id: int
    n: int
    slot: int
    doc_type: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """The fields of version `n` in which two keyings differ, each with both readings, the first keyer's first."""

    case_id: int
    n: int
    readings: Mapping[str, tuple[KeyedValue, KeyedValue]]
    keyers: tuple[Actor, Actor]


@dataclass(frozen=True, slots=True)
class Ruling:
    """The reading a third person finds right: that of keyer 1 or 2, or (slot None) one of their own."""

    slot: int | None
    own: KeyedValue | None = None
