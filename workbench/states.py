"""The shape and the word of every state, so that nothing is said by colour alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.case import CaseState, FieldValue, Outcome


@dataclass(frozen=True, slots=True)
class Sign:
    """`shape` names a drawing in _shapes.html; `tone` is one of done, warn, error, next, quiet."""

    shape: str
    word: str
    tone: str


CASE_SIGNS: dict[CaseState, Sign] = {
    CaseState.CAPTURED: Sign("dots", "waits to be read", "quiet"),
    CaseState.IN_REVIEW: Sign("circle", "needs a person", "next"),
    CaseState.IN_SECOND_KEY: Sign("circle", "to key", "next"),
    CaseState.IN_ADJUDICATION: Sign("bars", "needs a senior checker", "next"),
    CaseState.HELD: Sign("bars", "held", "warn"),
    CaseState.REOPENED: Sign("turn", "reopened", "next"),
    CaseState.APPROVED: Sign("tick", "approved", "done"),
    CaseState.RELEASED: Sign("arrow", "released", "done"),
    CaseState.REJECTED: Sign("cross", "rejected", "error"),
    CaseState.RESCAN_REQUESTED: Sign("turn", "rescan asked for", "warn"),
    CaseState.QUARANTINED: Sign("fence", "quarantined", "error"),
}

# Most serious first: where several reasons meet, the first one gives the sign.
REASON_SIGNS: dict[str, Sign] = {
    "rule_broken": Sign("triangle", "rule broken", "warn"),
    "conflict": Sign("bars", "readings differ", "warn"),
    "missing": Sign("dash", "not found", "warn"),
    "no_evidence": Sign("circle", "no place", "warn"),
    "keyings_differ": Sign("bars", "keyings differ", "warn"),
    "adjudicated": Sign("diamond", "ruled on", "next"),
    "corrected": Sign("diamond", "corrected", "next"),
    "low_confidence": Sign("circle", "doubtful", "warn"),
    "always_check": Sign("circle", "always checked", "next"),
}
DOUBTFUL = Sign("circle", "doubtful", "warn")

CONFIRMED = Sign("tick", "confirmed", "done")
CORRECTED = Sign("diamond", "corrected", "done")
MISSING = Sign("dash", "missing", "quiet")
ILLEGIBLE = Sign("cross", "illegible", "quiet")
NOT_APPLICABLE = Sign("dash", "not applicable", "quiet")
TO_KEY = Sign("mask", "to key", "next")
NOT_FOUND = Sign("dash", "not found", "quiet")
READ = Sign("tick", "ok", "quiet")


SETTLED: dict[Outcome, Sign] = {
    Outcome.CONFIRMED: CONFIRMED,
    Outcome.CORRECTED: CORRECTED,
    Outcome.MISSING: MISSING,
    Outcome.ILLEGIBLE: ILLEGIBLE,
    Outcome.NOT_APPLICABLE: NOT_APPLICABLE,
}


def sign_of_doubt(codes: Iterable[str]) -> Sign:
    """The sign of a field that needs a person."""
    given = set(codes)
    return next((sign for code, sign in REASON_SIGNS.items() if code in given), DOUBTFUL)


def sign_of_settled(field: FieldValue) -> Sign:
    """The sign of a field nobody needs to look at."""
    if field.outcome in SETTLED:
        return MISSING if field.value is None and field.outcome in {Outcome.CONFIRMED, Outcome.CORRECTED} else SETTLED[field.outcome]
    return NOT_FOUND if field.value is None else READ
