"""foureyes release: approved entries leave, once."""

from collections import Counter

import click

from flows.installation import now, open_installation
from models.audit import Actor, ActorKind
from pipeline.release import release as release_entries
from storage.files_consumer import FilesConsumer


@click.command()
def release() -> None:
    """Release every approved entry, once, as JSON lines and CSV under FOUREYES_HOME/released."""
    installation = open_installation()
    storage = installation.storage
    consumer = FilesConsumer(installation.settings.released_path)
    entries = release_entries(storage.cases, storage.outbox, consumer, Actor(ActorKind.MACHINE, "release"), now())
    if not entries:
        click.echo("Nothing is approved and unreleased. What waits for people: foureyes queue")
        return
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(Counter(entry.doc_type for entry in entries).items()))
    click.echo(f"Released {len(entries)} entries ({kinds}) to {consumer.folder}")
