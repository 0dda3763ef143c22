"""foureyes queue: what waits for a person."""

import click
from rich.console import Console

from flows.cli.tables import IN_TRIAL, queue_table
from flows.cli.who import as_reviewer, person
from flows.installation import now, open_installation
from models.case import WITH_PEOPLE, CaseState, CaseSummary
from pipeline.blindness import is_kept, waits_for_keyer

NEEDS_A_PERSON = (*WITH_PEOPLE, CaseState.HELD, CaseState.QUARANTINED)


@click.command()
@click.option("--all", "every", is_flag=True, help="Every case, whatever its state.")
@click.option("--state", "states", multiple=True, type=click.Choice([str(state) for state in CaseState]), help="Only cases in this state.")
@click.option("--mine", is_flag=True, help="Only cases you hold.")
@as_reviewer
def queue(states: tuple[str, ...], every: bool, mine: bool, name: str) -> None:
    """List the cases that need a person, the most urgent first, with the time left."""
    console = Console()
    installation = open_installation()
    storage = installation.storage
    chosen = tuple(CaseState) if every else tuple(CaseState(state) for state in states) or NEEDS_A_PERSON
    summaries = storage.cases.queue(chosen)
    if mine:
        held = {claim.case_id for claim in storage.work.claims(person(name))}
        summaries = [summary for summary in summaries if summary.case_id in held]
    if not storage.people.is_founded():
        console.print(IN_TRIAL, style="yellow", highlight=False)
    if summaries:
        console.print(queue_table(summaries, installation.document_types, now()))
        console.print(
            f"\n{len(summaries)} cases. Look at one: [bold]foureyes {_verb(summaries[0])} {summaries[0].case_id}[/]", highlight=False
        )
        return
    console.print(
        f"Nothing waits here. Captured documents arrive in {installation.settings.home} (foureyes capture PATH).", highlight=False
    )


def _verb(summary: CaseSummary) -> str:
    """The command by which a person goes on with the case."""
    if waits_for_keyer(summary):
        return "key"
    ruled_on = is_kept(summary) and summary.state is CaseState.IN_ADJUDICATION
    return "adjudicate" if ruled_on else "check"
