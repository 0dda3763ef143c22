"""Approved entries leave, once for each consumer, with the audit of their whole life."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.audit import Actor, ActorKind
from models.errors import ConsumerUnavailable, DeliveryFailed
from models.release import Consumer, DeadLetter, Failure, Outgoing, ReleasedEntry, Verdict
from pipeline.permissions import Verb, check_can
from pipeline.ports import CaseStore, Outbox, People


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one consumer took, in entries by document type, and what it did not. `unavailable` says why it could take nothing more."""

    consumer: str
    taken: Counter[str]
    failures: Mapping[int, Failure]
    unavailable: str | None


def release_to_all(cases: CaseStore, outbox: Outbox, consumers: Sequence[Consumer], actor: Actor, at: datetime) -> list[Delivery]:
    """Each consumer at its own pace: one that is down keeps no other from its entries."""
    return [release(cases, outbox, consumer, actor, at) for consumer in consumers]


def release(cases: CaseStore, outbox: Outbox, consumer: Consumer, actor: Actor, at: datetime) -> Delivery:
    """Delivers what is due to this consumer. A run cut off in the middle is delivered again under its number, each entry under its key."""
    taken: Counter[str] = Counter()
    failures: dict[int, Failure] = {}
    while (run := outbox.open_run(consumer.name, at, consumer.doc_types)) is not None:
        entries = [released_entry(cases, version, consumer.name) for version in run.versions]
        try:
            failed = consumer.deliver(run.number, entries)
        except ConsumerUnavailable as error:
            return Delivery(consumer.name, taken, failures, str(error))
        outbox.finish_run(consumer.name, run.number, failed, actor, at)
        taken.update(entry.doc_type for entry in entries if entry.case not in failed)
        failures |= failed
        if any(failure.verdict is Verdict.UNTRIED for failure in failed.values()):
            break
    return Delivery(consumer.name, taken, failures, unavailable=None)


def ask_again(people: People, outbox: Outbox, case_id: int, name: str, at: datetime) -> list[DeadLetter]:
    """A person has what no consumer took of a case tried again; raises NotAllowed, or WrongState where there is nothing."""
    asking = people.person(name)
    check_can(asking, Verb.RELEASE)
    return outbox.ask_again(case_id, Actor(ActorKind.PERSON, asking.name), at)


def check_all_taken(deliveries: Sequence[Delivery]) -> None:
    """Raises DeliveryFailed where a consumer has not taken what it was given."""
    troubles = [_trouble(delivery) for delivery in deliveries if delivery.unavailable or delivery.failures]
    if troubles:
        raise DeliveryFailed(" ".join(troubles))


def released_entry(cases: CaseStore, outgoing: Outgoing, consumer: str) -> ReleasedEntry:
    """One approved version as its consumer gets it, whatever became of the case since."""
    case = cases.case(outgoing.case)
    versions = [version for version in cases.versions(outgoing.case) if version.n <= outgoing.n]
    if case.summary.doc_type is None:
        raise AssertionError(f"case {outgoing.case} is in a release run without a document type")
    return ReleasedEntry(
        idempotency_key=_key(consumer, outgoing.case, outgoing.n),
        case=outgoing.case,
        version=outgoing.n,
        doc_type=case.summary.doc_type,
        file=case.summary.filename,
        sha256=case.content_sha256,
        approved_by=str(outgoing.approver),
        authors=tuple(dict.fromkeys(str(version.author) for version in versions)),
        fields={field.name: field for field in versions[-1].fields},
        audit=tuple(cases.audit_trail(outgoing.case)),
        corrects=_key(consumer, outgoing.case, outgoing.corrects) if outgoing.corrects else None,
    )


def _key(consumer: str, case_id: int, n: int) -> str:
    return f"{consumer}/{case_id}/{n}"


def _trouble(delivery: Delivery) -> str:
    if delivery.unavailable:
        return delivery.unavailable
    case_id, failure = next(iter(delivery.failures.items()))
    return f"{delivery.consumer} has not taken {len(delivery.failures)} entries, the first of them case {case_id}: {failure.reason}."
