"""Template memory: after one corrected document of a layout nobody tuned for, how many values of the next ones are right.

Layouts are drawn at random, with label words of no language, printed and scanned again; no weights are trained.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

from extractors.judge.judge import Judge
from models.document_type import DocumentType, FieldSpec, ValueKind
from models.limits import Limits
from models.memory import Memory
from models.page import Reading
from pipeline.bounded import BoundedPool
from pipeline.extract import extract
from pipeline.remember import remember
from pipeline.understand import load_machine, understand_file
from sample_docs.generator.scanning import Scan, as_pdf, scanned_pages
from sample_docs.generator.sheet import Pen, Sheet

KINDS = {
    "reference": ValueKind.IDENTIFIER,
    "issued": ValueKind.DATE,
    "due": ValueKind.DATE,
    "party": ValueKind.ORGANISATION,
    "person": ValueKind.PERSON,
    "place": ValueKind.ADDRESS,
    "fee": ValueKind.MONEY,
    "total": ValueKind.MONEY,
}
TYPE = DocumentType("slip", "Slip", "", tuple(FieldSpec(name, name.title(), kind) for name, kind in KINDS.items()))
STACKED, SAYING = 0.4, 0.2
SYLLABLES = [
    "ba",
    "ko",
    "ri",
    "lun",
    "ves",
    "tor",
    "mi",
    "dak",
    "pel",
    "shu",
    "gan",
    "fro",
    "nel",
    "ost",
    "bim",
    "zar",
    "quen",
    "hol",
    "tiv",
    "ras",
]
FIRST = ["Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Mary", "Niklaus", "Radia", "Ken"]
LAST = ["Byron", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Jackson", "Wirth", "Perlman", "Thompson"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a field of a layout is drawn, in points; `above` puts its label over the value instead of left of it."""

    label: str
    x: float
    y: float
    above: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """One issuer's form: spots by field, the words around them, and where the table stands under which the amounts are."""

    spots: dict[str, Spot]
    sayings: tuple[tuple[float, float, str], ...]
    table_y: float
    family: str
    size: float


def nonsense(rng: Random, words: int) -> str:
    return " ".join("".join(rng.choices(SYLLABLES, k=rng.choice((2, 2, 3)))) for _ in range(words)).capitalize()


def layout_of(rng: Random) -> Layout:
    names = [name for name in KINDS if name not in ("place", "fee", "total")]
    rng.shuffle(names)
    cells = [(x, y) for y in range(110, 340, 38) for x in (50, 320)]
    spots = {
        name: Spot(nonsense(rng, rng.choice((1, 2))), x, y, rng.random() < STACKED, right=False)
        for name, (x, y) in zip(names, rng.sample(cells, len(names)), strict=True)
    }
    spots["place"] = Spot(nonsense(rng, 1), 50, 360, rng.random() < STACKED, right=False)  # an address takes a line of its own
    for at, name in enumerate(("fee", "total")):
        spots[name] = Spot(nonsense(rng, 1), 380, 20 + 18 * at, above=False, right=True)
    sayings = [(50.0, 60.0, nonsense(rng, 3)), (50.0, 790.0, nonsense(rng, 7)), (50.0, 804.0, nonsense(rng, 6))]
    sayings += [
        (x, y + 14.0, nonsense(rng, 2)) for x, y in cells if rng.random() < SAYING and (x, y) not in {(s.x, s.y) for s in spots.values()}
    ]
    return Layout(spots, tuple(sayings), 400.0, rng.choice(("Helvetica", "Times", "Courier")), rng.choice((9.0, 10.0, 11.0)))


