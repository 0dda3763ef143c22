"""Assembles packets from labelled documents, for the model of boundaries to learn from and to be measured on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import sqrt
from random import Random

from extractors.boundaries.signs import PageOpinion, PageSigns, signs_between
from learning.labels import Label
from models.page import Reading

SETS = ("sroie", "einvoice", "invoices_real", "fara", "adbuy", "mixed_types", "us_tax", "tables")
# Pages cut out of books: they go on, but what stands on their first page begins nothing.
EXCERPTS = frozenset({"tables"})
_FEWEST_DOCUMENTS, _MOST_DOCUMENTS = 3, 7
# Assumed: how often all documents of a packet are of one kind; how often all come from one scanner, where sheets are of one size;
# how often one page of a document was scanned otherwise than the rest.
_OF_ONE_KIND, _ONE_SCANNER, _SCANNED_OTHERWISE = 0.3, 0.5, 0.05


@dataclass(frozen=True, slots=True)
class Part:
    """A document that packets are made of; its pages are those with words."""

    file: str
    set: str
    pages: tuple[PageSigns, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two neighbouring pages as the model sees them, and whether the second begins a document."""

    signs: dict[str, float]
    begins: bool


def parts_of(readings: Iterable[tuple[Label, Reading]], opinion: PageOpinion) -> list[Part]:
    """Documents with something on them."""
    made = (
        Part(label.file, label.set, tuple(PageSigns(page, opinion) for page in reading.pages if page.words)) for label, reading in readings
    )
    return [part for part in made if part.pages]


def in_packets(labels: Iterable[Label]) -> frozenset[str]:
    """The files that labelled packets were assembled from: nobody may learn from them who is measured on those packets."""
    return frozenset(part["file"] for label in labels if label.set == "packets" for part in label.fields["documents"] if "file" in part)


def assemble(parts: Sequence[Part], packets: int, seed: int) -> Iterator[list[Pair]]:
    """The pairs of as many packets as asked for; the same seed gives the same ones."""
    random = Random(seed)  # noqa: S311 - seeded on purpose, nothing here is secret
    by_set = {name: list(some) for name, some in groupby(sorted(parts, key=lambda part: (part.set, part.file)), key=lambda part: part.set)}
    for _ in range(packets):
        yield _pairs(list(_drawn(by_set, random)), random)


def within(part: Part) -> list[Pair]:
    """The pairs of one document, none of which is a boundary."""
    return [Pair(signs_between(before, after), begins=False) for before, after in pairwise(part.pages)]


def _drawn(by_set: dict[str, list[Part]], random: Random) -> Iterator[Part]:
    weights = [sqrt(len(some)) for some in by_set.values()]
    kinds = random.choices(list(by_set), weights, k=random.randint(_FEWEST_DOCUMENTS, _MOST_DOCUMENTS))
    of_one_kind = random.random() < _OF_ONE_KIND
    last = None
    for kind in kinds:
        part = random.choice(by_set[kinds[0] if of_one_kind else kind])
        if part is not last:
            yield part
        last = part


def _pairs(packet: Sequence[Part], random: Random) -> list[Pair]:
    one_scanner = random.random() < _ONE_SCANNER
    pages = [(part, number == 0, page) for part in packet for number, page in enumerate(part.pages)]
    pairs = []
    for (_, _, before), (part, begins, after) in pairwise(pages):
        if begins and part.set in EXCERPTS:
            continue
        signs = signs_between(before, after)
        if one_scanner:
            signs |= {"other_shape": 0.0, "other_pixels": 0.0}
        elif not begins and random.random() < _SCANNED_OTHERWISE:
            signs |= {"other_pixels": 1.0}
        pairs.append(Pair(signs, begins))
    return pairs
