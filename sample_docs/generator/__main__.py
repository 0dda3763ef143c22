"""Draws the shipped documents again, or fresh ones: python -m sample_docs.generator [--count N --seed S --out FOLDER]."""

import argparse
from pathlib import Path

from sample_docs.generator.catalogue import Written, catalogue, label_of, write
from sample_docs.generator.makers import random_document

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
    print(f"{len(documents)} documents in {folder / 'documents'}")


def _fresh(count: int, seed: int) -> list[Written]:
    made = []
    for number in range(count):
        document = random_document(seed * 1_000_003 + number)
        name = f"made-{seed}-{number:04}.pdf"
        made.append(Written(name, document.pdf, label_of(f"documents/{name}", document, "born digital")))
    return made


if __name__ == "__main__":
    main()
