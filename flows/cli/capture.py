"""foureyes capture: takes files into custody and has the machine make their entries."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from extractors.recognizers.tesseract_program import installed_tesseract
from flows.cli.tables import batch_table
from flows.installation import Installation, now, open_installation
from flows.prefect_settings import prepare_prefect
from models.audit import Actor, ActorKind
from models.case import Case, CaseState, Receipt
from pipeline.intake import files_of, take
from pipeline.predictions import case_prediction

POLL_SECONDS = 0.2
QUARANTINE_EXIT_CODE = 4


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "predictions", type=click.Path(path_type=Path), help="Also write what was filled in, one JSON line a document.")
@click.option("--timings", type=click.Path(path_type=Path), help="Also write what each step cost in seconds, as JSON.")
@click.option("--station", default="command-line", show_default=True, help="The scanning station the files come from.")
@click.pass_context
def capture(context: click.Context, paths: tuple[Path, ...], predictions: Path | None, timings: Path | None, station: str) -> None:
    """Capture files and folders: read, classify, extract, enter, route.

    Each file gets a receipt; the same bytes again are the same document. Ends with code 4 when something is in quarantine.
    """
    console = Console()
    installation = open_installation()
    batch_id = installation.storage.ledger.open_batch("command line", Actor(ActorKind.STATION, station), now())
    receipts = _take_all(installation, list(files_of(paths)), batch_id, Actor(ActorKind.STATION, station), console)
    seconds = run_capture(installation, batch_id, console)
    cases = {summary.case_id: installation.storage.cases.case(summary.case_id) for summary in installation.storage.cases.batch(batch_id)}
    console.print(batch_table(cases.values(), installation.document_types))
    console.print(_summary(list(receipts.values()), list(cases.values())), highlight=False)
    if predictions:
        bought = {case_id: installation.storage.cases.line_items(case_id) for case_id in cases}
        made = (case_prediction(str(path), cases[one.case_id], bought[one.case_id]) for path, one in receipts.items())
        lines = map(msgspec.json.encode, made)
        predictions.write_bytes(b"".join(line + b"\n" for line in lines))
    if timings:
        timings.write_bytes(msgspec.json.encode(seconds))
    if any(case.summary.state is CaseState.QUARANTINED for case in cases.values()):
        context.exit(QUARANTINE_EXIT_CODE)


def run_capture(installation: Installation, batch_id: int | None, console: Console) -> dict[str, float]:
    """Runs the capture flow over what waits in a batch (None: in all of them), with a progress bar; nothing waits: nothing is started."""
    waiting = installation.storage.ledger.waiting(batch_id)
    if not waiting:
        return {}
    if installation.settings.reader != "rapidocr":
        installed_tesseract(installation.settings.languages)
    prepare_prefect(installation.settings)
    with _progress(installation, batch_id, waiting, console):
        from flows.capture import capture as capture_flow  # noqa: PLC0415 - Prefect takes seconds to import; a plain command never pays

        return capture_flow(batch_id)


def _take_all(installation: Installation, files: Sequence[Path], batch_id: int, station: Actor, console: Console) -> dict[Path, Receipt]:
    storage, scratch = installation.storage, installation.settings.scratch_path
    scratch.mkdir(parents=True, exist_ok=True)
    with console.status(f"taking {len(files)} files into custody"):
        return {path: take(path, batch_id, station, storage.ledger, storage.cases, storage.objects, scratch) for path in files}


@contextmanager
def _progress(installation: Installation, batch_id: int | None, total: int, console: Console) -> Iterator[None]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    over = threading.Event()
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("starting Prefect", total=total)

        def watch() -> None:
            while not over.wait(POLL_SECONDS):
                done = total - installation.storage.ledger.waiting(batch_id)
                progress.update(bar, completed=done, description="reading" if done else "starting Prefect")

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()


def _summary(receipts: Sequence[Receipt], cases: Sequence[Case]) -> str:
    duplicates = sum(receipt.duplicate for receipt in receipts)
    through = sum(case.summary.state in {CaseState.APPROVED, CaseState.RELEASED} for case in cases)
    review = sum(case.summary.state is CaseState.IN_REVIEW for case in cases)
    held = sum(case.summary.state is CaseState.HELD for case in cases)
    quarantined = sum(case.summary.state is CaseState.QUARANTINED for case in cases)
    parts = [
        f"{len(receipts)} files, {len(cases)} documents",
        f"[green]{through} straight through or approved[/]",
        f"[yellow]{review} to a checker[/]",
    ]
    if held:
        parts.append(f"[yellow]{held} held[/]")
    if quarantined:
        parts.append(f"[red]{quarantined} in quarantine[/]")
    if duplicates:
        parts.append(f"[dim]{duplicates} seen before[/]")
    return "  ·  ".join(parts)
