"""How well check boxes are found and told marked from empty, beside human labels; and what looking costs a page.

    python benchmarks/marks.py [--data ../shared/data] [--all]

A label is matched to the box whose next word to the right it is. The boxes were developed on documents of even number; those of odd
number are reported, unless --all. Answer sheets have another tool's readings only: how many marks it saw stands beside ours.
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import cv2

from extractors.containers.sniff import sniff_media_type
from extractors.marks.finder import find_marks
from extractors.recognizers.colour import to_gray
from models.limits import Limits
from models.page import Mark, Page
from pipeline.reading_plan import open_reader
from pipeline.recognize import recognize

ROOT = Path(__file__).resolve().parent.parent
_FARTHEST = 0.06
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder with labels.jsonl")
    parser.add_argument("--all", action="store_true", help="the documents it was developed on as well")
    options = parser.parse_args()
    rows = [json.loads(line) for line in (options.data / "labels.jsonl").read_text("utf-8").splitlines()]
    forms = [row for row in rows if row.get("checkboxes") and row["set"] == "fara"]
    print_check_boxes(options.data, forms if options.all else forms[1::2])
    print_answer_sheets(options.data, [row for row in rows if row["set"] == "omr"])


def print_check_boxes(data: Path, rows: list[Row]) -> None:
    reader = open_reader("rapidocr", "eng")
    outcomes: Counter[str] = Counter()
    for row in rows:
        path = data / row["file"]
        pages = recognize(path, sniff_media_type(path), reader, Limits()).pages
        told = {label: mark.filled for page in pages[:1] for label, mark in _labelled(page)}
        for group in row["checkboxes"].values():
            for label, marked in group.items():
                found = told.get(label.casefold())
                outcomes["not found" if found is None else f"{'marked' if marked else 'empty'}, told {'marked' if found else 'empty'}"] += 1
    print(f"{len(rows)} forms, {outcomes.total()} labelled check boxes")
    for outcome, count in sorted(outcomes.items()):
        print(f"  {outcome:28s} {count:5d}")


def print_answer_sheets(data: Path, rows: list[Row]) -> None:
    print(f"{'answer sheet':24s} {'bubbles':>8s} {'marked':>8s} {'other tool':>10s} {'CPU ms':>8s}")
    for row in rows:
        path = data / row["file"]
        gray = to_gray(cv2.imread(str(path)))  # type: ignore[arg-type] # what is missing fails at once
        started = time.process_time()
        marks = find_marks(gray, ())
        spent = 1000 * (time.process_time() - started)
        answers = sum(len(str(answer)) for answer in row["fields"]["answers"].values() if answer)
        print(f"{path.name:24s} {sum(mark.round for mark in marks):8d} {sum(mark.filled for mark in marks):8d} {answers:10d} {spent:8.0f}")


def _labelled(page: Page) -> list[tuple[str, Mark]]:
    """Each mark with the word that begins next to it on its right."""
    found = []
    for mark in page.marks:
        beside = [
            word for word in page.words if abs(word.box.center[1] - mark.box.center[1]) < word.box.height and _is_beside(mark, word.box.x0)
        ]
        if beside:
            nearest = min(beside, key=lambda word: word.box.x0)
            found.append(("".join(filter(str.isalpha, nearest.text)).casefold(), mark))
    return found


def _is_beside(mark: Mark, left: float) -> bool:
    return mark.box.x0 + mark.box.width / 2 < left < mark.box.x1 + _FARTHEST


if __name__ == "__main__":
    main()
