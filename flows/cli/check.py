"""foureyes check: a person decides about the doubtful fields of one case, one key each."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

import click
from rich.console import Console
from rich.markup import escape

from flows.cli.tables import field_table, percent, type_words
from flows.cli.who import as_reviewer, person
from flows.installation import Installation, now, open_installation
from models.audit import Actor
from models.case import Case, CaseState, FieldValue, RescanCode, Version
from models.document_type import DocumentType, FieldSpec
from models.errors import InvalidValue
from pipeline.check import check_may_decide, decide, doubtful, reject, request_rescan
from pipeline.validate import normalise

KEYS = (
    "[bold]Enter[/] confirm · [bold]e[/] edit · [bold]m[/] missing on the document · "
    "[bold]x[/] reject · [bold]r[/] rescan · [bold]q[/] leave"
)

HOLD_SECONDS = 900
"""Nobody else is given the case for so long; after that, whoever still types keeps it until somebody takes it."""


class Left(Exception):
    """The person left the case as it was."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One case before one person, who holds it by the token."""

    console: Console
    installation: Installation
    case: Case
    reviewer: Actor
    token: int

    @property
    def document_type(self) -> DocumentType | None:
        return self.installation.document_types.get(self.case.summary.doc_type or "")


@click.command()
@click.argument("case_id", metavar="CASE", type=int)
@as_reviewer
def check(case_id: int, name: str) -> None:
    """Decide about the doubtful fields of CASE.

    Confirmed as it stands, the entry is approved. Corrected, it waits for a second person: an author never approves.
    """
    console = Console(highlight=False)
    installation = open_installation()
    reviewer = person(name)
    case = installation.storage.cases.case(case_id)
    if case.summary.state not in {CaseState.QUARANTINED, CaseState.HELD}:
        check_may_decide(installation.storage.cases, case, reviewer)
    work = installation.storage.work
    desk = Desk(console, installation, case, reviewer, work.take(case_id, reviewer, now(), HOLD_SECONDS).token)
    try:
        if desk.document_type is None or case.version is None or case.summary.state is CaseState.HELD:
            _decide_whole(desk)
        else:
            _check_fields(desk, desk.document_type, case.version)
    except Left:
        console.print("Left as it was.")
    finally:
        work.give_back(case_id, reviewer, desk.token)


def _check_fields(desk: Desk, document_type: DocumentType, version: Version) -> None:
    case, console = desk.case, desk.console
    console.print(f"[bold]{document_type.title}[/] {escape(case.summary.filename)}\n")
    console.print(field_table(case, document_type))
    console.print(f"\n{KEYS}\n")
    fields = {field.name: field for field in version.fields}
    decisions: dict[str, str | None] = {}
    for name in doubtful(case) or tuple(fields):
        answer = _ask(console, document_type.field(name), fields[name], case)
        if answer == "x":
            return _close(desk, CaseState.REJECTED)
        if answer == "r":
            return _close(desk, CaseState.RESCAN_REQUESTED)
        decisions[name] = _value(document_type.field(name), fields[name], answer)
    return _conclude(desk, document_type, version.n, decisions)


def _ask(console: Console, spec: FieldSpec, field: FieldValue, case: Case) -> str:
    why = "; ".join(reason.text for reason in case.summary.reasons if reason.field == field.name)
    sure = f" [dim]{percent(field.confidence)}[/]" if field.confidence is not None else ""
    console.print(f"[bold]{spec.label}[/]  {escape(field.value or '—')}{sure}  [yellow]{escape(why)}[/]")
    while True:
        key = _key()
        if key in {"q", "\x1b", "\x03"}:
            raise Left
        if key in {"\r", "\n"} and field.value is not None:
            return "confirm"
        if key in {"e", "m", "x", "r"}:
            return key


def _key() -> str:
    """One key without Enter; from a pipe, the next character. The end of the pipe leaves."""
    return click.getchar() if sys.stdin.isatty() else sys.stdin.read(1) or "q"


