"""foureyes retry: a document in quarantine is read once more, as after a limit was raised or an engine was installed."""

import click
from rich.console import Console

from flows.cli.capture import run_capture
from flows.cli.tables import batch_table
from flows.cli.who import as_reviewer, person
from flows.installation import now, open_installation
from pipeline.check import read_again


@click.command()
@click.argument("case_id", metavar="CASE", type=int)
@as_reviewer
def retry(case_id: int, name: str) -> None:
    """Read CASE again, which is in quarantine."""
    console = Console()
    installation = open_installation()
    cases = installation.storage.cases
    read_again(cases, case_id, person(name), now())
    run_capture(installation, None, console)
    console.print(batch_table([cases.case(case_id)], installation.document_types))
