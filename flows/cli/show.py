"""foureyes show: one case, its entry, everybody's part in it and its history."""

from collections.abc import Iterator, Sequence

import click
from rich.console import Console
from rich.markup import escape

from flows.cli.master import master_lines
from flows.cli.tables import KEPT, field_table, line_item_table, percent, reason_words, related_table, state_words, type_words
from flows.installation import Installation, open_installation
from models.audit import AuditEvent
from models.case import Case
from models.document_type import Mode
from pipeline.blindness import is_kept

MODE_WORDS = {
    Mode.STRAIGHT_THROUGH: "straight through",
    Mode.CHECK: "a person checks",
    Mode.DOUBLE_KEY: "two people key blind",
}
KEYED = frozenset({"keyed", "keyed_alike"})


@click.command()
@click.argument("case_id", metavar="CASE", type=int)
@click.option("--history", is_flag=True, help="Also who did what, when.")
def show(case_id: int, history: bool) -> None:
    """Show one case: its fields, how sure the machine is, why a person must look, and who had which part in it.

    Of a case that two people key no value is shown until it is settled.
    """
    console = Console(highlight=False)
    installation = open_installation()
    case = installation.storage.cases.case(case_id)
    trail = installation.storage.cases.audit_trail(case_id)
    summary = case.summary
    kept = is_kept(summary)
    sure = f" ({percent(summary.type_confidence)})" if summary.doc_type and summary.type_confidence is not None and not kept else ""
    title = f"{type_words(summary, installation.document_types)}{sure}"
    console.print(f"[bold]case {case_id}[/]  {escape(summary.filename)}  ·  {title}  ·  {state_words(summary)}")
    if kept:
        console.print(KEPT)
    else:
        _show_entry(console, installation, case)
    for line in _parts(case, trail):
        console.print(f"[dim]{escape(line)}[/]")
    if history:
        for event in trail:
            console.print(history_line(event))


def _show_entry(console: Console, installation: Installation, case: Case) -> None:
    whole = [reason for reason in case.summary.reasons if reason.field is None]
    if whole:
        console.print(reason_words(whole, lead="  "))
    document_type = installation.document_types.get(case.summary.doc_type or "")
    if case.version and document_type:
        console.print()
        console.print(field_table(case, document_type))
        if items := installation.storage.cases.line_items(case.case_id):
            console.print()
            console.print(line_item_table(items, document_type))
        for line in master_lines(installation, case, document_type):
            console.print(line)
    for record in installation.storage.cases.related(case.case_id):
        console.print()
        console.print(related_table(record, case, installation.document_types))


def _parts(case: Case, trail: Sequence[AuditEvent]) -> Iterator[str]:
    """Who had which part in it, and by which scan."""
    yield f"\n{MODE_WORDS[case.summary.mode]}"
    if case.version:
        authors = ", ".join(map(str, case.authors))
        yield f"version {case.version.n} · made by {authors} · approved by {case.approver or 'nobody yet'}"
    if case.hands:
        yield f"hands: {', '.join(f'{person} {role}' for person, role in sorted(case.hands.items()))}"
    if keyers := [f"{event.actor.name} {event.at:%Y-%m-%d %H:%M}" for event in trail if event.action in KEYED]:
        yield f"keyed by {', '.join(keyers)}"
    if scans := [event for event in trail if event.action == "rescanned"]:
        yield f"scan {len(scans) + 1} in use, since {scans[-1].at:%Y-%m-%d %H:%M}"


def history_line(event: AuditEvent) -> str:
    """Who did what, when, with the codes and counts the event holds."""
    details = " ".join(f"{name}={value}" for name, value in event.details.items() if not name.startswith("value."))
    return f"[dim]{event.at:%Y-%m-%d %H:%M:%S}[/]  {escape(str(event.actor))}  {event.action}  [dim]{escape(details)}[/]"
