"""How well a document type that nobody programmed is read, once it is taught by a declaration and a few labelled documents.

python benchmarks/teaching.py FOLDER [--readings DIR] [--examples 1,10,45] [--seeds 3] [--half 0] [--missing]

The types are declared in benchmarks/teaching. So many examples of a type are drawn by each seed, at most three quarters of its
documents, and all others are measured, the seeds together: each of the labels' types taught by itself, then those of one declaration
taught as one. Types of few documents are measured one by one, taught with all the others, those filled in by hand left out. F1 is
strict, as learning/scoring.py counts.
"""

import argparse
import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from extractors.judge.judge import Judge
from learning.examples import Example, Lexicon
from learning.judge_training import judge_of
from learning.kept_readings import kept_readings
from learning.labels import read_labels
from learning.scoring import Cell, cell_of, figures_of
from pipeline.document_types import load_document_types
from pipeline.extract import extract
from pipeline.predictions import as_printed

TYPES = load_document_types(Path(__file__).parent / "teaching")
DECLARED = {
    **dict.fromkeys(("fara_amendment", "fara_dissemination_report", "fara_short_form"), "registration_form"),
    **dict.fromkeys(("ad_buy_contract", "ad_buy_invoice", "ad_buy_order"), "advertising_contract"),
    **{name: name for name in ("tax_1099_misc", "tax_w8ben", "tax_w9")},
}
FEW = 4
Scored = tuple[str, Cell]


def main() -> None:
    options = _options()
    by_declaration = examples_in(options.folder, options.readings)
    for declared, examples in by_declaration.items():
        by_type = defaultdict(list)
        for example in examples:
            by_type[example.label.doc_type].append(example)
        if options.missing:
            print_missing(declared, _of_half(examples, options.half))
        elif len(examples) <= FEW:
            measured = filter(is_printed, _of_half(examples, options.half))
            print_figures(f"{declared}, all others", [cell for one in measured for cell in left_out(one, examples)])
        else:
            for count in map(int, options.examples.split(",")):
                for title, groups in (("each type", list(by_type.values())), ("as one", [examples])):
                    scored = [one for some in groups for one in taught(some, count, options.seeds, options.half)]
                    print_figures(f"{declared}, {count} examples, {title}", [cell for _, cells in scored for cell in cells])
                    printed = [cell for example, cells in scored if is_printed(example) for cell in cells]
                    if not all(is_printed(example) for example, _ in scored):
                        print_total("   of these filled in by machine", printed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="folder with labels.jsonl")
    parser.add_argument("--readings", type=Path, help="where readings are kept between two runs")
    parser.add_argument("--examples", default="1,10,45", help="how many documents to teach with")
    parser.add_argument("--seeds", type=int, default=3, help="how often to draw them")
    parser.add_argument("--half", type=int, choices=(0, 1), help="measure only this half; rules were developed on 1")
    parser.add_argument("--missing", action="store_true", help="print the values that no candidate has")
    return parser.parse_args()


def examples_in(folder: Path, readings: Path | None) -> Mapping[str, list[Example]]:
    """The examples of each declaration."""
    labels = [label for label in read_labels(folder) if label.doc_type in DECLARED and any(label.scalars())]
    lexicons = {name: Lexicon() for name in TYPES}
    found: dict[str, list[Example]] = defaultdict(list)
    for label, reading in kept_readings(folder, labels, readings):
        declared = DECLARED[label.doc_type or ""]
        found[declared].append(Example.of(label, reading, TYPES[declared], lexicons[declared]))
    return found


def is_printed(example: Example) -> bool:
    return example.label.handwriting in (None, "none")


def half_of(example: Example) -> int:
    """0 or 1, by the name of the file."""
    return hashlib.sha256(Path(example.label.file).name.encode()).digest()[0] % 2


def _of_half(examples: Sequence[Example], half: int | None) -> list[Example]:
    return [example for example in examples if half in (None, half_of(example))]


def taught(examples: Sequence[Example], count: int, seeds: int, half: int | None) -> Iterator[tuple[Example, list[Scored]]]:
    """All documents but those taught with, each with its cells, for each seed."""
    for seed in range(seeds):
        drawn = random.Random(seed).sample(range(len(examples)), min(count, len(examples) * 3 // 4))  # noqa: S311 - to be repeated
        judge = judge_of([examples[index] for index in drawn])
        for example in _of_half([example for index, example in enumerate(examples) if index not in drawn], half):
            yield example, list(cells_of(example, judge))


def left_out(example: Example, examples: Sequence[Example]) -> Iterator[Scored]:
    """The cells of one document, taught with all others."""
    return cells_of(example, judge_of([other for other in examples if other is not example]))


def cells_of(example: Example, judge: Judge) -> Iterator[Scored]:
    """What the pipeline makes of one document, field by field."""
    made = {one.field: one.chosen for one in extract(example.reading, example.document_type, judge)}
    for name, value, norm in example.label.scalars():
        if name in made:
            chosen = made[name]
            text = as_printed(chosen.value, chosen.candidate.evidence) if chosen else None
            cell = cell_of(name, value, norm, text, accepted=False, confidence=None)
            if cell:
                yield name, cell


def print_figures(title: str, scored: Sequence[Scored]) -> None:
    by_field: dict[str, list[Cell]] = defaultdict(list)
    for name, cell in scored:
        by_field[name].append(cell)
    every = figures_of([cell for _, cell in scored])
    print(
        f"{title:56s} F1 {every.f1:.3f}  precision {every.precision:.3f} recall {every.recall:.3f} loose {every.f1_loose:.3f}", flush=True
    )
    print("   " + ", ".join(f"{name} {figures_of(cells).f1:.2f}" for name, cells in by_field.items()), flush=True)


def print_total(title: str, scored: Sequence[Scored]) -> None:
    every = figures_of([cell for _, cell in scored])
    print(
        f"{title:56s} F1 {every.f1:.3f}  precision {every.precision:.3f} recall {every.recall:.3f} loose {every.f1_loose:.3f}", flush=True
    )


def print_missing(title: str, examples: Sequence[Example]) -> None:
    """The labelled values that nothing chosen could be: no candidate of the field is right."""
    lost: dict[str, list[str]] = defaultdict(list)
    count: dict[str, int] = defaultdict(int)
    for example in examples:
        for name, value, _ in example.label.scalars():
            if value and name in {spec.name for spec in example.document_type.fields}:
                count[name] += 1
                if not any(example.right[index] == 1 for index in example.labelled.get(name, ())):
                    lost[name].append(f"{example.label.file}: {value}")
    for name, total in count.items():
        print(f"{title} {name}: no candidate for {len(lost[name])} of {total}")
        print("".join(f"    {one}\n" for one in lost[name]), end="")


if __name__ == "__main__":
    main()
