"""foureyes audit: whether the log of who did what is whole, a copy of it, and what happened to one case."""

import json
from pathlib import Path

import click
from rich.console import Console

from flows.cli.show import history_line
from flows.installation import open_installation
from models.audit import AuditHead
from models.errors import AuditBroken
from storage.audit_export import export_lines, verify_lines
from storage.audit_log import check_agrees

REPLAYED_BY_ITSELF = 100_000
"""Events that are rebuilt in a second or two; of a longer log it is asked for."""


@click.group()
def audit() -> None:
    """Verify, export and show the log of who did what, when."""


@audit.command()
@click.option("--anchor", "anchor_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A head kept elsewhere.")
@click.option("--file", "exported", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Verify an exported log alone.")
@click.option("--replay/--no-replay", default=None, help="Rebuild every case from the log and compare; by itself up to 100,000 events.")
def verify(anchor_file: Path | None, exported: Path | None, replay: bool | None) -> None:
    """Say whether the audit log is whole: nothing edited, removed, reordered, or changed behind its back.

    That its newest events were not cut off only an anchor kept elsewhere proves.
    """
    anchors = _anchors_of(anchor_file) if anchor_file else []
    if exported:
        with exported.open("rb") as file:
            head, done = verify_lines(file, anchors), "unbroken"
    else:
        log = open_installation().storage.audit
        if replay is None:
            replay = log.head().seq <= REPLAYED_BY_ITSELF
        if replay:
            head, differences = log.replay(anchors)
            check_agrees(differences)
            done = "unbroken, and rebuilds the state of every case"
        else:
            head, done = log.verify(anchors), "unbroken"
    click.echo(f"The audit log is {done}: {head.seq} events, head {head.hash}")
    if not anchors:
        click.echo("Whether events were cut off its end only an anchor can tell: foureyes audit verify --anchor FILE")


@audit.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write the log to FILE, one event a line, its head last.

    FILE can be verified without a database: foureyes audit verify --file FILE
    """
    part = file.with_name(f"{file.name}.part")  # of a broken log no file is left that looks whole
    with part.open("wb") as lines:
        lines.writelines(export_lines(open_installation().storage.audit.events()))
    part.replace(file)


@audit.command()
@click.argument("case_id", metavar="CASE", type=int)
def show(case_id: int) -> None:
    """Show who did what to one case, when."""
    console = Console()
    for event in open_installation().storage.audit.trail(case_id):
        console.print(history_line(event), highlight=False)


def _anchors_of(file: Path) -> list[AuditHead]:
    try:
        return [AuditHead(int(told["seq"]), str(told["hash"])) for told in map(json.loads, file.read_text().splitlines())]
    except (ValueError, KeyError, TypeError) as error:
        raise AuditBroken(f'{file} holds no anchor: lines like {{"hash": ..., "seq": ...}}. Take the file that was kept.') from error
