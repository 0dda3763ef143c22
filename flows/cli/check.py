"""foureyes check: a person decides about the doubtful fields of one case, one key each."""

from collections.abc import Mapping

import click
from rich.console import Console
from rich.markup import escape

from flows.cli.asking import WITHOUT_VALUE, WITHOUT_VALUE_KEYS, Left, pressed, typed_value
from flows.cli.closing import ASIDE, ASIDE_KEYS, put_aside
from flows.cli.drafts import keep_typed, typed_before
from flows.cli.holding import holding
from flows.cli.master import master_lines
from flows.cli.tables import KEPT, field_table, percent, type_words
from flows.cli.who import as_reviewer, person
from flows.installation import Installation, now, open_installation
from models.audit import Actor
from models.case import Case, CaseState, FieldValue
from models.document_type import DocumentType, FieldSpec
from models.errors import WrongState
from pipeline.blindness import is_kept, is_ruled_on, waits_for_keyer
from pipeline.check import Stand, check_may_decide, decide, doubtful

KEYS = f"[bold]Enter[/] confirm · [bold]e[/] edit · {WITHOUT_VALUE_KEYS}\n[bold]s[/] refer to a senior · {ASIDE_KEYS} · [bold]q[/] leave"
CLOSABLE = (CaseState.QUARANTINED, CaseState.HELD, CaseState.RESCAN_REQUESTED)
"""Where there is no entry to decide about, only what becomes of the case."""


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
    _check_is_checked(case)
    if case.summary.state not in CLOSABLE:
        check_may_decide(installation.storage.cases, case, reviewer)
    document_type = installation.document_types.get(case.summary.doc_type or "")
    try:
        with holding(installation.storage, case_id, reviewer) as token:
            if document_type is None or case.version is None or case.summary.state in CLOSABLE:
                _decide_whole(console, installation, case, reviewer, token)
            else:
                _check_fields(console, installation, case, document_type, reviewer, token)
    except Left:
        console.print("Left as it was; what you typed is kept for you.")


def _check_is_checked(case: Case) -> None:
    """Raises WrongState, with the command to use, where it is keyed instead."""
    if waits_for_keyer(case.summary):
        raise WrongState(f"Two people key case {case.case_id} blind; it is not checked: foureyes key {case.case_id} --as NAME")
    if is_ruled_on(case):
        raise WrongState(f"Two keyings of case {case.case_id} differ; a third person rules: foureyes adjudicate {case.case_id} --as NAME")


def _check_fields(
    console: Console, installation: Installation, case: Case, document_type: DocumentType, reviewer: Actor, token: int
) -> None:
    version = case.version
    assert version is not None  # noqa: S101 - the caller looked
    console.print(f"[bold]{document_type.title}[/] {escape(case.summary.filename)}\n")
    console.print(field_table(case, document_type))
    for line in master_lines(installation, case, document_type):
        console.print(line)
    console.print(f"\n{KEYS}\n")
    fields = {field.name: field for field in version.fields}
    storage, before = installation.storage, typed_before(installation.storage, case.case_id, reviewer)
    decisions: dict[str, Stand] = {}
    for name in doubtful(case) or tuple(fields):
        answer = _ask(console, document_type.field(name), fields[name], case)
        if answer in ASIDE:
            put_aside(console, storage.cases, case, answer, reviewer, token)
            return
        decisions[name] = _stand(document_type.field(name), fields[name], answer, before.get(name))
        changed = {one: said for one, said in decisions.items() if said != fields[one].value}
        if changed:
            keep_typed(storage, case.case_id, reviewer, version.n, changed)
    _conclude(console, installation, document_type, case, decisions, reviewer, token)


def _ask(console: Console, spec: FieldSpec, field: FieldValue, case: Case) -> str:
    why = "; ".join(reason.text for reason in case.summary.reasons if reason.field == field.name)
    sure = f" [dim]{percent(field.confidence)}[/]" if field.confidence is not None else ""
    console.print(f"[bold]{spec.label}[/]  {escape(field.value or '—')}{sure}  [yellow]{escape(why)}[/]")
    confirming = {"\r", "\n"} if field.value is not None else set()
    return pressed({"e", *WITHOUT_VALUE, *ASIDE, *confirming})


def _stand(spec: FieldSpec, field: FieldValue, answer: str, before: str | None) -> Stand:
    if answer in WITHOUT_VALUE:
        return WITHOUT_VALUE[answer]
    return typed_value(spec, before or field.value or "") if answer == "e" else field.value


def _conclude(
    console: Console,
    installation: Installation,
    document_type: DocumentType,
    case: Case,
    decisions: Mapping[str, Stand],
    reviewer: Actor,
    token: int,
) -> None:
    seen = case.version.n if case.version else 0
    decision = decide(installation.storage.cases, document_type, case.case_id, seen, decisions, reviewer, now(), token)
    if decision.state is CaseState.APPROVED:
        console.print(f"[green]✓ approved[/] version {decision.version}. It leaves with: foureyes release")
        return
    labels = ", ".join(document_type.field(name).label.lower() for name in decision.corrected)
    console.print(
        f"Saved as version {decision.version}. You corrected {labels}, so a second person approves: foureyes check {case.case_id} --as NAME"
    )


def _decide_whole(console: Console, installation: Installation, case: Case, reviewer: Actor, token: int) -> None:
    """A case without a type or without an entry to decide about: say what it is, reject it, or put it aside otherwise."""
    why = KEPT if is_kept(case.summary) else f"[yellow]{escape('; '.join(reason.text for reason in case.summary.reasons))}[/]"
    console.print(f"{type_words(case.summary, installation.document_types)}  {escape(case.summary.filename)}: {why}")
    to_type = case.version is not None and case.summary.state not in CLOSABLE
    ways = {"x"} if case.summary.state is CaseState.RESCAN_REQUESTED else set(ASIDE) - (set() if to_type else {"s"})
    console.print(f"{'[bold]t[/] say what it is · [bold]s[/] refer to a senior · ' if to_type else ''}{ASIDE_KEYS} · [bold]q[/] leave")
    if case.summary.state is CaseState.QUARANTINED:
        console.print(f"[dim]To read it once more: foureyes retry {case.case_id}[/]")
    key = pressed({*ways, "t"} if to_type else ways)
    if key == "t":
        _assign_type(console, installation, case, reviewer, token)
    else:
        put_aside(console, installation.storage.cases, case, key, reviewer, token)


def _assign_type(console: Console, installation: Installation, case: Case, reviewer: Actor, token: int) -> None:
    doc_type = click.prompt("What is it?", type=click.Choice(list(installation.document_types)), show_choices=True)
    from pipeline.assign_type import assign_type  # noqa: PLC0415 - loads the machine's weights; other decisions need none
    from pipeline.understand import load_machine  # noqa: PLC0415 - as above

    storage, settings = installation.storage, installation.settings
    machine = load_machine(settings.reader, settings.languages, settings.limits, installation.learned)
    seen = case.version.n if case.version else 0
    decision = assign_type(storage.cases, storage.objects, machine, case.case_id, seen, doc_type, reviewer, now(), token)
    console.print(
        f"Filled in as version {decision.version}. You said what it is, so somebody else approves: foureyes check {case.case_id} --as NAME"
    )
