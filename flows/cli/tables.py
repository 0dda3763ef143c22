"""How cases look in a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from models.case import WITH_PEOPLE, Case, CaseState, CaseSummary, FieldValue, Reason, RelatedCases
from models.document_type import DocumentType, ValueKind
from models.extraction import LineItem
from pipeline.blindness import is_kept, waits_for_keyer

IN_TRIAL = "In trial: whoever says a name does everything. Two administrators begin in earnest: foureyes people found NAME NAME"
KEPT = "[dim]two people key it blind; its values are shown once it is settled[/]"
SHOWN_FIELDS = 3
SHOWN_REASONS = 2

STATE_WORDS = {
    CaseState.CAPTURED: "[dim]waits to be read[/]",
    CaseState.IN_REVIEW: "[yellow]○ to a checker[/]",
    CaseState.APPROVED: "[green]✓ approved[/]",
    CaseState.RELEASED: "[green]✓ released[/]",
    CaseState.REJECTED: "[red]✗ rejected[/]",
    CaseState.RESCAN_REQUESTED: "[yellow]↻ rescan requested[/]",
    CaseState.QUARANTINED: "[red]△ quarantine[/]",
    CaseState.IN_SECOND_KEY: "[yellow]○ to a second keyer[/]",
    CaseState.IN_ADJUDICATION: "[yellow]○ to a senior checker[/]",
    CaseState.HELD: "[yellow]‖ held[/]",
    CaseState.REOPENED: "[yellow]○ reopened[/]",
}


def batch_table(cases: Iterable[Case], document_types: Mapping[str, DocumentType]) -> Table:
    """One row a document: what it is, what was filled in, how sure, and where it goes and why."""
    table = Table(box=SIMPLE_HEAD, header_style="bold", padding=(0, 1, 1, 0), expand=True)
    table.add_column("case", justify="right", no_wrap=True)
    table.add_column("document", overflow="ellipsis", no_wrap=True, max_width=24)
    table.add_column("type", ratio=3)
    table.add_column("filled in", ratio=8)
    table.add_column("sure", justify="right", no_wrap=True)
    table.add_column("goes to", ratio=7)
    for case in cases:
        summary = case.summary
        table.add_row(
            str(summary.case_id),
            escape(summary.filename),
            type_words(summary, document_types),
            "" if is_kept(summary) else _filled_in(case, document_types),
            "" if is_kept(summary) else _sure(case),
            _destination(case) if is_kept(summary) else f"{_destination(case)}{reason_words(summary.reasons)}",
        )
    return table


def queue_table(summaries: Iterable[CaseSummary], document_types: Mapping[str, DocumentType], at: datetime) -> Table:
    """One row a case, in the order given."""
    table = Table(box=None, header_style="bold dim", padding=(0, 2, 0, 0))
    for name in ("case", "document", "type", "state", "due", "why"):
        table.add_column(name, justify="right" if name == "case" else "left", overflow="fold")
    for summary in summaries:
        table.add_row(
            str(summary.case_id),
            escape(summary.filename),
            type_words(summary, document_types),
            state_words(summary),
            due_words(summary, at),
            KEPT if is_kept(summary) else reason_words(summary.reasons, lead=""),
        )
    return table


def state_words(summary: CaseSummary) -> str:
    """Which of the two turns at keying it is shows nowhere."""
    return "[yellow]○ to a keyer[/]" if waits_for_keyer(summary) else STATE_WORDS[summary.state]


def due_words(summary: CaseSummary, at: datetime) -> str:
    """How much time is left of a case that waits for a person."""
    if summary.due_at is None or summary.state not in WITH_PEOPLE:
        return ""
    late = summary.due_at < at
    hours, minutes = divmod(int(abs(summary.due_at - at).total_seconds()) // 60, 60)
    amount = f"{hours} h" if hours else f"{minutes} min"
    return f"[red]{amount} late[/]" if late else f"in {amount}"


def field_table(case: Case, document_type: DocumentType) -> Table:
    """Every field of the newest version: value, confidence, place on the page, and why a person must look."""
    why = {reason.field: reason.text for reason in case.summary.reasons}
    table = Table(box=None, header_style="bold dim", padding=(0, 2, 0, 0))
    for name in ("field", "value", "sure", "page", "why a person looks"):
        table.add_column(name, justify="right" if name in {"sure", "page"} else "left", overflow="fold")
    for field in case.version.fields if case.version else ():
        table.add_row(
            document_type.field(field.name).label,
            escape(field.value or "—"),
            percent(field.confidence),
            str(field.evidence.page) if field.evidence else "",
            escape(why.get(field.name, "")),
        )
    return table


def line_item_table(items: Sequence[LineItem], document_type: DocumentType) -> Table:
    """One row a thing bought; the last column says how sure the least sure of its values is."""
    table = Table(box=None, header_style="bold dim", padding=(0, 2, 0, 0))
    for spec in document_type.line_items:
        table.add_column(spec.label.lower(), justify="left" if spec.kind is ValueKind.TEXT else "right", overflow="fold")
    table.add_column("sure", justify="right")
    for item in items:
        values = [item.values[spec.name].value if spec.name in item.values else None for spec in document_type.line_items]
        sure = [one.confidence or 0.0 for one in item.values.values()]
        table.add_row(*(escape(value or "—") for value in values), percent(min(sure)))
    return table


def related_table(record: RelatedCases, case: Case, document_types: Mapping[str, DocumentType]) -> Table:
    """The documents of one order, claim or person, this one among them, as one record."""
    values = {field.name: field.value for field in case.version.fields} if case.version else {}
    what = "the same business" if record.rule.is_business else record.rule.kind
    named = " ".join(values.get(name) or "" for name in record.rule.fields)
    table = Table(box=None, padding=(0, 2, 0, 0), title=f"{what} {escape(named)}", title_justify="left")
    for column in ("case", "file", "type", "state", "received"):
        table.add_column(column)
    for summary in sorted((*record.cases, case.summary), key=lambda one: (one.received_at, one.case_id)):
        mark = "▸ " if summary.case_id == case.case_id else ""
        table.add_row(
            f"{mark}{summary.case_id}",
            escape(summary.filename),
            type_words(summary, document_types),
            STATE_WORDS[summary.state],
            f"{summary.received_at:%Y-%m-%d %H:%M}",
        )
    return table


def type_words(summary: CaseSummary, document_types: Mapping[str, DocumentType]) -> str:
    """The type's title, or that it is unknown."""
    if summary.doc_type is None:
        return "[dim]unknown[/]" if summary.state is not CaseState.QUARANTINED else "[dim]—[/]"
    return document_types[summary.doc_type].title if summary.doc_type in document_types else escape(summary.doc_type)


