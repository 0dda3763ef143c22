"""The release flow: approved entries go to their consumers."""

from prefect import flow

from flows.installation import now, open_installation
from models.audit import Actor, ActorKind
from pipeline.release import check_all_taken, release_to_all

RELEASER = Actor(ActorKind.MACHINE, "release")


@flow(name="release")
def release() -> int:
    """Releases everything that is approved. Returns how many entries left; fails where a consumer has not taken what it was given."""
    installation = open_installation()
    storage = installation.storage
    deliveries = release_to_all(storage.cases, storage.outbox, installation.consumers, RELEASER, now())
    check_all_taken(deliveries)
    return sum(delivery.taken.total() for delivery in deliveries)
