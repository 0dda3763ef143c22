"""foureyes key: one person's blind entry of the fields that two people key."""

import click
from rich.console import Console
from rich.markup import escape

from flows.cli.asking import WITHOUT_VALUE, WITHOUT_VALUE_KEYS, Left, pressed, typed_value
from flows.cli.drafts import keep_typed, typed_before
from flows.cli.holding import holding
from flows.cli.page_images import pages_on_disk, show_pages
from flows.cli.who import as_reviewer, person
from flows.installation import Installation, now, open_installation
from models.audit import Actor
from models.case import Case, CaseState
from models.document_type import DocumentType
from models.keying import KeyingTask
from pipeline.key import Typed
from pipeline.key import key as key_fields
from pipeline.permissions import Verb, check_can

KEYS = f"[bold]Enter[/] type it · {WITHOUT_VALUE_KEYS} · [bold]p[/] where the page is · [bold]q[/] leave"
WHAT_NOW = {
    CaseState.IN_SECOND_KEY: "Kept. Somebody else keys it too: foureyes key {case} --as NAME",
    CaseState.APPROVED: "[green]✓ approved[/]: both keyings are alike. It leaves with: foureyes release",
    CaseState.IN_ADJUDICATION: "Kept. The two keyings differ; a third person rules: foureyes adjudicate {case} --as NAME",
}


@click.command()
@click.argument("case_id", metavar="CASE", type=int)
@as_reviewer
def key(case_id: int, name: str) -> None:
    """Key the fields of CASE blind: what the page says, whatever a machine or another person made of it.

    Two people key; where both mean the same the entry is approved, else a third person rules.
    """
    console = Console(highlight=False)
    installation = open_installation()
    storage, keyer = installation.storage, person(name)
    case = storage.cases.case(case_id)
    check_can(storage.people.person(keyer.name), Verb.KEY, case)
    try:
        with holding(storage, case_id, keyer) as token:
            state = _key(console, installation, case, keyer, token)
            console.print(WHAT_NOW[state].format(case=case_id))
    except Left:
        console.print("Left as it was; what you typed is kept for you.")


def _key(console: Console, installation: Installation, case: Case, keyer: Actor, token: int) -> CaseState:
    keying = installation.storage.keying
    task = keying.task(case.case_id)
    document_type = installation.declared_type(case)
    console.print(f"[bold]{document_type.title}[/] {escape(case.summary.filename)}\n\n{KEYS}\n")
    typed = _typed(console, installation, case, task, document_type, keyer)
    return key_fields(keying, document_type, case.case_id, task.n, typed, keyer, now(), token)


def _typed(
    console: Console, installation: Installation, case: Case, task: KeyingTask, document_type: DocumentType, keyer: Actor
) -> dict[str, Typed]:
    typed: dict[str, Typed] = {}
    storage = installation.storage
    before = typed_before(storage, case.case_id, keyer)
    with pages_on_disk(installation, case) as folder:
        show_pages(folder)
        for name in task.fields:
            spec = document_type.field(name)
            again = f"  you typed [bold]{escape(before[name])}[/] before" if name in before else ""
            console.print(f"[bold]{spec.label}[/]  [dim]{escape(spec.help)}[/]{again}")
            while (key := pressed({"\r", "\n", "e", "p", *WITHOUT_VALUE})) == "p":
                show_pages(folder)
            typed[name] = WITHOUT_VALUE[key] if key in WITHOUT_VALUE else typed_value(spec, before.get(name, ""))
            keep_typed(storage, case.case_id, keyer, task.n, typed)
    return typed
