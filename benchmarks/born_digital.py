"""What capture of born-digital pages costs, step by step, beside pdfplumber's `extract_words` alone over the same pages.

    python benchmarks/born_digital.py [FOLDER] [--reader two-eyes]

CPU milliseconds a page in one warm process. The steps are timed inside the whole, which is the machine's half of the journey: from a
file to a proposal, page images written. The last line is the ratio (at most 1: capture takes no longer).
"""

import argparse
import importlib
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2 as pdfium

from models.limits import Limits
from pipeline.understand import load_machine, understand_file

ROOT = Path(__file__).resolve().parent.parent
RECOGNIZE = "pipeline.recognize"
STEPS = {
    "open, draw and read the words (PDFium)": ("extractors.containers.pdf", "_raw_page"),
    "    of it the words": ("extractors.containers.pdf", "words_of"),
    "check that nothing swells (pdfminer)": ("extractors.containers.pdf_structure", "PdfStructure.ask"),
    "check the text layer": (f"{RECOGNIZE}.text_layer", "unread_places"),
    "    of it words read by an eye": (f"{RECOGNIZE}.text_layer", "_say_what_is_drawn"),
    "read the pictures": (RECOGNIZE, "with_pictures"),
    "read what is not believed": (RECOGNIZE, "read_upright"),
    "find codes": (RECOGNIZE, "find_codes"),
    "note what is illegible": (RECOGNIZE, "notes_of"),
    "write the page image": (RECOGNIZE, "write_page_image"),
    "classify": ("pipeline.understand", "classify"),
    "extract": ("pipeline.understand", "propose"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data" / "einvoice")
    parser.add_argument("--reader", default="two-eyes", help="two-eyes, rapidocr or tesseract")
    options = parser.parse_args()
    paths = sorted(options.folder.glob("*.pdf"))
    load_machine(options.reader, "eng", Limits())
    pages = sum(_pages(path) for path in paths)
    print(f"{len(paths)} files, {pages} pages of {options.folder.name}; CPU milliseconds a page")
    spent: dict[str, float] = defaultdict(float)
    _understand(paths[:1], options.reader)
    for label, (module, name) in STEPS.items():
        _time(module, name, label, spent)
    alone = boxes = whole = 0.0
    # One file after the other by each of them: the speed of a machine drifts.
    for path in paths:
        alone += _cpu_seconds(partial(_extract_words, path))
        boxes += _cpu_seconds(partial(_character_boxes, path))
        whole += _cpu_seconds(partial(_understand, [path], options.reader))
    _print("pdfplumber extract_words", alone, pages)
    _print("pypdfium2 character boxes", boxes, pages)
    for label in STEPS:
        _print(f"  {label}", spent[label], pages)
    _print("whole", whole, pages)
    print(f"{'ratio, whole to pdfplumber alone':44s} {whole / alone:8.2f}")


def _understand(paths: list[Path], reader: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        for path in paths:
            understand_file(path, reader, "eng", Limits(), Path(scratch))


def _extract_words(path: Path) -> None:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_words()


def _character_boxes(path: Path) -> None:
    document = pdfium.PdfDocument(path)
    for page in document:
        text = page.get_textpage()
        for index in range(text.count_chars()):
            text.get_charbox(index)
    document.close()


def _pages(path: Path) -> int:
    return len(pdfium.PdfDocument(path))


def _time(place: str, name: str, label: str, spent: dict[str, float]) -> None:
    """Replaces a function where it is called by one that adds up the CPU seconds it takes."""
    owner: Any = _find(place)
    *within, last = name.split(".")
    for part in within:
        owner = getattr(owner, part)
    timed = getattr(owner, last)

    def call(*args: object, **kwargs: object) -> object:
        started = time.process_time()
        try:
            return timed(*args, **kwargs)
        finally:
            spent[label] += time.process_time() - started

    setattr(owner, last, call)


def _find(place: str) -> object:
    try:
        return importlib.import_module(place)
    except ModuleNotFoundError:
        module, _, attribute = place.rpartition(".")
        return getattr(importlib.import_module(module), attribute)


def _cpu_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _print(label: str, seconds: float, pages: int) -> float:
    print(f"{label:44s} {1000 * seconds / pages:8.2f}")
    return seconds


if __name__ == "__main__":
    main()
