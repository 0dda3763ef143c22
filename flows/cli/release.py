"""foureyes release: approved entries leave, once for each consumer."""

from collections import Counter

import click

from flows.installation import now, open_installation
from models.audit import Actor, ActorKind
from pipeline.release import Delivery, check_all_taken, release_to_all


@click.command()
def release() -> None:
    """Release every approved entry, once, to each consumer of consumers.yaml; without that, as files under FOUREYES_HOME/released."""
    installation = open_installation()
    storage = installation.storage
    deliveries = release_to_all(storage.cases, storage.outbox, installation.consumers, Actor(ActorKind.MACHINE, "release"), now())
    for delivery in deliveries:
        if delivery.taken:
            click.echo(_line(delivery))
    check_all_taken(deliveries)
    if not any(delivery.taken for delivery in deliveries):
        click.echo("Nothing is approved and unreleased. What waits for people: foureyes queue")


def _line(delivery: Delivery) -> str:
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(Counter(entry.doc_type for entry in delivery.taken).items()))
    return f"Released {len(delivery.taken)} entries ({kinds}) to {delivery.consumer}"
