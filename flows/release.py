"""The release flow: approved entries go to their consumers."""

from prefect import flow

from flows.installation import now, open_installation
from models.audit import Actor, ActorKind
from pipeline.release import release as release_entries
from storage.files_consumer import FilesConsumer

RELEASER = Actor(ActorKind.MACHINE, "release")


@flow(name="release")
def release() -> int:
    """Releases everything that is approved. Returns how many entries left."""
    installation = open_installation()
    storage = installation.storage
    consumer = FilesConsumer(installation.settings.released_path)
    return len(release_entries(storage.cases, storage.outbox, consumer, RELEASER, now()))
