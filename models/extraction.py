"""What techniques propose for a field, and what the machine makes of a whole document."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.page import Box


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value stands: page from 1, box on it, the printed text, and the versioned technique that found it."""

    page: int
    box: Box
    text: str
    technique: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One technique's proposal for one field; `value` is normalised, `score` is raw (0 to 1, not a probability)."""

    field: str
    value: str
    score: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ProposedField:
    """The machine's choice for one field. `confidence` is a calibrated probability, or None where there is none to give.

    `other_reading` is what the second eye read there where it differs (empty: nothing), None where the eyes agree or only one looked;
    `eyes_agree` says that both read every word of it alike.
    """

    name: str
    value: str | None
    confidence: float | None
    evidence: Evidence | None
    alternatives: tuple[Candidate, ...] = ()
    other_reading: str | None = None
    eyes_agree: bool = False


@dataclass(frozen=True, slots=True)
class LineItem:
    """One row of the things bought: each declared column's value by its name; a column printed nowhere in the row is left out."""

    values: Mapping[str, ProposedField]

    def amount(self, column: str) -> Decimal | None:
        value = self.values[column].value if column in self.values else None
        return None if value is None else Decimal(value)


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that does not hold, or could not be run; `fields` are those it speaks of."""

    rule: str
    fields: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Classification:
    """The document type (None: unknown) and the probability that it is right."""

    doc_type: str | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """All the machine understood of one document: what the maker's entry is made from."""

    classification: Classification
    fields: tuple[ProposedField, ...]
    broken_rules: tuple[BrokenRule, ...]
    page_count: int
    notes: tuple[str, ...] = ()
    line_items: tuple[LineItem, ...] = ()
