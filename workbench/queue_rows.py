"""The queue's rows: which cases, why each needs a person in plain words, and how long it has waited."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.case import CaseState, CaseSummary
from models.document_type import DocumentType
from workbench.field_view import percent, sentence
from workbench.states import CASE_SIGNS, Sign

MOST_ROWS = 200
MOST_REASONS = 2
UNKNOWN = "unknown"
# An age bar is full at three days; it grows fast in the first hours, where age matters most.
FULL_BAR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Filter:
    """One tab of the queue. `empty` says what arrives there."""

    key: str
    word: str
    states: tuple[CaseState, ...]
    empty: str


FILTERS: dict[str, Filter] = {
    one.key: one
    for one in (
        Filter(
            "review",
            "Needs a person",
            (CaseState.IN_REVIEW,),
            "Cases come here when the machine is not sure, when a rule is broken, or when policy wants a person to look.",
        ),
        Filter(
            "approved", "Approved", (CaseState.APPROVED,), "Approved cases wait here until the next release takes them to their consumers."
        ),
        Filter("released", "Released", (CaseState.RELEASED,), "Cases stay listed here after their entry went to the consumers."),
        Filter(
            "quarantined",
            "Quarantined",
            (CaseState.QUARANTINED,),
            "Files that cannot be read come here, with the reason. The original is always kept.",
        ),
        Filter(
            "rejected",
            "Rejected",
            (CaseState.REJECTED, CaseState.RESCAN_REQUESTED),
            "Cases that somebody rejected, or asked a better scan of, are kept here.",
        ),
        Filter("all", "All", tuple(CaseState), "Drop documents in a watched folder, or run 'foureyes capture PATH', and they appear here."),
    )
}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case; `age_share` is the length of its bar, 0 to 1."""

    case_id: int
    filename: str
    type_title: str
    type_confidence: str
    sign: Sign
    needing: int
    reasons: tuple[str, ...]
    more_reasons: int
    age: str
    age_share: float
    received: str


def rows_of(cases: Sequence[CaseSummary], types: Mapping[str, DocumentType], wanted_type: str | None, at: datetime) -> list[QueueRow]:
    """Oldest first, at most MOST_ROWS."""
    chosen = [case for case in oldest_first(cases) if wanted_type in {None, case.doc_type or UNKNOWN}]
    return [_row(case, types, at) for case in chosen[:MOST_ROWS]]


def oldest_first(cases: Sequence[CaseSummary]) -> list[CaseSummary]:
    return sorted(cases, key=lambda case: (case.received_at, case.case_id))


def type_counts(cases: Sequence[CaseSummary], types: Mapping[str, DocumentType]) -> list[tuple[str, str, int]]:
    """Key, title and number of cases of each type there is, most frequent first."""
    counted = Counter(case.doc_type or UNKNOWN for case in cases)
    return [(name, type_title(types, name), count) for name, count in counted.most_common()]


def type_title(types: Mapping[str, DocumentType], name: str | None) -> str:
    if name is None or name == UNKNOWN:
        return "Unknown type"
    return types[name].title if name in types else name


def age_text(age: timedelta) -> str:
    minutes = max(int(age.total_seconds() // 60), 0)
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"  # noqa: PLR2004 - two days


def age_share(age: timedelta) -> float:
    hours = max(age.total_seconds() / 3600, 0)
    return min(math.log1p(hours) / math.log1p(FULL_BAR.total_seconds() / 3600), 1)


def _row(case: CaseSummary, types: Mapping[str, DocumentType], at: datetime) -> QueueRow:
    age = at - case.received_at
    reasons = tuple(sentence(reason.text) for reason in case.reasons)
    return QueueRow(
        case_id=case.case_id,
        filename=case.filename,
        type_title=type_title(types, case.doc_type) if case.state not in UNTYPED or case.doc_type else "",
        type_confidence=percent(case.type_confidence),
        sign=CASE_SIGNS[case.state],
        needing=len({reason.field for reason in case.reasons if reason.field}),
        reasons=reasons[:MOST_REASONS],
        more_reasons=max(len(reasons) - MOST_REASONS, 0),
        age=age_text(age),
        age_share=age_share(age),
        received=f"{case.received_at:%Y-%m-%d %H:%M} UTC",
    )


# Nobody has asked yet what these are.
UNTYPED = frozenset({CaseState.CAPTURED, CaseState.QUARANTINED})
