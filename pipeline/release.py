"""Approved entries leave, once for each consumer, with the audit of their whole life."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from models.audit import Actor, AuditEvent
from models.case import Case, FieldValue
from pipeline.ports import CaseStore, Outbox


@dataclass(frozen=True, slots=True)
class ReleasedEntry:
    """What a consumer gets of one case; `idempotency_key` is the same however often it is sent."""

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


class Consumer(Protocol):
    """A system that takes entries. Delivering the same run again replaces what it got before."""

    name: str

    def deliver(self, run: int, entries: Sequence[ReleasedEntry]) -> None: ...


def release(cases: CaseStore, outbox: Outbox, consumer: Consumer, actor: Actor, at: datetime) -> list[ReleasedEntry]:
    """Delivers what is approved and not yet with this consumer. A run cut off in the middle is delivered again under its number."""
    opened = outbox.open_run(consumer.name, at)
    if opened is None:
        return []
    run, case_ids = opened
    entries = [released_entry(cases, case_id, consumer.name) for case_id in case_ids]
    consumer.deliver(run, entries)
    outbox.finish_run(consumer.name, run, actor, at)
    return entries


def released_entry(cases: CaseStore, case_id: int, consumer: str) -> ReleasedEntry:
    """One approved case as its consumer gets it."""
    case = cases.case(case_id)
    if case.version is None or case.approver is None or case.summary.doc_type is None:
        raise AssertionError(f"case {case_id} is in a release run without an approved entry")
    return ReleasedEntry(
        idempotency_key=f"{consumer}/{case_id}/{case.version.n}",
        case=case_id,
        version=case.version.n,
        doc_type=case.summary.doc_type,
        file=case.summary.filename,
        sha256=case.content_sha256,
        approved_by=str(case.approver),
        authors=tuple(str(author) for author in case.authors),
        fields={field.name: field for field in case.version.fields},
        audit=_life(cases, case),
    )


def _life(cases: CaseStore, case: Case) -> tuple[AuditEvent, ...]:
    return tuple(cases.audit_trail(case.case_id))
