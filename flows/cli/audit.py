"""foureyes audit: whether the log of who did what is whole, a copy of it, and what happened to one case."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console

from flows.anchoring import anchor_log, anchored_words, anchors_of
from flows.cli.show import history_line
from flows.installation import open_installation
from models.audit import AuditHead
from models.errors import AuditBroken
from storage.audit.audit_export import export_lines, verify_lines
from storage.audit.audit_log import check_agrees

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
REPLAYED_BY_ITSELF = 100_000
"""Events that are rebuilt in a second or two; of a longer log it is asked for."""


@click.group()
def audit() -> None:
    """Verify, export and show the log of who did what, when."""


@audit.command()
@click.option("--anchor", "anchor_file", type=EXISTING, help="A head that was kept elsewhere, as JSON lines.")
@click.option("--anchors", "all_anchors", is_flag=True, help="Every anchor where FOUREYES_ANCHOR_STORE keeps them.")
@click.option("--file", "exported", type=EXISTING, help="Verify an exported log alone, without a database.")
@click.option("--replay/--no-replay", default=None, help="Rebuild every case from the log and compare; by itself up to 100,000 events.")
@click.option("--values", is_flag=True, help="Prove that every value in the tables is the one the log tells of, by its salted hash.")
def verify(anchor_file: Path | None, all_anchors: bool, exported: Path | None, replay: bool | None, values: bool) -> None:
    """Say whether the audit log is whole: nothing edited, removed, reordered, or changed behind its back.

    That its newest events were not cut off only an anchor kept elsewhere proves.
    """
    heads = _heads_in(anchor_file) if anchor_file else []
    if exported:
        if all_anchors or replay or values:
            raise click.UsageError("--file verifies a file alone; --anchors, --replay and --values need the installation.")
        _verify_file(exported, heads)
    else:
        _verify_installation(heads, all_anchors, replay)
    if values:
        _verify_values()
    if not heads and not all_anchors:
        click.echo("Whether events were cut off its end only an anchor can tell: --anchors, or --anchor FILE.")


def _verify_file(exported: Path, heads: Sequence[AuditHead]) -> None:
    with exported.open("rb") as file:
        head = verify_lines(file, heads)
    click.echo(f"{exported} is unbroken: {_words(head)}")


def _verify_installation(heads: Sequence[AuditHead], all_anchors: bool, replay: bool | None) -> None:
    installation = open_installation()
    log = installation.storage.audit
    anchors = anchors_of(installation) if all_anchors else None
    kept = anchors.all() if anchors else []
    on_chain = [*heads, *(anchor.head for anchor in kept)]
    if replay if replay is not None else log.head().seq <= REPLAYED_BY_ITSELF:
        head, differences = log.replay(on_chain)
        check_agrees(differences)
        click.echo(f"The audit log is unbroken, and rebuilds the state of every case: {_words(head)}")
    else:
        head = log.verify(on_chain)
        click.echo(f"The audit log is unbroken: {_words(head)}")
    if anchors:
        click.echo(anchored_words(anchors, kept, head))


def _verify_values() -> None:
    found = open_installation().storage.audit.values()
    check_agrees(found.differences)
    older = f"; {found.unsealed} are older than their hashes and not proven" if found.unsealed else ""
    click.echo(f"{found.proven} values are those of the log{older}; {found.erased} cases are erased.")


@audit.command()
def anchor() -> None:
    """Verify the log against its anchors, then keep its head where FOUREYES_ANCHOR_STORE says."""
    click.echo(anchor_log(open_installation()))


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


def _words(head: AuditHead) -> str:
    return f"{head.seq} events, head {head.hash}"


def _heads_in(file: Path) -> list[AuditHead]:
    try:
        return [AuditHead(int(told["seq"]), str(told["hash"])) for told in map(json.loads, file.read_text().splitlines())]
    except (ValueError, KeyError, TypeError) as error:
        raise AuditBroken(f'{file} holds no anchor: lines like {{"hash": ..., "seq": ...}}. Take the file that was kept.') from error
