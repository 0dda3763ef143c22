"""Trains the document type classifier on made text, and calibrates it on labelled real documents it never trained on."""

import collections
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import click
import msgspec
import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import fix_random_seed

from extractors.classifiers.features import aspect, document_words, features, truncated
from extractors.classifiers.textcat import (
    CALIBRATION_FILE,
    NETWORK_FOLDER,
    NOT_STORED,
    SHIPPED,
    UNKNOWN,
    VOCABULARY_FILE,
    Calibration,
    Probabilities,
    TextClassifier,
    known,
    load_text_classifier,
    tempered,
)
from learning.labels import read_labels
from learning.training_text.maker import MadeDocument, fingerprint, make_documents
from models.errors import BadSetting, DocumentError
from models.page import Reading

RECORD_FILE = "training.json"
BATCH = 32
SEEN_AT_LEAST = 12
SURE = 0.95
TEMPERATURES = np.geomspace(0.5, 8, 60)
NETWORK = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": True,
    "ngram_size": 1,
    "no_output_layer": False,
    "length": 16384,
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides the weights, besides the grammars."""

    documents: int = 12000
    epochs: int = 5
    seed: int = 7
    held_out_documents: int = 2000
    held_out_seed: int = 1007


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """How the weights beside it came about, and how right they are on made documents of another seed."""

    recipe: Recipe
    training_text_sha256: str
    features: int
    held_out_accuracy: float
    held_out_accuracy_by_type: dict[str, float]


def train(folder: Path = SHIPPED, recipe: Recipe = Recipe()) -> TrainingRecord:
    """Makes the text, trains, stores weights and record in a folder; an existing calibration there is kept. About half a minute."""
    made = list(make_documents(recipe.documents, recipe.seed))
    seen = [features(truncated(document.words), document.aspect) for document in made]
    vocabulary = _vocabulary(seen)
    labels = [document.doc_type or UNKNOWN for document in made]
    language = _fit([known(found, vocabulary) for found in seen], labels, recipe)
    _store(folder, language, vocabulary)
    accuracy = accuracy_by_type(load_text_classifier(folder), make_documents(recipe.held_out_documents, recipe.held_out_seed))
    overall = accuracy.pop("")
    record = TrainingRecord(recipe, fingerprint(made), len(vocabulary), overall, accuracy)
    _write(folder / RECORD_FILE, record)
    return record


def calibrate(labelled: Iterable[tuple[Reading, str | None]], folder: Path = SHIPPED) -> Calibration:
    """Stores how far the network can be believed on real labelled documents (None: none of ours); the network stays as it is."""
    classifier = load_text_classifier(folder)
    samples = [
        (classifier.log_probabilities(document_words(reading), aspect(reading)), classifier.labels.index(doc_type or UNKNOWN))
        for reading, doc_type in labelled
    ]
    if not samples:
        raise BadSetting("There are no labelled documents to calibrate with. Name a folder that has some.")
    opinions = np.stack([opinion for opinion, _ in samples])
    truths = np.array([truth for _, truth in samples])
    temperature = min((float(one) for one in TEMPERATURES), key=lambda one: _surprise(opinions, truths, one))
    calibration = Calibration(
        temperature=round(temperature, 3),
        ceiling=round(_most_provable(tempered(opinions, temperature), truths), 4),
        minimum_confidence=classifier.calibration.minimum_confidence,
        documents=len(samples),
    )
    _write(folder / CALIBRATION_FILE, calibration)
    return calibration


def labelled_readings(
    folder: Path, read: Callable[[Path], Reading], types: Mapping[str, str | None], half: int
) -> Iterator[tuple[Reading, str | None]]:
    """The labelled documents of one half of the issuers with their true type, for `calibrate`.

    `types` gives the product's type (None: none of ours) for each type of the labels; what it leaves out is left out.
    """
    for label in read_labels(folder):
        if label.half != half or label.doc_type is None or label.doc_type not in types:
            continue
        try:
            reading = read(folder / label.file)
        except DocumentError:
            continue  # it ends in quarantine, where nobody asks for its type
        yield reading, types[label.doc_type]


def accuracy_by_type(classifier: TextClassifier, documents: Iterable[MadeDocument]) -> dict[str, float]:
    """The share of made documents whose likeliest type is the right one, by type; '' is all of them."""
    right: dict[str, list[bool]] = collections.defaultdict(list)
    for document in documents:
        opinion = classifier.log_probabilities(truncated(document.words), document.aspect)
        truth = document.doc_type or UNKNOWN
        right[truth].append(classifier.labels[int(opinion.argmax())] == truth)
        right[""].append(right[truth][-1])
    return {name: round(float(np.mean(hits)), 4) for name, hits in sorted(right.items())}


def _vocabulary(seen: Iterable[list[str]]) -> frozenset[str]:
    counts = collections.Counter(feature for found in seen for feature in found)
    return frozenset(feature for feature, count in counts.items() if count >= SEEN_AT_LEAST)


def _fit(seen: Sequence[list[str]], labels: Sequence[str], recipe: Recipe) -> Language:
    fix_random_seed(recipe.seed)
    language = spacy.blank("xx")
    classes = sorted(set(labels))
    pipe = language.add_pipe("textcat", config={"model": NETWORK})
    for name in classes:
        pipe.add_label(name)  # type: ignore[attr-defined]  # spaCy types all pipes alike
    examples = [
        Example.from_dict(Doc(language.vocab, words=found), {"cats": {name: float(name == label) for name in classes}})
        for found, label in zip(seen, labels, strict=True)
    ]
    optimizer = language.initialize(lambda: examples[:BATCH])
    order = Random(recipe.seed)  # noqa: S311 - seeded on purpose, nothing here is secret
    for _ in range(recipe.epochs):
        order.shuffle(examples)
        for start in range(0, len(examples), BATCH):
            language.update(examples[start : start + BATCH], sgd=optimizer)
    return language


def _store(folder: Path, language: Language, vocabulary: frozenset[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / NETWORK_FOLDER, ignore_errors=True)
    language.to_disk(folder / NETWORK_FOLDER, exclude=NOT_STORED)
    (folder / VOCABULARY_FILE).write_text("\n".join(sorted(vocabulary)) + "\n", "utf-8")
    if not (folder / CALIBRATION_FILE).exists():
        _write(folder / CALIBRATION_FILE, Calibration())


def _write(path: Path, record: object) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")


def _most_provable(probabilities: Probabilities, truths: np.ndarray) -> float:
    """Laplace's rule of succession over the documents the network was sure of."""
    sure = probabilities.max(axis=1) >= SURE
    right = sure & (probabilities.argmax(axis=1) == truths)
    return float((right.sum() + 1) / (sure.sum() + 2))


def _surprise(opinions: Probabilities, truths: np.ndarray, temperature: float) -> float:
    likelihoods = tempered(opinions, temperature)[np.arange(len(truths)), truths]
    return float(-np.log(np.maximum(likelihoods, 1e-9)).mean())


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), default=SHIPPED, show_default=True, help="Where the weights go.")
def main(folder: Path) -> None:
    """Train the document type classifier anew; the same grammars give the same weights."""
    record = train(folder)
    click.echo(f"{record.features} features, {record.held_out_accuracy:.4f} right on made documents of another seed")
    for name, accuracy in record.held_out_accuracy_by_type.items():
        click.echo(f"  {name:24} {accuracy:.4f}")


if __name__ == "__main__":
    main()
