"""python -m learning.calibrate_confidence: counts the confidence weights anew from labelled documents, and says how honest they are."""

import json
from dataclasses import replace
from pathlib import Path

import click

from learning.calibration import fit_and_measure, observe, reader_of, save
from learning.command import understood
from learning.evaluate import chosen_labels
from learning.labels import read_labels
from models.errors import BadSetting
from pipeline.calibrate import WEIGHTS
from pipeline.document_types import load_document_types


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--sets", help="Comma separated sets of labels.jsonl (default: those with single-valued fields).")
@click.option("--types", type=click.Path(exists=True, path_type=Path), help="JSON: the labels' document types to the product's.")
@click.option("--only", help="Comma separated document types to count (default: all that occur).")
@click.option(
    "--weights", type=click.Path(path_type=Path), default=WEIGHTS / "documents.json", show_default=True, help="Where the weights go."
)
def main(folder: Path, sets: str | None, types: Path | None, only: str | None, weights: Path) -> None:
    """Count how often values with the same signs are right on the labelled documents in FOLDER."""
    wanted = sets.split(",") if sets else None
    names = json.loads(types.read_text("utf-8")) if types else {}
    known = {name: one for name, one in load_document_types().items() if only is None or name in only.split(",")}
    labels = [label for label in chosen_labels(read_labels(folder), wanted) if names.get(label.doc_type, label.doc_type) in known]
    if not labels:
        raise BadSetting("No labelled document is of a type with fields. Name other sets, or give --types.")
    with understood([folder / label.file for label in labels]) as understand:
        observations = list(observe(folder, reader_of(understand), known, names, wanted))
    counted = ", ".join(dict.fromkeys(label.set for label in labels))
    model, measured = fit_and_measure(observations, f"{len(labels)} labelled documents ({counted}), their true type given")
    spoken_for = tuple(name for name in known if any(names.get(label.doc_type, label.doc_type) == name for label in labels))
    save(replace(model, types=spoken_for), weights)
    for half, honesty in enumerate(measured):
        click.echo(f"issuers of half {half}, by the counts of the other: {honesty}")
    click.echo(f"{len(model.bins)} bins in {weights}")


if __name__ == "__main__":
    main()
