"""A case: one document on its way, its entry in versions, and who had a hand in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from models.audit import Actor
from models.case_key import KeyRule
from models.document_type import Mode
from models.extraction import Evidence


class CaseState(StrEnum):
    CAPTURED = "captured"
    IN_REVIEW = "in_review"
    IN_SECOND_KEY = "in_second_key"
    IN_ADJUDICATION = "in_adjudication"
    APPROVED = "approved"
    RELEASED = "released"
    HELD = "held"
    REJECTED = "rejected"
    RESCAN_REQUESTED = "rescan_requested"
    QUARANTINED = "quarantined"
    REOPENED = "reopened"


WITH_PEOPLE = (CaseState.IN_REVIEW, CaseState.IN_SECOND_KEY, CaseState.IN_ADJUDICATION, CaseState.REOPENED)
"""The states in which a person works on a case."""
SETTLED = (CaseState.APPROVED, CaseState.RELEASED, CaseState.REOPENED, CaseState.REJECTED)
"""From here on nobody keys the case any more; until then a better scan, or a case let go on, may want one more keyer."""
_PUT_ASIDE = {CaseState.HELD, CaseState.REJECTED, CaseState.RESCAN_REQUESTED}

TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.CAPTURED: frozenset({CaseState.IN_REVIEW, CaseState.APPROVED, CaseState.HELD, CaseState.QUARANTINED}),
    CaseState.IN_REVIEW: frozenset(
        {CaseState.IN_REVIEW, CaseState.IN_SECOND_KEY, CaseState.IN_ADJUDICATION, CaseState.APPROVED, *_PUT_ASIDE}
    ),
    CaseState.IN_SECOND_KEY: frozenset({CaseState.IN_ADJUDICATION, CaseState.APPROVED, *_PUT_ASIDE}),
    CaseState.IN_ADJUDICATION: frozenset({CaseState.IN_REVIEW, CaseState.APPROVED, *_PUT_ASIDE}),
    CaseState.APPROVED: frozenset({CaseState.RELEASED, CaseState.REOPENED}),
    CaseState.RELEASED: frozenset({CaseState.REOPENED}),
    CaseState.HELD: frozenset(
        {CaseState.IN_REVIEW, CaseState.IN_SECOND_KEY, CaseState.IN_ADJUDICATION, CaseState.REOPENED} | (_PUT_ASIDE - {CaseState.HELD})
    ),
    CaseState.REJECTED: frozenset(),
    CaseState.RESCAN_REQUESTED: frozenset({CaseState.CAPTURED, CaseState.REJECTED}),
    CaseState.QUARANTINED: frozenset({CaseState.CAPTURED, CaseState.REJECTED, CaseState.RESCAN_REQUESTED}),
    CaseState.REOPENED: frozenset({CaseState.IN_REVIEW, *_PUT_ASIDE}),
}


class Outcome(StrEnum):
    """What is known of a field's value in a version of the entry; the last three have no value, each for its own reason."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    ILLEGIBLE = "illegible"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person must look: a stable `code`, the field it is about (None: the whole document), and plain words."""

    code: str
    field: str | None
    text: str


NOT_IN_FORCE = Reason("policy_not_in_force", None, "policy: two people have not put it in force yet; a person looks")


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One field in one version of an entry; `accepted` says policy would release it with nobody looking."""

    name: str
    value: str | None
    confidence: float | None
    evidence: Evidence | None
    outcome: Outcome
    accepted: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an entry, by one author; n counts from 1."""

    n: int
    author: Actor
    at: datetime
    fields: tuple[FieldValue, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """A file as a station delivered it, before custody."""

    filename: str
    content_sha256: str
    size_bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a station gets for each drop: proof of custody. `duplicate` says the same bytes were here before."""

    receipt_id: int
    batch_id: int
    case_id: int
    filename: str
    content_sha256: str
    received_at: datetime
    duplicate: bool


class RescanCode(StrEnum):
    """Why a station is asked for a better scan."""

    UNREADABLE = "unreadable"
    CUT_OFF = "cut_off"
    PAGE_MISSING = "page_missing"
    PAGES_MIXED = "pages_mixed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RescanRequest:
    """What a station is asked for, the one that delivered the case; a file whose name begins with `rescan-CASE` joins it."""

    case_id: int
    filename: str
    station: str
    code: RescanCode
    why: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """A captured case that one process has leased to read."""

    case_id: int
    content_sha256: str
    media_type: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Route:
    """Where policy sends an entry. `key_fields` are those to be keyed blind; with `machine_keys` the machine is the first of the keyers.

    `due_hours` from now somebody should have decided; of what waits, a higher `priority` comes first. `key_rules` are its type's keys.
    """

    mode: Mode
    reasons: tuple[Reason, ...]
    policy_hash: str
    key_fields: tuple[str, ...] = ()
    machine_keys: bool = False
    due_hours: float = 24.0
    priority: int = 0
    key_rules: tuple[KeyRule, ...] = ()

    @property
    def straight_through(self) -> bool:
        """Whether nobody needs to look."""
        return self.mode is Mode.STRAIGHT_THROUGH and not self.reasons


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One line of the queue."""

    case_id: int
    filename: str
    state: CaseState
    doc_type: str | None
    type_confidence: float | None
    reasons: tuple[Reason, ...]
    received_at: datetime
    page_count: int
    priority: int = 0
    due_at: datetime | None = None
    mode: Mode = Mode.CHECK


@dataclass(frozen=True, slots=True)
class RelatedCases:
    """The other cases that share one key of a case, oldest first."""

    rule: KeyRule
    cases: tuple[CaseSummary, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One case with the newest version of its entry (None while nothing was entered) and everybody's part in it.

    `hands` maps each person to their one role in the case, ever: author, approver or qa.
    """

    summary: CaseSummary
    content_sha256: str
    media_type: str
    version: Version | None
    authors: tuple[Actor, ...]
    approver: Actor | None
    hands: Mapping[str, str] = field(default_factory=dict)
    mode: Mode = Mode.CHECK

    @property
    def case_id(self) -> int:
        return self.summary.case_id


@dataclass(frozen=True, slots=True)
class ConfirmedEntry:
    """What people stand by of one approved entry: the fields that a person confirmed or corrected, None where the page has none."""

    case_id: int
    content_sha256: str
    doc_type: str
    values: Mapping[str, str | None]
    approved_at: datetime
