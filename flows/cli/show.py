"""foureyes show: one case, its entry and its history."""

import click
from rich.console import Console
from rich.markup import escape

from flows.cli.tables import STATE_WORDS, field_table, line_item_table, percent, reason_words, related_table, type_words
from flows.installation import open_installation
from models.audit import AuditEvent


@click.command()
@click.argument("case_id", metavar="CASE", type=int)
@click.option("--history", is_flag=True, help="Also who did what, when.")
def show(case_id: int, history: bool) -> None:
    """Show one case: its fields, how sure the machine is, and why a person must look."""
    console = Console()
    installation = open_installation()
    case = installation.storage.cases.case(case_id)
    summary = case.summary
    sure = f" ({percent(summary.type_confidence)})" if summary.doc_type and summary.type_confidence is not None else ""
    title = f"{type_words(summary, installation.document_types)}{sure}"
    console.print(f"[bold]case {case_id}[/]  {escape(summary.filename)}  ·  {title}  ·  {STATE_WORDS[summary.state]}", highlight=False)
    whole = [reason for reason in summary.reasons if reason.field is None]
    if whole:
        console.print(reason_words(whole, lead="  "), highlight=False)
    document_type = installation.document_types.get(summary.doc_type or "")
    if case.version and document_type:
        console.print()
        console.print(field_table(case, document_type))
        if items := installation.storage.cases.line_items(case_id):
            console.print()
            console.print(line_item_table(items, document_type))
        hands = ", ".join(str(author) for author in case.authors)
        console.print(
            f"\n[dim]version {case.version.n} · made by {hands} · approved by {case.approver or 'nobody yet'}[/]", highlight=False
        )
    for record in installation.storage.cases.related(case_id):
        console.print()
        console.print(related_table(record, case, installation.document_types))
    if history:
        for event in installation.storage.cases.audit_trail(case_id):
            console.print(history_line(event), highlight=False)


def history_line(event: AuditEvent) -> str:
    """Who did what, when, with the codes and counts the event holds."""
    details = " ".join(f"{name}={value}" for name, value in event.details.items() if not name.startswith("value."))
    return f"[dim]{event.at:%Y-%m-%d %H:%M:%S}[/]  {escape(str(event.actor))}  {event.action}  [dim]{escape(details)}[/]"
