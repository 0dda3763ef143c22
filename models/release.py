"""What leaves: an approved entry as its consumer gets it, and what became of the attempt to hand it over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from models.audit import Actor, AuditEvent
from models.case import FieldValue


@dataclass(frozen=True, slots=True)
class ReleasedEntry:
    """What a consumer gets of one case; `idempotency_key` is the same however often it is sent.

    `corrects` is the key of the version that this consumer got before, and that this one stands in for.
    """

    idempotency_key: str
    case: int
    version: int
    doc_type: str
    file: str
    sha256: str
    approved_by: str
    authors: tuple[str, ...]
    fields: dict[str, FieldValue]
    audit: tuple[AuditEvent, ...]
    corrects: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Version `n` of a case on its way to a consumer; `corrects` is the version that this consumer acknowledged before."""

    case: int
    n: int
    approver: Actor
    corrects: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """What one consumer is to get now: at most one version of a case, and of two the earlier first."""

    number: int
    versions: tuple[Outgoing, ...]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A version that a consumer refused, or put off too often: nothing happens to it until a person asks for it again."""

    consumer: str
    case: int
    n: int
    attempts: int
    reason: str
    failed_at: datetime


class Verdict(StrEnum):
    """What an entry that was not taken may expect. Only `refused` says for certain that the consumer does not have it."""

    LATER = "later"
    REFUSED = "refused"
    UNTRIED = "untried"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a consumer has not taken an entry, in words that hold no value of it; `wait_seconds` is what the consumer asked for."""

    verdict: Verdict
    reason: str
    wait_seconds: float = 0.0


class Consumer(Protocol):
    """A system that takes entries of some document types (none named: of all). A key it knows already changes nothing there."""

    @property
    def name(self) -> str: ...
    @property
    def doc_types(self) -> Collection[str]: ...
    def deliver(self, run: int, entries: Sequence[ReleasedEntry]) -> Mapping[int, Failure]:
        """What was not taken, by case; one that can take nothing at all raises ConsumerUnavailable."""
        ...
