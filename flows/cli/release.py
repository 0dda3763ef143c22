"""foureyes release: approved entries leave, once for each consumer; what a consumer did not take is shown and asked for again."""

import click

from flows.cli.who import as_reviewer, person
from flows.installation import Installation, now, open_installation
from models.audit import Actor, ActorKind
from models.release import DeadLetter
from pipeline.release import Delivery, ask_again, check_all_taken, release_to_all


@click.command()
@click.option("--dead", is_flag=True, help="Only list what a consumer refused, or put off too often.")
@click.option("--again", "case_id", metavar="CASE", type=int, help="First ask again for what is listed of this case.")
@as_reviewer
def release(dead: bool, case_id: int | None, name: str) -> None:
    """Release every approved entry, once, to each consumer of consumers.yaml; without that, as files under FOUREYES_HOME/released."""
    installation = open_installation()
    if dead:
        _show(installation.storage.outbox.dead_letters())
        return
    if case_id is not None:
        ask_again(installation.storage.people, installation.storage.outbox, case_id, person(name).name, now())
    _release(installation)


def _release(installation: Installation) -> None:
    storage = installation.storage
    deliveries = release_to_all(storage.cases, storage.outbox, installation.consumers, Actor(ActorKind.MACHINE, "release"), now())
    for delivery in deliveries:
        if delivery.taken:
            click.echo(_line(delivery))
    if count := len(storage.outbox.dead_letters()):
        click.echo(f"Not delivered and not tried again by itself: {count}. See: foureyes release --dead")
    check_all_taken(deliveries)
    if not any(delivery.taken for delivery in deliveries):
        click.echo("Nothing is approved and unreleased. What waits for people: foureyes queue")


def _line(delivery: Delivery) -> str:
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(delivery.taken.items()))
    return f"Released {delivery.taken.total()} entries ({kinds}) to {delivery.consumer}"


def _show(letters: list[DeadLetter]) -> None:
    if not letters:
        click.echo("Every consumer took what it was given, or is tried again.")
        return
    for one in letters:
        tried = f"{one.attempts} attempts, the last {one.failed_at:%Y-%m-%d %H:%M} UTC"
        click.echo(f"case {one.case}, version {one.n}, to {one.consumer}: {one.reason} ({tried})")
    click.echo("To try a case again: foureyes release --again CASE")
