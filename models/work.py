"""Who works on what: a queue to take from, a claim on a case, and a draft of what was typed so far."""

from dataclasses import dataclass
from datetime import datetime

from models.audit import Actor
from models.case import WITH_PEOPLE, CaseState


@dataclass(frozen=True, slots=True)
class Queue:
    """What somebody wants to work on; no document types and no batch mean any."""

    states: tuple[CaseState, ...] = WITH_PEOPLE
    doc_types: tuple[str, ...] = ()
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A person's hold on a case. After `until` another may take it; from then on, but not sooner, `token` commits nothing any more."""

    case_id: int
    person: Actor
    token: int
    until: datetime
    state: CaseState


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person typed about version `n` and did not commit yet."""

    case_id: int
    person: Actor
    n: int
    body: str
    saved_at: datetime
