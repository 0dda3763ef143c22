"""foureyes queue: what waits for a person."""

import click
from rich.console import Console

from flows.cli.tables import IN_TRIAL, queue_table
from flows.installation import open_installation
from models.case import WITH_PEOPLE, CaseState

NEEDS_A_PERSON = (*WITH_PEOPLE, CaseState.HELD, CaseState.QUARANTINED)


@click.command()
@click.option("--all", "every", is_flag=True, help="Every case, whatever its state.")
@click.option("--state", "states", multiple=True, type=click.Choice([str(state) for state in CaseState]), help="Only cases in this state.")
def queue(states: tuple[str, ...], every: bool) -> None:
    """List the cases that need a person, oldest first."""
    console = Console()
    installation = open_installation()
    chosen = tuple(CaseState) if every else tuple(CaseState(state) for state in states) or NEEDS_A_PERSON
    summaries = installation.storage.cases.queue(chosen)
    if not installation.storage.people.is_founded():
        console.print(IN_TRIAL, style="yellow", highlight=False)
    if summaries:
        console.print(queue_table(summaries, installation.document_types))
        console.print(f"\n{len(summaries)} cases. Look at one: [bold]foureyes check {summaries[0].case_id}[/]", highlight=False)
        return
    console.print(
        f"Nothing waits here. Captured documents arrive in {installation.settings.home} (foureyes capture PATH).", highlight=False
    )
