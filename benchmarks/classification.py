"""How many documents are given their right type: shipped types by the shipped weights, the others taught with half of their documents.

python benchmarks/classification.py FOLDER [--readings DIR] [--most EXAMPLES]
What is read holds no file name. A type with too few documents to teach is unknown: naming any type there is wrong.
"""

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from extractors.classifiers.registry import load_classifiers
from extractors.classifiers.taught import TaughtClassifier
from learning.kept_readings import kept_readings
from learning.labels import Label, read_labels
from learning.taught import train_taught
from models.extraction import Classification
from models.page import Reading
from pipeline.classify import classify
from pipeline.document_types import load_document_types

# What the labels call documents of our types, where the names differ.
OURS = {
    **dict.fromkeys(("driver_license", "passport", "national_id", "id_td2", "id_td3"), "identity_document"),
    "invoice_hybrid": "invoice",
    "cms1500": "insurance_claim",
}
# Collected for their layout, of no one type.
OF_NO_TYPE = frozenset({"document_with_tables"})
SETS = ("sroie", "einvoice", "invoices_real", "fara", "adbuy", "us_tax", "mrz", "cms1500", "mixed_types", "tables")
FEWEST_TO_TEACH, SEEDS = 4, (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Judged:
    """A document of a shipped or taught type, or of none (truth None), and what it was taken for."""

    file: str
    truth: str | None
    kind: str
    opinion: Classification


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with labels.jsonl")
    parser.add_argument("--readings", type=Path, help="where readings are kept between two runs")
    parser.add_argument("--most", type=int, default=1000, help="at most so many examples of a type")
    asked = parser.parse_args()
    labels = [label for label in read_labels(asked.folder) if label.set in SETS]
    documents = list(kept_readings(asked.folder, labels, asked.readings))
    for seed in SEEDS:
        examples, measured = halved(documents, seed, asked.most)
        started = time.perf_counter()
        taught = TaughtClassifier(train_taught([(reading, label.doc_type) for label, reading in examples]))
        print(
            f"split {seed}: {len(examples)} examples of {len(taught.taught.examples)} types taught in {time.perf_counter() - started:.1f} s"
        )
        print_judged(list(judged(measured, taught)))


def halved(
    documents: Iterable[tuple[Label, Reading]], seed: int, most: int
) -> tuple[list[tuple[Label, Reading]], list[tuple[Label, Reading]]]:
    """Examples of the types to teach, and all that is measured; the same seed gives the same halves."""
    by_type: dict[str, list[tuple[Label, Reading]]] = defaultdict(list)
    for label, reading in documents:
        by_type[label.doc_type or ""].append((label, reading))
    examples, measured = [], []
    for name, some in sorted(by_type.items()):
        Random(seed).shuffle(some)  # noqa: S311 - seeded on purpose, nothing here is secret
        half = len(some) // 2 if is_taught(name, len(some)) else 0
        examples += some[: min(half, most)]
        measured += some[half:]
    return examples, measured


def is_taught(name: str, documents: int) -> bool:
    return documents >= FEWEST_TO_TEACH and shipped(name) is None and name not in OF_NO_TYPE


def shipped(name: str) -> str | None:
    ours = OURS.get(name, name)
    return ours if ours in load_document_types() else None


def judged(documents: Iterable[tuple[Label, Reading]], taught: TaughtClassifier) -> Iterable[Judged]:
    classifiers = load_classifiers()
    for label, reading in documents:
        name = label.doc_type or ""
        ours, learned = shipped(name), name if name in taught.taught.examples else None
        kind = "shipped" if ours else "taught" if learned else "unknown"
        yield Judged(label.file, ours or learned, kind, classify(reading, classifiers, taught))


def print_judged(documents: Sequence[Judged]) -> None:
    for kind in ("shipped", "taught"):
        print_kind(kind, [one for one in documents if one.kind == kind])
    print_kind("both", [one for one in documents if one.truth])
    unknown = [one for one in documents if not one.truth]
    refused = sum(one.opinion.doc_type is None for one in unknown)
    print(f"  of no known type: {len(unknown)}, refused {refused}")
    named = [one for one in documents if one.opinion.doc_type]
    print(
        f"  all: {len(documents)}, right {right(documents) + refused}; of {len(named)} named {right(named) / max(len(named), 1):.4f} right"
    )
    print_confidence(named)
    for one in documents:
        if one.opinion.doc_type != one.truth:
            taken = f"{one.truth or 'unknown'} taken for {one.opinion.doc_type or 'unknown'}"
            print(f"    {one.file}: {taken} ({one.opinion.confidence or 0:.2f})")


def print_kind(title: str, documents: Sequence[Judged]) -> None:
    named = [one for one in documents if one.opinion.doc_type]
    share = right(named) / max(len(named), 1)
    print(f"  {title:8s} {len(documents):4d} documents, {len(named) / max(len(documents), 1):.3f} named, {share:.4f} of these right")


def print_confidence(named: Sequence[Judged]) -> None:
    bands = Counter[float]()
    hits = Counter[float]()
    said = Counter[float]()
    for one in named:
        confidence = one.opinion.confidence or 0.0
        band = next(floor for floor in (0.98, 0.95, 0.9, 0.8, 0.0) if confidence >= floor)
        bands[band] += 1
        said[band] += confidence
        hits[band] += one.opinion.doc_type == one.truth
    print(
        "  confidence: " + ", ".join(f"{said[band] / bands[band]:.3f} said {hits[band]} of {bands[band]} right" for band in sorted(bands))
    )


def right(documents: Iterable[Judged]) -> int:
    return sum(one.truth is not None and one.opinion.doc_type == one.truth for one in documents)


if __name__ == "__main__":
    main()
