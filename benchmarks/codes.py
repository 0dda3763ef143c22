"""Which barcodes are read, by bare zxing-cpp and by us, which separator sheets are told, and what looking costs a page.

python benchmarks/codes.py [--data ../shared/data]
"""

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import cv2
import zxingcpp

from extractors.codes.barcodes import find_codes
from extractors.containers.registry import container_for
from extractors.protocols import Pixels
from extractors.recognizers.colour import to_gray
from models.limits import Limits
from models.page import Code
from pipeline.separate import documents_of

ROOT = Path(__file__).resolve().parent.parent
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder with labels.jsonl")
    data = parser.parse_args().data
    rows = [json.loads(line) for line in (data / "labels.jsonl").read_text("utf-8").splitlines()]
    print_codes(data, [row for row in rows if row["set"] == "barcodes"])
    print_separators(data, [row for row in rows if row["set"] == "separators"])
    print_cost(data, [row for row in rows if row["set"] == "sroie"][::10])


def print_codes(data: Path, rows: list[Row]) -> None:
    right: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for row in rows:
        gray, text = _gray(data / row["file"]), row["fields"]["text"]
        bare = [found.text for found in zxingcpp.read_barcodes(gray, text_mode=zxingcpp.TextMode.Plain)]
        ours = [code.text for code in find_codes(gray)]
        right[row["fields"]["symbology"]].append((_holds(bare, text), _holds(ours, text)))
    print(f"{'symbology':16s} {'photos':>6s} {'bare':>6s} {'ours':>6s}")
    for symbology, photos in sorted(right.items()):
        print(f"{symbology:16s} {len(photos):6d} {sum(bare for bare, _ in photos):6d} {sum(ours for _, ours in photos):6d}")
    every = [photo for photos in right.values() for photo in photos]
    print(f"{'all':16s} {len(every):6d} {sum(bare for bare, _ in every):6d} {sum(ours for _, ours in every):6d}")


def print_separators(data: Path, rows: list[Row]) -> None:
    right = sum(is_separated(row["fields"], codes_of(data / row["file"])) for row in rows)
    print(f"separators: {right} of {len(rows)} files as they should be")


def codes_of(path: Path) -> list[tuple[Code, ...]]:
    """The codes of each page of a PDF."""
    return [find_codes(to_gray(raw.pixels)) for raw in container_for("application/pdf").pages(path, Limits())]


def is_separated(fields: Row, codes: list[tuple[Code, ...]]) -> bool:
    """The codes that should be there, the separators told, and as many documents as should be left."""
    texts = " ".join(code.text.replace(" ", "") for page in codes for code in page)
    if any(part.replace(" ", "") not in texts for part in fields.get("barcode_value", "").split("..")):
        return False
    if "separator_pages" not in fields:
        return True
    told = {(found.page, found.kept) for found in documents_of(codes).boundaries}
    expected = {(page["page"], page["keep_page"]) for page in fields["separator_pages"]}
    return told == expected and len(documents_of(codes).documents) == fields.get(
        "documents_after_split", len(documents_of(codes).documents)
    )


def print_cost(data: Path, rows: list[Row]) -> None:
    pages = [_gray(data / row["file"]) for row in rows]
    started = time.process_time()
    for page in pages:
        find_codes(page)
    ours = (time.process_time() - started) / len(pages)
    started = time.process_time()
    for page in pages:
        zxingcpp.read_barcodes(page)
    bare = (time.process_time() - started) / len(pages)
    print(f"{len(pages)} receipts without codes: {1000 * ours:.1f} ms CPU a page, bare {1000 * bare:.1f}")


def _gray(path: Path) -> Pixels:
    return to_gray(cv2.imread(str(path)))  # type: ignore[arg-type] # what is missing fails at once


def _holds(texts: list[str], text: str) -> bool:
    return " ".join(text.split()) in (" ".join(found.split()) for found in texts)


if __name__ == "__main__":
    main()
