"""What understanding a page costs once it is read: gathering candidates, judging them, and deciding together with confidence and rules.

    python benchmarks/judging.py [FOLDER] [--readings DIR] [--sets sroie einvoice invoices_real]

CPU milliseconds a page in one warm process, by document: the median and the 95th percentile. What was read is kept in the folder of
`--readings`, and read first where it is not there. Each document is understood once, as in production: nothing is known of it yet.
"""

import argparse
import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import pipeline.extract
from extractors.judge.judge import Judge
from learning.kept_readings import kept_readings
from learning.labels import Label, read_labels
from models.page import Reading
from pipeline.calibrate import calibrate
from pipeline.learned import Learned, load_learned
from pipeline.validate import validate

ROOT = Path(__file__).resolve().parent.parent
SETS = ("sroie", "einvoice", "invoices_real")
GATHER, JUDGE, DECIDE, WHOLE = "candidates", "judge", "decision and rules", "whole"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data", help="folder with labels.jsonl")
    parser.add_argument("--readings", type=Path, help="folder where what was read is kept")
    parser.add_argument("--sets", nargs="*", default=SETS)
    options = parser.parse_args()
    learned = load_learned(None)
    gc.freeze()  # as in production's children
    labels = [label for label in read_labels(options.folder) if label.doc_type in learned.weights]
    spent: dict[str, float] = defaultdict(float)
    pipeline.extract.gather = _timed(pipeline.extract.gather, GATHER, spent)
    Judge.scores = _timed(Judge.scores, JUDGE, spent)  # type: ignore[method-assign]
    print(f"{'CPU milliseconds a page':24s} {'documents':>9s} {'step':20s} {'median':>7s} {'95 %':>7s}")
    for name in options.sets:
        known = kept_readings(options.folder, [label for label in labels if label.set == name], options.readings)
        if costs := _costs(known, learned, spent):
            _print(name, costs)


def _costs(known: Iterable[tuple[Label, Reading]], learned: Learned, spent: dict[str, float]) -> list[dict[str, float]]:
    """By step, for each document but the first, which warms up."""
    costs = []
    for label, reading in known:
        spent.clear()
        _understand(str(label.doc_type), reading, learned, spent)
        spent[DECIDE] = spent[WHOLE] - spent[GATHER] - spent[JUDGE]
        costs.append({step: 1000 * seconds / len(reading.pages) for step, seconds in spent.items()})
    return costs[1:]


def _understand(doc_type: str, reading: Reading, learned: Learned, spent: dict[str, float]) -> None:
    started = time.process_time()
    document_type, weights = learned.document_types[doc_type], learned.weights[doc_type]
    fields = calibrate(pipeline.extract.extract(reading, document_type, weights.judge), reading, document_type, weights.calibrator)
    validate({one.name: one.value for one in fields}, document_type)
    spent[WHOLE] = time.process_time() - started


def _timed(work: Callable[..., Any], step: str, spent: dict[str, float]) -> Callable[..., Any]:
    """The same work, which adds up the CPU seconds it takes."""

    def call(*args: object, **kwargs: object) -> object:
        started = time.process_time()
        try:
            return work(*args, **kwargs)
        finally:
            spent[step] += time.process_time() - started

    return call


def _print(name: str, costs: Sequence[dict[str, float]]) -> None:
    for step in (GATHER, JUDGE, DECIDE, WHOLE):
        median, high = np.percentile([cost[step] for cost in costs], [50, 95])
        title, count = (name, str(len(costs))) if step == GATHER else ("", "")
        print(f"{title:24s} {count:>9s} {step:20s} {median:7.1f} {high:7.1f}")


if __name__ == "__main__":
    main()
