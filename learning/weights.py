"""python -m learning.weights: trains the weights that ship, for every document type, from folders of labelled documents."""

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import click

from extractors.judge.weights import TypeWeights, to_bytes
from learning.examples import Example, Lexicon
from learning.judge_training import train
from learning.kept_readings import kept_readings
from learning.labels import Label, read_labels
from learning.scoring import calibration_error
from models.document_type import DocumentType
from models.page import Reading
from pipeline.document_types import load_document_types
from pipeline.learned import SHIPPED, weights_path

Read = tuple[Label, Reading]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the weights of one type are trained from: real documents, and made ones that stand in where there are few."""

    document_type: DocumentType
    real: Sequence[Read]
    made: Sequence[Read]


def learn(lesson: Lesson) -> tuple[TypeWeights, float]:
    """The weights of one type and the seconds they took; a type without real documents is measured on the made ones, and says so."""
    started = time.perf_counter()
    measured = lesson.real or lesson.made
    lexicon = Lexicon()
    examples = [Example.of(label, reading, lesson.document_type, lexicon) for label, reading in measured]
    if lesson.real:
        examples += [Example.of(label, reading, lesson.document_type, lexicon, stand_in=True) for label, reading in lesson.made]
    weights = train(examples, "labelled documents" if lesson.real else "made documents")
    weights = replace(weights, training=replace(weights.training, real=bool(lesson.real)))
    return weights, time.perf_counter() - started


def lessons(real: Iterable[Read], made: Iterable[Read], types: Iterable[DocumentType], without_made: Sequence[str]) -> list[Lesson]:
    """One for each type that any document is of, those with most documents first."""
    real, made = list(real), list(made)
    found = [
        Lesson(
            one,
            [pair for pair in real if pair[0].doc_type == one.name],
            [pair for pair in made if pair[0].doc_type == one.name and one.name not in without_made],
        )
        for one in types
    ]
    return sorted((one for one in found if one.real or one.made), key=lambda one: -len(one.real) - len(one.made))


@click.command()
@click.argument("real", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("made", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--sets", default="sroie,einvoice,invoices_real", show_default=True, help="The sets of REAL to train on.")
@click.option("--without-made", default="receipt", show_default=True, help="Types with real documents enough that made ones would mislead.")
@click.option("--kept", type=click.Path(path_type=Path), help="Where readings are kept, so that training again need not read again.")
@click.option("--weights", type=click.Path(path_type=Path), default=SHIPPED, show_default=True, help="Where the weights go.")
def main(real: Path, made: Path, sets: str, without_made: str, kept: Path | None, weights: Path) -> None:
    """Train on the labelled documents in REAL and, of types it has none of, on those in MADE (python -m sample_docs.generator)."""
    labels = [label for label in read_labels(real) if label.set in sets.split(",")]
    read = list(kept_readings(real, labels, kept and kept / "real"))
    stand_ins = list(kept_readings(made, read_labels(made), kept and kept / "made"))
    todo = lessons(read, stand_ins, load_document_types().values(), without_made.split(","))
    weights.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for learned, seconds in pool.map(learn, todo):
            weights_path(weights, learned.doc_type).write_bytes(to_bytes(learned))
            click.echo(f"{learned.doc_type:24} {_summary(learned)}  {seconds:.0f} s")
    click.echo(f"trained in {time.perf_counter() - started:.0f} s")


def _summary(learned: TypeWeights) -> str:
    found = [(one.confidence, one.right) for one in learned.held_out]
    right = sum(one for _, one in found)
    of = f"{learned.training.documents} {'real' if learned.training.real else 'made'} documents of {learned.training.issuers} issuers"
    return f"{of}; held out: {right} of {len(found)} values right, ECE {calibration_error(found):.3f}"


if __name__ == "__main__":
    main()
