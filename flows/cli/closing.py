"""The ways out of a case that decide about no field: reject it, ask for a better scan, refer it to a senior."""

import click
from rich.console import Console

from flows.installation import now
from models.audit import Actor
from models.case import Case, RescanCode
from pipeline.check import refer, reject, request_rescan
from pipeline.intake import rescan_name
from pipeline.ports import CaseStore

ASIDE = ("x", "r", "s")
ASIDE_KEYS = "[bold]x[/] reject · [bold]r[/] ask for a rescan"


def put_aside(console: Console, cases: CaseStore, case: Case, key: str, reviewer: Actor, token: int) -> None:
    """By the key that was pressed, with the reason asked for."""
    if key == "x":
        reject(cases, case.case_id, reviewer, click.prompt("Why? (one line, kept with the case)"), now(), token)
        console.print("[red]✗ rejected[/]")
    elif key == "s":
        seen = case.version.n if case.version else 0
        refer(cases, case.case_id, seen, reviewer, click.prompt("Why? (one line, for the senior checker)"), now(), token)
        console.print(f"[yellow]↑ referred[/]; a senior checker decides: foureyes check {case.case_id} --as NAME")
    else:
        code = RescanCode(
            click.prompt("What is wrong with the scan?", type=click.Choice([str(one) for one in RescanCode]), show_choices=True)
        )
        request_rescan(cases, case.case_id, reviewer, code, click.prompt("In words, for the station"), now(), token)
        name = rescan_name(case.case_id, case.summary.filename)
        console.print(f"[yellow]↻ rescan requested[/]; the new file joins the case under the name {name}")
