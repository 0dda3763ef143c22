"""What the judge is worth on issuers it was not trained on, and what each technique adds: one left out at a time.

python benchmarks/judgement.py FOLDER --made GENERATED --readings DIR [--ablate]
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from extractors.fields.registry import TECHNIQUES
from extractors.judge.judge import Judge
from learning import judge_training
from learning.examples import Example, Lexicon
from learning.judge_training import Observed, held_out, judge_of, observe
from learning.kept_readings import kept_readings
from learning.labels import Label, read_labels
from learning.scoring import calibration_error
from models.document_type import DocumentType
from models.extraction import Candidate
from models.page import Reading
from pipeline.document_types import load_document_types
from pipeline.thresholds import thresholds_of

SETS = {"receipt": ("sroie",), "invoice": ("einvoice", "invoices_real")}
TARGETS = (0.005, 0.02, 0.05)
Read = list[tuple[Label, Reading]]


class Silent:
    """A technique that is left out."""

    def __init__(self, name: str) -> None:
        self.name = name

    def propose(self, reading: Reading, doc_type: DocumentType) -> Iterable[Candidate]:
        del reading, doc_type
        return ()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--made", type=Path, help="made documents that stand in where a type has few")
    parser.add_argument("--readings", type=Path, help="where readings are kept (real/ and made/)")
    parser.add_argument("--types", default="receipt,invoice")
    parser.add_argument("--ablate", action="store_true", help="also each technique left out, and each half of the judge")
    options = parser.parse_args()
    for name in options.types.split(","):
        declared = load_document_types()[name]
        real = _read(options.folder, SETS[name], None, options.readings and options.readings / "real")
        made = _read(options.made, None, name, options.readings and options.readings / "made") if options.made and name == "invoice" else []
        print(f"{declared.title}: {len(real)} documents, {len(made)} made ones stand in for training")
        _line("all", declared, real, made)
        if options.ablate:
            for technique in sorted({one for spec in declared.fields for one in _techniques(spec.techniques)} | {"anywhere.v1"}):
                present, TECHNIQUES[technique] = TECHNIQUES[technique], Silent(technique)
                _line(f"without {technique}", declared, real, made)
                TECHNIQUES[technique] = present
            _line("surroundings only", declared, real, made, lambda judge: Judge(judge.context, None))


def _techniques(declared: Sequence[str]) -> Sequence[str]:
    return declared or ("anchors.v1",)


def _read(folder: Path, sets: Sequence[str] | None, doc_type: str | None, kept: Path | None) -> Read:
    labels = [one for one in read_labels(folder) if (sets is None or one.set in sets) and (doc_type is None or one.doc_type == doc_type)]
    return list(kept_readings(folder, labels, kept))


def _line(title: str, declared: DocumentType, real: Read, made: Read, change: object = None) -> None:
    lexicon = Lexicon()
    examples = [Example.of(label, reading, declared, lexicon) for label, reading in real]
    stand_ins = [Example.of(label, reading, declared, lexicon, stand_in=True) for label, reading in made]
    if callable(change):
        judge_training.judge_of = lambda some: change(judge_of(some))
    observed = list(observe([*examples, *stand_ins]))
    judge_training.judge_of = judge_of
    print(f"  {title:26} {_figures(examples, observed, declared)}")
    if title == "all":
        _by_field(examples, observed)


def _figures(examples: Sequence[Example], observed: Sequence[Observed], declared: DocumentType) -> str:
    labelled = sum(_labelled(examples).values())
    right, nearly = sum(one.right for one in observed), sum(one.nearly for one in observed)
    f1, loose = (2 * found / max(labelled + len(observed), 1) for found in (right, nearly))
    values = list(held_out(observed))
    error = calibration_error([(one.confidence, one.right) for one in values])
    names = [spec.name for spec in declared.fields]
    passing = "/".join(f"{sum(one.passing for one in thresholds_of(values, names, target)) / labelled:.2f}" for target in TARGETS)
    return f"F1 {f1:.3f} (loose {loose:.3f})  ECE {error:.3f}  provable at 0.5/2/5% {passing}"


def _labelled(examples: Sequence[Example]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for example in examples:
        for name, value, _ in example.label.scalars():
            counts[name] += value not in (None, "")
    return counts


def _by_field(examples: Sequence[Example], observed: Sequence[Observed]) -> None:
    for name, count in _labelled(examples).items():
        made = [one.right for one in observed if one.field == name]
        print(f"      {name:22} F1 {2 * sum(made) / max(count + len(made), 1):.3f}  of {count}")


if __name__ == "__main__":
    main()
