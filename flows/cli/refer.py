"""foureyes refer: passes a case on to a senior checker."""

import click

from flows.cli.holding import holding
from flows.cli.who import as_reviewer, person
from flows.installation import now, open_installation
from pipeline import check


@click.command()
@click.argument("case_id", metavar="CASE", type=int)
@click.option("--why", prompt="Why? (one line, for the senior checker)", help="One line, kept with the case.")
@as_reviewer
def refer(case_id: int, why: str, name: str) -> None:
    """Refer CASE, which is in review, to a senior checker."""
    storage, reviewer = open_installation().storage, person(name)
    with holding(storage, case_id, reviewer) as token:
        version = storage.cases.case(case_id).version
        check.refer(storage.cases, case_id, version.n if version else 0, reviewer, why, now(), token)
    click.echo(f"A senior checker decides: foureyes check {case_id} --as NAME")
