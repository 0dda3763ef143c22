"""Who did what to a case, when. An audit event never holds a field's value."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ActorKind(StrEnum):
    PERSON = "person"
    MACHINE = "machine"
    POLICY = "policy"
    STATION = "station"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, the machine, a policy or a scanning station; `name` is unique within its kind."""

    kind: ActorKind
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One change. `at` is aware UTC; `details` holds codes, counts and hashes only."""

    actor: Actor
    action: str
    at: datetime
    case_id: int | None = None
    details: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The newest event of the chain. Kept elsewhere it is an anchor: what came before can no longer be cut off unseen."""

    seq: int
    hash: str
