"""The queue's rows: which cases, why each needs a person in plain words, and how long it has waited."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.case import WITH_PEOPLE, CaseState, CaseSummary
from models.document_type import DocumentType
from models.role import Person
from models.work import Claim
from pipeline.blindness import is_blind, waits_for_keyer
from workbench.field_view import percent, sentence
from workbench.states import CASE_SIGNS, TO_KEY, Sign

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
            WITH_PEOPLE,
            "Cases come here when the machine is not sure, when a rule is broken, or when policy wants people to look or to key.",
        ),
        Filter("held", "Held", (CaseState.HELD,), "Cases that look like one entered before wait here until somebody lets them go on."),
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
    """One case; `age_share` is the length of its bar, 0 to 1; `holder` is who else works on it now."""

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
    holder: str | None


@dataclass(frozen=True, slots=True)
class Beholder:
    """Who looks at the queue and when, and who holds which case then."""

    person: Person
    held: Mapping[int, Claim]
    at: datetime


def rows_of(cases: Sequence[CaseSummary], types: Mapping[str, DocumentType], wanted_type: str | None, beholder: Beholder) -> list[QueueRow]:
    """In the order given, at most MOST_ROWS."""
    chosen = [case for case in cases if wanted_type in {None, case.doc_type or UNKNOWN}]
    return [_row(case, types, beholder) for case in chosen[:MOST_ROWS]]


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


def _row(case: CaseSummary, types: Mapping[str, DocumentType], beholder: Beholder) -> QueueRow:
    age = beholder.at - case.received_at
    blind = is_blind(beholder.person, case)
    reasons = () if blind else tuple(sentence(reason.text) for reason in case.reasons)
    claim = beholder.held.get(case.case_id)
    return QueueRow(
        case_id=case.case_id,
        filename=case.filename,
        type_title=type_title(types, case.doc_type) if case.state not in UNTYPED or case.doc_type else "",
        type_confidence="" if blind else percent(case.type_confidence),
        sign=TO_KEY if waits_for_keyer(case) else CASE_SIGNS[case.state],
        needing=0 if blind else len({reason.field for reason in case.reasons if reason.field}),
        reasons=reasons[:MOST_REASONS],
        more_reasons=max(len(reasons) - MOST_REASONS, 0),
        age=age_text(age),
        age_share=age_share(age),
        received=f"received {case.received_at:%Y-%m-%d %H:%M} UTC" + (f", due {case.due_at:%Y-%m-%d %H:%M} UTC" if case.due_at else ""),
        holder=claim.person.name if claim and claim.person != beholder.person.actor else None,
    )


# Nobody has asked yet what these are.
UNTYPED = frozenset({CaseState.CAPTURED, CaseState.QUARANTINED})
