"""How many rows of things bought and how much of the structure of tables come out right.

    python benchmarks/tables.py FOLDER [--reader two-eyes] [--only born-digital|rescanned|structure] [--misses]

FOLDER holds labels.jsonl. A row is right where quantity, price and amount, of those labelled, are, and one description contains the
other, letters and digits compared. Halves are by seller, so that one invoice in two files stays in one half; and by file for tables.
"""

import argparse
import hashlib
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from adjacency import print_structure
from rescanned import rescan

from models.extraction import LineItem
from models.limits import Limits
from pipeline.settings import READERS
from pipeline.understand import understand_file

NUMBERS = ("quantity", "unit_price", "line_total")
Label = dict[str, Any]


def main() -> None:
    options = _options()
    labels = [json.loads(line) for line in (options.folder / "labels.jsonl").read_text("utf-8").splitlines()]
    invoices = [label for label in labels if label["set"] == "einvoice" and label.get("line_items")]
    kinds: dict[str, Callable[[], None]] = {
        "born-digital": partial(print_rows, "born digital", invoices, options, lambda path, _: path),
        "rescanned": partial(print_rows, "rescanned at 200 dpi", invoices, options, lambda path, folder: rescan(path, folder / path.name)),
        "structure": partial(print_structure, [label for label in labels if label["set"] == "tables"], options.folder, half_of),
    }
    for kind in [options.only] if options.only else kinds:
        kinds[kind]()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--reader", choices=READERS, default=READERS[0])
    parser.add_argument("--only", choices=("born-digital", "rescanned", "structure"))
    parser.add_argument("--misses", action="store_true", help="name the files with a row missed or too many")
    return parser.parse_args()


def half_of(name: str) -> int:
    """0 or 1; rules were developed on 1."""
    return hashlib.sha256(name.encode()).digest()[0] % 2


def print_rows(title: str, invoices: Sequence[Label], options: argparse.Namespace, prepared: Callable[[Path, Path], Path]) -> None:
    counts: dict[str, tuple[int, ...]] = defaultdict(lambda: (0, 0, 0))
    with tempfile.TemporaryDirectory() as folder:
        for label in invoices:
            path = prepared(options.folder / label["file"], Path(folder))
            items = understand_file(path, options.reader, "eng", Limits(), None).proposal.line_items
            right = len(list(rows_right(label["line_items"], items)))
            seen = (right, len(items), len(label["line_items"]))
            half = f"half {half_of(bare(label['fields'].get('seller_name') or ''))}"
            for group in (half, "all"):
                counts[group] = tuple(map(sum, zip(counts[group], seen, strict=True)))
            if options.misses and not right == seen[1] == seen[2]:
                print(f"  {half} {label['file']}: {right} right of {seen[1]} found, {seen[2]} labelled", flush=True)
    for group, (right, found, labelled) in sorted(counts.items()):
        print(f"rows {title:22s} {group:7s} right {right:4d} found {found:4d} labelled {labelled:4d}  F1 {f1(right, found, labelled):.3f}")


def f1(right: int, found: int, labelled: int) -> float:
    return 2 * right / max(1, found + labelled)


def rows_right(labels: Sequence[Label], items: Sequence[LineItem]) -> Iterator[LineItem]:
    """The items that are a labelled row, each row taken once."""
    left = list(items)
    for label in labels:
        hit = next((item for item in left if is_right(label, item)), None)
        if hit is not None:
            left.remove(hit)
            yield hit


def is_right(label: Label, item: LineItem) -> bool:
    if any(label.get(name) is not None and item.amount(name) != Decimal(str(label[name])) for name in NUMBERS):
        return False
    labelled = bare(label["description"])
    found = bare(item.values["description"].value or "") if "description" in item.values else ""
    return bool(found) and (labelled in found or found in labelled)


def bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


if __name__ == "__main__":
    main()
