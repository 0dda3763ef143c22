"""Approved entries leave, once for each consumer, with the audit of their whole life."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.audit import Actor
from models.errors import ConsumerUnavailable, DeliveryFailed
from models.release import Consumer, Failure, ReleasedEntry
from pipeline.ports import CaseStore, Outbox


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of a run to one consumer. `unavailable` says why it could take nothing; the run then comes again as it is."""

    consumer: str
    taken: tuple[ReleasedEntry, ...] = ()
    failures: Mapping[int, Failure] | None = None
    unavailable: str | None = None


def release_to_all(cases: CaseStore, outbox: Outbox, consumers: Sequence[Consumer], actor: Actor, at: datetime) -> list[Delivery]:
    """Each consumer at its own pace: one that is down keeps no other from its entries."""
    return [_release_if_available(cases, outbox, consumer, actor, at) for consumer in consumers]


def check_all_taken(deliveries: Sequence[Delivery]) -> None:
    """Raises DeliveryFailed where a consumer has not taken what it was given."""
    troubles = [_trouble(delivery) for delivery in deliveries if delivery.unavailable or delivery.failures]
    if troubles:
        raise DeliveryFailed(" ".join(troubles))


def release(cases: CaseStore, outbox: Outbox, consumer: Consumer, actor: Actor, at: datetime) -> Delivery:
    """Delivers what is approved and not yet with this consumer. A run cut off in the middle is delivered again under its number."""
    opened = outbox.open_run(consumer.name, at, consumer.doc_types)
    if opened is None:
        return Delivery(consumer.name)
    run, case_ids = opened
    entries = tuple(released_entry(cases, case_id, consumer.name) for case_id in case_ids)
    failures = consumer.deliver(run, entries)
    if failures:
        return Delivery(consumer.name, failures=failures)
    outbox.finish_run(consumer.name, run, actor, at)
    return Delivery(consumer.name, entries)


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
        audit=tuple(cases.audit_trail(case_id)),
    )


def _release_if_available(cases: CaseStore, outbox: Outbox, consumer: Consumer, actor: Actor, at: datetime) -> Delivery:
    try:
        return release(cases, outbox, consumer, actor, at)
    except ConsumerUnavailable as error:
        return Delivery(consumer.name, unavailable=str(error))


def _trouble(delivery: Delivery) -> str:
    if delivery.unavailable:
        return delivery.unavailable
    failures = delivery.failures or {}
    case_id, failure = next(iter(failures.items()))
    return f"{delivery.consumer} has not taken {len(failures)} entries, the first of them case {case_id}: {failure.reason}."
