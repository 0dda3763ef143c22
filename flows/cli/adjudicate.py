"""foureyes adjudicate: a third person, with the page open, rules where two keyings differ."""

import click
from rich.console import Console
from rich.markup import escape

from flows.cli.asking import WITHOUT_VALUE, WITHOUT_VALUE_KEYS, Left, pressed, typed_value
from flows.cli.holding import holding
from flows.cli.page_images import pages_on_disk, show_pages
from flows.cli.who import as_reviewer, person
from flows.installation import Installation, now, open_installation
from models.audit import Actor
from models.case import Case, CaseState
from models.document_type import FieldSpec
from models.keying import KeyedValue
from pipeline.key import Typed
from pipeline.key import adjudicate as rule
from pipeline.permissions import Verb, check_can

KEYS = f"[bold]1[/] or [bold]2[/] that reading · [bold]e[/] type another · {WITHOUT_VALUE_KEYS} · [bold]q[/] leave"
SLOTS = {"1": 1, "2": 2}
Said = dict[str, int | Typed]


@click.command()
@click.argument("case_id", metavar="CASE", type=int)
@as_reviewer
def adjudicate(case_id: int, name: str) -> None:
    """Rule on the fields in which two keyings of CASE differ; look at the page first.

    A reading taken is approved. Another one typed makes you its author, so somebody else approves.
    """
    console = Console(highlight=False)
    installation = open_installation()
    storage, adjudicator = installation.storage, person(name)
    case = storage.cases.case(case_id)
    check_can(storage.people.person(adjudicator.name), Verb.ADJUDICATE, case)
    try:
        with holding(storage, case_id, adjudicator) as token:
            _adjudicate(console, installation, case, adjudicator, token)
    except Left:
        console.print("Left as it was.")


def _adjudicate(console: Console, installation: Installation, case: Case, adjudicator: Actor, token: int) -> None:
    keying = installation.storage.keying
    dispute = keying.dispute(case.case_id)
    document_type = installation.declared_type(case)
    console.print(f"[bold]{document_type.title}[/] {escape(case.summary.filename)}\n")
    with pages_on_disk(installation, case) as folder:
        console.print("[bold]p[/] open the page · [bold]q[/] leave")
        pressed({"p"})
        show_pages(folder)
        keying.look(case.case_id, adjudicator, now())
        console.print(f"\n{KEYS}\n")
        said: Said = {name: _ruling(console, document_type.field(name), both) for name, both in dispute.readings.items()}
    state = rule(keying, document_type, case.case_id, dispute.n, said, adjudicator, now(), token)
    if state is CaseState.APPROVED:
        console.print("[green]✓ approved[/]. It leaves with: foureyes release")
    else:
        console.print(f"Kept. You typed another value, so somebody else approves: foureyes check {case.case_id} --as NAME")


def _ruling(console: Console, spec: FieldSpec, both: tuple[KeyedValue, KeyedValue]) -> int | Typed:
    first, second = (escape(_words(one)) for one in both)
    console.print(f"[bold]{spec.label}[/]  [dim]{escape(spec.help)}[/]\n  1  {first}\n  2  {second}")
    key = pressed({*SLOTS, "e", *WITHOUT_VALUE})
    if key == "e":
        return typed_value(spec)
    return SLOTS[key] if key in SLOTS else WITHOUT_VALUE[key]


def _words(reading: KeyedValue) -> str:
    return reading.value if reading.value is not None else f"({reading.outcome.replace('_', ' ')})"
