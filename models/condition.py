"""What a policy's condition says: comparisons of fields with amounts, dates, texts or each other, joined by 'and' and 'or'."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from models.errors import BadDocumentType

Constant = Decimal | dt.date | str

_NAME = r"[a-z][a-z0-9_]*"
_COMPARISON = re.compile(
    rf"\s*(?P<field>{_NAME})\s*(?P<operator><=|>=|!=|<|>|=)\s*"
    rf"(?:(?P<date>\d{{4}}-\d\d-\d\d)|(?P<number>-?\d+(?:\.\d+)?)|'(?P<text>[^']+)'|(?P<other>{_NAME}))(?![\w.])\s*"
)
_JOIN = re.compile(r"(and|or)\b")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field, the operator, and what it is compared with: a constant, or the value of the field `other`."""

    field: str
    operator: str
    constant: Constant | None
    other: str | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field, self.other) if self.other else (self.field,)


Alternatives = tuple[tuple[Comparison, ...], ...]
"""Met where all comparisons of one alternative hold: 'and' binds closer than 'or'."""


@lru_cache(maxsize=1024)
def parse_condition(when: str) -> Alternatives:
    """What a condition's text declares; raises BadDocumentType for anything else."""
    alternatives: list[tuple[Comparison, ...]] = []
    joined, at = "or", 0
    while match := _COMPARISON.match(when, at):
        comparison = _comparison(match, when)
        if joined == "or":
            alternatives.append((comparison,))
        else:
            alternatives[-1] += (comparison,)
        if match.end() == len(when):
            return tuple(alternatives)
        join = _JOIN.match(when, match.end())
        if join is None:
            break
        joined, at = join[1], join.end()
    raise BadDocumentType(
        f'condition \'{when}\' is not understood; write it as "grand_total >= 10000", "currency != \'EUR\'" or "due_date < issue_date", '
        "joined by 'and' or 'or'."
    )


def _comparison(match: re.Match[str], when: str) -> Comparison:
    try:
        return Comparison(match["field"], match["operator"], _constant(match), match["other"])
    except ValueError as error:
        raise BadDocumentType(f"condition '{when}' names a day that is not in the calendar ({error}). Correct it.") from error


def _constant(match: re.Match[str]) -> Constant | None:
    if match["date"]:
        return dt.date.fromisoformat(match["date"])
    return Decimal(match["number"]) if match["number"] else match["text"]
