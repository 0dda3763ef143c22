"""foureyes teach: a new document type from one YAML file and some labelled examples, without a line of code."""

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from extractors.classifiers.taught import save_taught
from extractors.judge.weights import TypeWeights, to_bytes
from learning.examples import Example, Lexicon
from learning.judge_training import observe, train
from learning.kept_readings import kept_readings
from learning.labels import Label, read_labels
from learning.taught import train_taught
from models.audit import Actor, ActorKind
from models.document_type import DocumentType
from models.errors import BadSetting
from models.learned import LearnedKind
from models.page import Reading
from pipeline.document_types import load_document_type, load_document_types
from pipeline.permissions import Verb, check_can
from pipeline.settings import Settings, settings_from
from storage.open import Storage, open_storage

Read = list[tuple[Label, Reading]]
READINGS, LABELS, DECLARATION = "readings", "labels.jsonl", "type.yaml"


@click.command()
@click.argument("declaration", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="TYPE.yaml")
@click.argument("examples", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="EXAMPLES/")
@click.option("--as", "name", envvar="FOUREYES_USER", default="operator", show_default=True, help="Who teaches, for the record.")
def teach(declaration: Path, examples: Path, name: str) -> None:
    """Teach the document type that TYPE.yaml declares from the documents in EXAMPLES/ (labels.jsonl and the files it names).

    One example is enough to begin with; with ten the machine usually finds most values. What is taught again replaces what was.
    """
    document_type = load_document_type(declaration)
    settings = settings_from(os.environ)
    storage = open_storage(settings.database, settings.objects_path, settings.s3, settings.quality_key)
    check_can(storage.people.person(name.strip().casefold()), Verb.PROPOSE_POLICY)
    if document_type.name in load_document_types():
        raise BadSetting(f"'{document_type.name}' is a type that ships. Give yours another name in {declaration.name}.")
    kept = settings.home / "taught" / document_type.name
    labels = _labels_of(document_type, examples)
    read = list(kept_readings(examples, labels, kept / READINGS))
    if not read:
        raise BadSetting(f"No document in {examples} could be read. Look at the messages above, or give other examples.")
    _keep(kept, declaration, labels)
    started = time.perf_counter()
    weights, report = _trained(document_type, read)
    _put_in_use(storage, settings, document_type, declaration, weights, report, name)
    click.echo(f"{report}\nTaught in {time.perf_counter() - started:.1f} s. What comes in from now on is recognised and read by it.")
    click.echo(f"Two people put its policy in force: foureyes policy propose {document_type.name}")


def _labels_of(document_type: DocumentType, folder: Path) -> list[Label]:
    """The labels of this type, or without a type; they may name only fields that are declared, else a typing error would pass."""
    labels = [label for label in read_labels(folder) if label.doc_type in (None, document_type.name)]
    if not labels:
        raise BadSetting(
            f"No example in {folder} is of the type '{document_type.name}'. Write it as doc_type in labels.jsonl, or leave it out."
        )
    known = {spec.name for spec in document_type.fields}
    if not any(known & set(label.fields) for label in labels):
        raise BadSetting(f"No example in {folder} has a value for any field of '{document_type.name}': {', '.join(sorted(known))}.")
    return labels


def _trained(document_type: DocumentType, read: Read) -> tuple[TypeWeights, str]:
    lexicon = Lexicon()
    examples = [Example.of(label, reading, document_type, lexicon) for label, reading in read]
    return train(examples, "taught"), _report(document_type, examples)


def _report(document_type: DocumentType, examples: Sequence[Example]) -> str:
    """How well each field is found on examples held out; a single one cannot be."""
    lines = [f"{document_type.title}: {len(examples)} example{'s' if len(examples) > 1 else ''}"]
    observed = list(observe(examples))
    for spec in document_type.fields:
        labelled = sum(any(name == spec.name and value for name, value, _ in example.label.scalars()) for example in examples)
        right = sum(one.right for one in observed if one.field == spec.name)
        tried = f"{right} of {labelled} right on examples held out" if len(examples) > 1 else f"{labelled} example, none to try it on"
        lines.append(f"  {spec.label:28} {tried if labelled else 'no example has it: it stays empty'}")
    return "\n".join(lines)


def _keep(kept: Path, declaration: Path, labels: Sequence[Label]) -> None:
    """The examples stay: the next type that is taught must be told from this one."""
    (kept / LABELS).write_bytes(b"".join(msgspec.json.encode(label) + b"\n" for label in labels))
    shutil.copyfile(declaration, kept / DECLARATION)


def _put_in_use(
    storage: Storage, settings: Settings, document_type: DocumentType, declaration: Path, weights: TypeWeights, report: str, name: str
) -> None:
    contents = {
        (LearnedKind.TYPE, document_type.name): declaration.read_bytes(),
        (LearnedKind.WEIGHTS, document_type.name): to_bytes(weights),
        **_classifier(settings.home / "taught"),
    }
    storage.learned.put_all(contents, Actor(ActorKind.PERSON, name.strip().casefold()), datetime.now(UTC), report)


def _classifier(taught: Path) -> dict[tuple[LearnedKind, str], bytes]:
    """The classifier of all taught types together."""
    examples = [
        (reading, folder.name)
        for folder in sorted(taught.iterdir())
        for _, reading in kept_readings(folder, read_labels(folder), folder / READINGS)
    ]
    with tempfile.TemporaryDirectory() as folder:
        save_taught(train_taught(examples), Path(folder))
        return {(LearnedKind.CLASSIFIER, path.name): path.read_bytes() for path in sorted(Path(folder).iterdir())}
