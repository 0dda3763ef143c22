"""Draws the shipped documents again, or fresh ones: python -m sample_docs.generator [--count N --seed S --out FOLDER]."""

import argparse
from pathlib import Path
from random import Random

from sample_docs.generator.catalogue import Written, catalogue, label_of, write
from sample_docs.generator.makers import random_document
from sample_docs.generator.master_data import write_master_data
from sample_docs.generator.scanning import Scan, as_pdf, scanned_pages

HERE = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sample_docs.generator", description=__doc__)
    parser.add_argument("--count", type=int, help="how many fresh documents (default: the shipped ones)")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--out", type=Path, help="where to (default: sample_docs)")
    arguments = parser.parse_args()
    documents = _fresh(arguments.count, arguments.seed) if arguments.count else list(catalogue())
    folder = arguments.out or HERE
    if arguments.count and folder == HERE:
        parser.error("--count needs --out: the shipped documents stay as they are")
    write(folder, documents)
    if not arguments.count:
        write_master_data(folder / "master_data", [document.label for document in documents])
    print(f"{len(documents)} documents in {folder / 'documents'}")


def _fresh(count: int, seed: int) -> list[Written]:
    return [_made(seed, number) for number in range(count)]


def _made(seed: int, number: int) -> Written:
    """Every second document is scanned."""
    own_seed = seed * 1_000_003 + number
    document = random_document(own_seed)
    name = f"made-{seed}-{number:04}.pdf"
    if number % 2 == 0:
        return Written(name, document.pdf, label_of(f"documents/{name}", document, "born digital"))
    rng = Random(own_seed)
    scan = Scan(dpi=rng.choice((150, 200, 200)), skew=round(rng.uniform(-2, 2), 1), noise=rng.uniform(2, 9), shadow=rng.random() < 0.1)
    content = as_pdf(list(scanned_pages(document.pdf, scan, own_seed)), scan.dpi)
    return Written(name, content, label_of(f"documents/{name}", document, scan.note))


if __name__ == "__main__":
    main()
