"""What takes two people: one proposes, another decides."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.role import Role


class ChangeKind(StrEnum):
    POLICY = "policy"
    GRANT = "grant"
    REVOKE = "revoke"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class ChangeProposal:
    """A policy to put in force, a role to give to a person or to take, or a case to erase; only what its kind is about is not None."""

    proposal_id: int
    kind: ChangeKind
    proposed_by: str
    proposed_at: datetime
    why: str = ""
    policy_hash: str | None = None
    doc_type: str | None = None
    person: str | None = None
    role: Role | None = None
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """A type's policy with the two people who put it in force."""

    doc_type: str
    policy_hash: str
    body: str
    proposed_by: str
    decided_by: str
    since: datetime