def _value(spec: FieldSpec, field: FieldValue, answer: str) -> str | None:
    if answer == "m":
        return None
    if answer == "confirm":
        return field.value
    while True:
        typed: str = click.prompt(f"  {spec.label}", default=field.value or "", show_default=False)
        try:
            return normalise(spec, typed)
        except InvalidValue as error:
            click.secho(f"  {error}", fg="red")


def _conclude(desk: Desk, document_type: DocumentType, seen: int, decisions: Mapping[str, str | None]) -> None:
    console, case_id = desk.console, desk.case.case_id
    decision = decide(desk.installation.storage.cases, document_type, case_id, seen, decisions, desk.reviewer, now(), desk.token)
    if decision.state is CaseState.APPROVED:
        console.print(f"[green]✓ approved[/] version {decision.version}. It leaves with: foureyes release")
        return
    if decision.state is CaseState.HELD:
        console.print(f"Saved as version {decision.version}, and held: another case has the same. Look at it: foureyes show {case_id}")
        return
    labels = ", ".join(document_type.field(name).label.lower() for name in decision.corrected)
    console.print(
        f"Saved as version {decision.version}. You corrected {labels}, so a second person approves: foureyes check {case_id} --as NAME"
    )


def _decide_whole(desk: Desk) -> None:
    """A case without a type or without an entry, or one that is held: say what it is, reject it, or ask for a rescan."""
    case, console = desk.case, desk.console
    why = "; ".join(reason.text for reason in case.summary.reasons)
    console.print(
        f"{type_words(case.summary, desk.installation.document_types)}  {escape(case.summary.filename)}: [yellow]{escape(why)}[/]"
    )
    held = case.summary.state is CaseState.HELD
    if held:
        console.print(f"To let it go on: foureyes resume {case.case_id} --why TEXT")
    say_type = "[bold]t[/] say what it is · " if case.version and not held else ""
    console.print(f"{say_type}[bold]x[/] reject · [bold]r[/] ask for a rescan · [bold]q[/] leave")
    while (key := _key()) not in {"x", "r"}:
        if key in {"q", "\x1b", "\x03"}:
            raise Left
        if key == "t" and case.version and not held:
            return _assign_type(desk, case.version.n)
    return _close(desk, CaseState.REJECTED if key == "x" else CaseState.RESCAN_REQUESTED)


def _assign_type(desk: Desk, seen: int) -> None:
    installation, case_id = desk.installation, desk.case.case_id
    doc_type = click.prompt("What is it?", type=click.Choice(list(installation.document_types)), show_choices=True)
    from pipeline.assign_type import assign_type  # noqa: PLC0415 - loads the machine's weights; other decisions need none
    from pipeline.understand import load_machine  # noqa: PLC0415 - as above

    storage, settings = installation.storage, installation.settings
    machine = load_machine(settings.reader, settings.languages, settings.limits, installation.learned)
    decision = assign_type(storage.cases, storage.objects, machine, case_id, seen, doc_type, desk.reviewer, now(), desk.token)
    desk.console.print(
        f"Filled in as version {decision.version}. You said what it is, so somebody else approves: foureyes check {case_id} --as NAME"
    )


def _close(desk: Desk, state: CaseState) -> None:
    cases, case_id, reviewer, console = desk.installation.storage.cases, desk.case.case_id, desk.reviewer, desk.console
    if state is CaseState.REJECTED:
        reject(cases, case_id, reviewer, click.prompt("Why? (one line, kept with the case)"), now(), desk.token)
        console.print("[red]✗ rejected[/]")
        return
    code = RescanCode(click.prompt("What is wrong with the scan?", type=click.Choice(list(RescanCode)), show_choices=True))
    request_rescan(cases, case_id, reviewer, code, click.prompt("In words, for the station"), now(), desk.token)
    console.print(f"[yellow]↻ rescan requested[/]; a file named rescan-{case_id}… joins the case")
