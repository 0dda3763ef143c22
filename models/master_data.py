"""Master data: tables of another system that documents are compared with, and what a look into one finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from models.document_type import ValueKind


class Holds(StrEnum):
    """What a table is about; decides which reasons a comparison with it gives."""

    SELLERS = "sellers"
    ORDERS = "orders"
    DELIVERIES = "deliveries"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class MasterColumn:
    """One column; `header` is its name in the source where that is another, `fuzzy` says that spellings of it vary."""

    kind: ValueKind = ValueKind.TEXT
    header: str | None = None
    fuzzy: bool = False


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far an amount may be from the expected one; where both limits are given both hold, where none is it must be equal."""

    amount: Decimal | None = None
    percent: Decimal | None = None

    def allows(self, expected: Decimal, found: Decimal) -> bool:
        difference = abs(found - expected)
        if self.amount is None and self.percent is None:
            return difference == 0
        within_amount = self.amount is None or difference <= self.amount
        return within_amount and (self.percent is None or difference <= abs(expected) * self.percent / 100)


@dataclass(frozen=True, slots=True)
class MasterTable:
    """One declared table. `source` is a CSV file or the URL of a database that `query` asks; a column that is None is one it lacks."""

    name: str
    source: str
    key: str
    columns: Mapping[str, MasterColumn | None]
    holds: Holds = Holds.RECORDS
    query: str | None = None
    tolerance: Tolerance = Tolerance()
    refresh_seconds: int = 300

    @property
    def present(self) -> dict[str, MasterColumn]:
        return {name: column for name, column in self.columns.items() if column is not None}


@dataclass(frozen=True, slots=True)
class MasterRecord:
    """One row: `values` by column in the form in which fields are kept, an empty text where there is none."""

    key: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MasterMatch:
    """A record that what was looked for may mean.

    `score` is how alike the spellings are (0 to 1), `confidence` how sure it is that this one is meant and no other; `agreed` names
    the columns that say so.
    """

    record: MasterRecord
    score: float
    confidence: float
    agreed: tuple[str, ...]
