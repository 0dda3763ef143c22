"""foureyes hold and foureyes resume: put a case aside until something is cleared up, and let it go on."""

import click

from flows.cli.who import as_reviewer, person
from flows.installation import now, open_installation
from pipeline import hold as verbs

why = click.option("--why", required=True, help="What has to be cleared up, or what was found; the next person reads it.")


@click.command()
@click.argument("case_id", metavar="CASE", type=int)
@why
@as_reviewer
def hold(case_id: int, why: str, name: str) -> None:
    """Put CASE aside; nobody decides about it until it goes on."""
    storage = open_installation().storage
    verbs.hold(storage.cases, storage.holding, case_id, storage.people.person(person(name).name), why, now())
    click.echo(f"Held. To let it go on: foureyes resume {case_id} --why TEXT")


@click.command()
@click.argument("case_id", metavar="CASE", type=int)
@why
@as_reviewer
def resume(case_id: int, why: str, name: str) -> None:
    """Let a held CASE go on, as when it is no duplicate; foureyes check rejects it."""
    storage = open_installation().storage
    state = verbs.go_on(storage.cases, storage.holding, case_id, storage.people.person(person(name).name), why, now())
    click.echo(f"Case {case_id} is {state.replace('_', ' ')}.")
