"""foureyes evaluate: production's own steps over labelled documents, and the table of how right and how honest they were."""

import datetime as dt
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
import msgspec

from learning.evaluate import Understand, chosen_labels
from learning.evaluate import evaluate as evaluate_documents
from learning.labels import read_labels
from learning.report_page import report_page
from pipeline.bounded import BoundedPool
from pipeline.learned import load_learned
from pipeline.settings import Settings, settings_from
from pipeline.understand import Understanding, load_machine, understand_file
from storage.open import open_storage


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--sets", help="Comma separated sets of labels.jsonl (default: those with single-valued fields).")
@click.option("--types", type=click.Path(exists=True, path_type=Path), help="JSON: the labels' document types to the product's.")
@click.option("--per-field", is_flag=True, help="Also one line a field.")
@click.option("--json", "predictions", type=click.Path(path_type=Path), help="Also write the predictions, one JSON line a document.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Also write the report as one page for a browser.")
def evaluate(
    folder: Path,
    sets: str | None,
    types: Path | None,
    per_field: bool,  # noqa: FBT001 - a flag
    predictions: Path | None,
    html: Path | None,
) -> None:
    """Score what the machine makes of the labelled documents in FOLDER (labels.jsonl and the files it names)."""
    wanted = sets.split(",") if sets else None
    paths = [folder / label.file for label in chosen_labels(read_labels(folder), wanted)]
    type_names = json.loads(types.read_text("utf-8")) if types else None
    with understood(paths) as understand:
        types_in_use = load_learned(learned_here(settings_from(os.environ))).document_types
        report = evaluate_documents(folder, understand, types_in_use, wanted, type_names)
    for file, problem in report.failures:
        click.echo(f"{file}: {problem}", err=True)
    click.echo(report.table(per_field=per_field))
    click.echo(report.effort_line())
    if predictions:
        predictions.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in report.predictions))
    if html:
        html.write_text(report_page(report, types_in_use, dt.datetime.now(dt.UTC).date()), "utf-8")


@contextmanager
def understood(paths: list[Path]) -> Iterator[Understand]:
    """All documents on their way through the bounded children at once, with the limits and languages of this installation."""
    settings = settings_from(os.environ)
    how = (settings.reader, settings.languages, settings.limits)
    learned = learned_here(settings)
    start = partial(load_machine, *how, learned)
    with BoundedPool(settings.workers, settings.document_seconds, settings.document_megabytes, initializer=start) as pool:
        futures = {path: pool.submit(understand_file, path, *how, None, learned) for path in paths}

        def understand(path: Path) -> Understanding:
            return futures[path].result()

        yield understand


def learned_here(settings: Settings) -> Path | None:
    """The folder of what this installation has learned; None where there is no installation, and none is made."""
    if isinstance(settings.database, Path) and not settings.database.exists():
        return None
    return open_storage(settings.database, settings.objects_path, settings.s3, settings.quality_key).learned.folder(settings.home)