def reason_words(reasons: Sequence[Reason], lead: str = ": ") -> str:
    """The first reasons in words, and how many more there are; one that speaks of two fields is said once."""
    texts = list(dict.fromkeys(escape(reason.text.rstrip(".")) for reason in reasons))
    if not texts:
        return ""
    more = f"; [dim]and {len(texts) - SHOWN_REASONS} more[/]" if len(texts) > SHOWN_REASONS else ""
    return f"{lead}{'; '.join(texts[:SHOWN_REASONS])}{more}"


def percent(confidence: float | None) -> str:
    """Whole per cent, rounded down: 99.9 is not 100."""
    return "" if confidence is None else f"{int(confidence * 100)} %"


def _filled_in(case: Case, document_types: Mapping[str, DocumentType]) -> str:
    document_type = document_types.get(case.summary.doc_type or "")
    filled = [field for field in case.version.fields if field.value] if case.version else []
    if document_type is None or not filled:
        return ""
    shown = [f"[dim]{document_type.field(field.name).label.lower()}[/] {escape(_short(field))}" for field in filled[:SHOWN_FIELDS]]
    more = f" [dim]+{len(filled) - SHOWN_FIELDS}[/]" if len(filled) > SHOWN_FIELDS else ""
    return " · ".join(shown) + more


def _short(field: FieldValue, width: int = 28) -> str:
    value = " ".join((field.value or "").split())
    return value if len(value) <= width else value[: width - 1] + "…"


def _sure(case: Case) -> str:
    """How many of the values made need nobody, and the least confidence among all of them."""
    made = [field for field in case.version.fields if field.value] if case.version else []
    if not made:
        return ""
    least = min(field.confidence or 0.0 for field in made)
    return f"{sum(field.accepted for field in made)} of {len(made)}\n[dim]least {percent(least)}[/]"


def _destination(case: Case) -> str:
    if case.summary.state is CaseState.APPROVED and case.approver is not None and case.approver.kind == "policy":
        return "[green]✓ straight through[/]"
    return state_words(case.summary)
