"""foureyes rescans: the better scans that stations are asked for."""

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.installation import open_installation
from pipeline.intake import rescan_name


@click.command()
def rescans() -> None:
    """List the better scans asked for and not yet here, oldest first, and how to name each file so that it joins its case."""
    asked = open_installation().storage.cases.rescans()
    if not asked:
        click.echo("No better scan is asked for.")
        return
    table = Table(box=None, header_style="bold dim", padding=(0, 2, 0, 0))
    for column in ("case", "document", "station", "what is wrong", "in words", "asked", "name the new file"):
        table.add_column(column, justify="right" if column == "case" else "left", overflow="fold")
    for one in asked:
        table.add_row(
            str(one.case_id),
            escape(one.filename),
            escape(one.station.removeprefix("station:")),
            one.code.replace("_", " "),
            escape(one.why),
            f"{one.asked_at:%Y-%m-%d %H:%M} by {escape(one.asked_by)}",
            escape(rescan_name(one.case_id, one.filename)),
        )
    Console(highlight=False).print(table)
