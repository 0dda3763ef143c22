"""foureyes quality: what was approved is looked at again, errors are planted, and both are counted."""

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.cli.tables import field_table
from flows.cli.who import as_reviewer, person
from flows.installation import now, open_installation
from models.case import CaseState
from pipeline import quality as qa
from pipeline.permissions import Verb, check_can
from pipeline.policies import effective
from pipeline.scorecards import ScoreLine, scorecards

HOLD_SECONDS = 1800


@click.group()
def quality() -> None:
    """Audit a sample of what was approved, plant errors to see whether they are caught, and show how people do."""


@quality.command("next")
@as_reviewer
def next_sample(name: str) -> None:
    """Show the next entry of the sample, of which you had no part; it is yours for half an hour."""
    console = Console(highlight=False)
    installation = open_installation()
    cases = installation.storage.cases
    sample = qa.next_sample(installation.storage.quality, cases, person(name), now(), HOLD_SECONDS)
    if sample is None:
        console.print("Nothing of the sample waits for you.")
        return
    case = cases.case(sample.case_id)
    console.print(f"[bold]case {sample.case_id}[/], version {sample.n}  {escape(case.summary.filename)}\n")
    console.print(field_table(case, installation.declared_type(case)))
    console.print(
        f"\nCompare it with the page. All right: [bold]foureyes quality audit {sample.case_id}[/], "
        f"else name each wrong field: [bold]foureyes quality audit {sample.case_id} FIELD=RIGHT[/] (FIELD= where the document has none)"
    )


@quality.command()
@click.argument("case_id", metavar="CASE", type=int)
@click.argument("wrong", metavar="[FIELD=RIGHT]...", nargs=-1)
@as_reviewer
def audit(case_id: int, wrong: tuple[str, ...], name: str) -> None:
    """Say what is wrong in the entry of CASE, or nothing where all is right.

    An error reopens the case: one person corrects it, another approves, and whoever has the wrong value gets a correction.
    """
    installation = open_installation()
    storage = installation.storage
    case = storage.cases.case(case_id)
    held = {claim.case_id: claim.token for claim in storage.work.claims(person(name))}
    state = qa.audit(
        storage.quality,
        storage.cases,
        installation.declared_type(case),
        case_id,
        case.version.n if case.version else 0,
        dict(_finding(one) for one in wrong),
        person(name),
        now(),
        held.get(case_id),
    )
    click.echo(f"Case {case_id} is reopened: a person corrects it." if state is CaseState.REOPENED else f"Case {case_id}: no error.")


@quality.command()
@click.argument("case_id", metavar="CASE", type=int)
@click.argument("fields", metavar="FIELD...", nargs=-1, required=True)
@click.option("--why", required=True, help="What is the matter, in words for whoever corrects it.")
@as_reviewer
def reopen(case_id: int, fields: tuple[str, ...], why: str, name: str) -> None:
    """Have FIELDs of the approved CASE corrected that somebody complained of; whoever has the entry gets a correction."""
    storage = open_installation().storage
    case = storage.cases.case(case_id)
    qa.reopen(storage.quality, storage.cases, case_id, case.version.n if case.version else 0, fields, why, person(name), now())
    click.echo(f"Case {case_id} is reopened: a person corrects it.")


@quality.command()
@click.argument("case_id", metavar="CASE", type=int)
@click.argument("field")
@click.argument("value")
@as_reviewer
def plant(case_id: int, field: str, value: str, name: str) -> None:
    """Put the wrong VALUE of FIELD into a copy of the approved CASE, for a checker to find. The copy never leaves."""
    installation = open_installation()
    storage = installation.storage
    declared = installation.declared_type(storage.cases.case(case_id))
    document_type, reasons = effective(declared, storage.changes.policies_in_force())
    copy = qa.plant(storage.quality, storage.cases, document_type, case_id, field, value, person(name), now(), reasons)
    click.echo(f"Case {copy} waits among the others. Tell nobody; foureyes quality scores says whether it was caught.")


@quality.command()
@as_reviewer
def scores(name: str) -> None:
    """Show for each person and type how much of their work was looked at again, and what was found."""
    storage = open_installation().storage
    check_can(storage.people.person(person(name).name), Verb.READ_SCORES)
    lines = scorecards(storage.quality.tallies())
    Console(highlight=False).print(score_table(lines) if lines else "Nobody has decided anything yet.")


def score_table(lines: list[ScoreLine]) -> Table:
    """One row a person and type: cases decided and corrected, the median of the seconds each took; of those audited the score (100 for a
    case without an error, 0 for any other), the share of right fields, and the bound of wrong ones; planted errors caught.
    """
    table = Table(box=None, header_style="bold dim", padding=(0, 2, 0, 0))
    table.add_column("person", overflow="fold")
    table.add_column("type", overflow="fold")
    for name in ("decided", "corrected", "seconds", "audited", "score", "right", "wrong", "caught"):
        table.add_column(name, justify="right", no_wrap=True)
    for line in lines:
        tally = line.tally
        table.add_row(
            escape(tally.person),
            tally.doc_type or "",
            str(tally.decided),
            str(tally.corrected),
            "" if tally.median_seconds is None else f"{tally.median_seconds:.0f}",
            str(tally.audited),
            "" if line.score is None else f"{line.score:.0f}",
            "" if line.fields_right is None else f"{line.fields_right:.1%}",
            "" if line.errors_at_most is None else f"< {line.errors_at_most:.1%}",
            f"{tally.caught} of {tally.seeded}" if tally.seeded else "",
        )
    return table


def _finding(text: str) -> tuple[str, str | None]:
    field, equals, right = text.partition("=")
    if not equals:
        raise click.BadParameter(f"'{text}' names no right value; write FIELD=RIGHT, or FIELD= where the document has none.")
    return field, right or None
