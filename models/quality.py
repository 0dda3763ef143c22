"""What is looked at again after approval: samples, the errors found in them, and what they say of people's work."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.work import Claim


class ErrorCode(StrEnum):
    """In what way an approved value is wrong."""

    WRONG_VALUE = "wrong_value"
    LEFT_OUT = "left_out"
    NOT_ON_DOCUMENT = "not_on_document"


@dataclass(frozen=True, slots=True)
class Sample:
    """An approved version that was drawn to be looked at again, and the hold of the person who does."""

    case_id: int
    n: int
    rate: float
    drawn_at: datetime
    claim: Claim


@dataclass(frozen=True, slots=True)
class Tally:
    """What one person did with documents of one type. Seeded cases count as `seeded` and `caught` alone.

    `decided` cases are those of which the person is author or approver, in `corrected` of them they changed something. Of the `audited`
    ones `faultless` had no error at all; `wrong_fields` of all their `fields` were wrong. Seconds are from taking a case to the decision.
    """

    person: str
    doc_type: str | None
    decided: int = 0
    corrected: int = 0
    audited: int = 0
    faultless: int = 0
    fields: int = 0
    wrong_fields: int = 0
    seeded: int = 0
    caught: int = 0
    median_seconds: float | None = None