def values_of(rng: Random) -> dict[str, str]:
    day = date(2024, 1, 13) + timedelta(days=rng.randrange(700))
    fee = rng.randrange(100, 9_999) / 100
    return {
        "reference": f"{rng.choice('ABKRT')}{rng.randrange(10_000, 999_999)}",
        "issued": day.isoformat(),
        "due": (day + timedelta(days=rng.randrange(10, 60))).isoformat(),
        "party": f"{rng.choice(LAST)} {rng.choice(('Shipping', 'Mills', 'Optics'))} {rng.choice(('Ltd', 'GmbH', 'Inc'))}",
        "person": f"{rng.choice(FIRST)} {rng.choice(LAST)}",
        "place": f"{rng.randrange(1, 250)} {rng.choice(LAST)} Road, {rng.randrange(10_000, 99_999)} {rng.choice(LAST)}ville",
        "fee": f"{fee:.2f}",
        "total": f"{fee + rng.randrange(10_000, 900_000) / 100:.2f}",
    }


def drawn(layout: Layout, values: dict[str, str], rng: Random) -> bytes:
    sheet, pen = Sheet(), Pen(layout.family, layout.size)
    for x, y, saying in layout.sayings:
        sheet.text(x, y, saying, pen)
    rows = rng.randrange(2, 9)
    for row in range(rows):
        y = layout.table_y + 16 * row
        sheet.text(50, y, nonsense(rng, rng.randrange(1, 4)), pen).text(545, y, f"{rng.randrange(100, 99_999) / 100:.2f}", pen, "right")
    for name, spot in layout.spots.items():
        y = spot.y + (layout.table_y + 16 * rows if spot.right else 0)
        if spot.above:
            sheet.text(spot.x, y - 12, spot.label, pen.bold()).text(spot.x, y, values[name], pen)
        elif spot.right:
            sheet.text(spot.x, y, spot.label, pen.bold()).text(545, y, values[name], pen, "right")
        else:
            sheet.text(spot.x, y, spot.label, pen.bold()).text(spot.x + pen.bold().width(spot.label) + 12, y, values[name], pen)
    return sheet.finish()


def scanned(pdf: bytes, rng: Random) -> bytes:
    scan = Scan(dpi=200, skew=round(rng.uniform(-1.5, 1.5), 1), noise=rng.uniform(2, 7))
    return as_pdf(list(scanned_pages(pdf, scan, rng.randrange(10**6))), scan.dpi)


def right(reading: Reading, values: dict[str, str], memory: Memory | None, judge: Judge | None = None) -> Iterator[tuple[str, bool]]:
    for extracted in extract(reading, TYPE, judge, memory):
        made = extracted.chosen.value if extracted.chosen else ""
        yield extracted.field, made.casefold() == values[extracted.field].casefold()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layouts", type=int, default=20)
    parser.add_argument("--next", type=int, default=3, help="documents of each layout after the corrected one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--print-only", action="store_true", help="do not scan what was printed")
    options = parser.parse_args()
    share = {"before": defaultdict(list), "after": defaultdict(list)}
    how = ("two-eyes", "eng", Limits())
    with tempfile.TemporaryDirectory() as folder, BoundedPool(2, 300, 4096, initializer=partial(load_machine, *how)) as pool:
        waiting = []
        for number in range(options.layouts):
            rng = Random(options.seed * 1000 + number)  # noqa: S311 - a drawing, no secret
            layout, documents = layout_of(rng), []
            for nth in range(1 + options.next):
                values, path = values_of(rng), Path(folder) / f"{number}-{nth}.pdf"
                pdf = drawn(layout, values, rng)
                path.write_bytes(pdf if options.print_only else scanned(pdf, rng))
                documents.append((values, pool.submit(understand_file, path, *how, None)))
            waiting.append(documents)
        for documents in waiting:
            readings = [(values, future.result().reading) for values, future in documents]
            (values, first), *following = readings
            memory = remember(Memory(), 1, first, TYPE, values)
            for values, reading in following:
                for when, known in (("before", None), ("after", memory)):
                    for field, ok in right(reading, values, known):
                        share[when][field].append(ok)
    print(f"{options.layouts} layouts, {options.next} documents each after one was corrected; share of values right")
    for field in (*KINDS, "all"):
        figures = []
        for when in ("before", "after"):
            found = [ok for name, some in share[when].items() for ok in some if field in ("all", name)]
            figures.append(f"{when} {sum(found) / len(found):.3f}")
        print(f"{field:10} {'  '.join(figures)}  of {len(found)}")


if __name__ == "__main__":
    main()
