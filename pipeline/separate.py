"""Decides where the documents of one file begin: by separator sheets and labels where an office uses them, else by what the pages say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.boundaries.finder import find_boundaries
from extractors.boundaries.signs import PageOpinion
from extractors.boundaries.trees import BoundaryModel
from models.page import Code, Page

# What a separator sheet says: 'T' is the patch code for a new document; the sheet itself is no part of any.
_SHEETS = frozenset({"PATCHT", "PATCH T", "PATCH-T"})
# A label on the first page of a document: its archive serial number, or a tag for it. That page stays.
_LABELS = ("ASN", "TAG:")
# Below SUSPECTED nobody is asked: of 128 files of one document and several pages held out of training, 2 reach it.
SUSPECTED, LIKELY, SURE = 0.3, 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Boundary:
    """A page, from 1, that begins a document; `kept` where it is itself its first page. `confidence` is the probability that it does."""

    page: int
    kept: bool = True
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Separation:
    """Where documents may begin in a file, suspicions too, and the pages of each likely document, from 1, in order."""

    boundaries: tuple[Boundary, ...]
    documents: tuple[tuple[int, ...], ...]


def separate(pages: Sequence[Page], model: BoundaryModel, opinion: PageOpinion) -> Separation:
    """How a file is parted. Who lays separators between documents has told where they begin: nothing is guessed there."""
    told = documents_of([page.codes for page in pages])
    if told.boundaries:
        return told if len(told.documents) > 1 else Separation((), told.documents)
    found = find_boundaries(pages, model, opinion)
    return _parted(len(pages), tuple(Boundary(page, confidence=share) for page, share in found.items() if share >= SUSPECTED))


def documents_of(codes: Sequence[Sequence[Code]]) -> Separation:
    """How a file is parted whose pages hold these codes. The first page of a file begins a document whatever stands on it."""
    return _parted(len(codes), tuple(_told(codes)))


def _told(codes: Sequence[Sequence[Code]]) -> Iterator[Boundary]:
    for number, found in enumerate(codes, 1):
        texts = [code.text.strip().upper() for code in found]
        sheet, label = any(text in _SHEETS for text in texts), any(text.startswith(_LABELS) for text in texts)
        if (sheet or label) and not (label and number == 1):
            yield Boundary(number, kept=not sheet)


def _parted(page_count: int, boundaries: tuple[Boundary, ...]) -> Separation:
    starts = {boundary.page for boundary in boundaries if boundary.confidence >= LIKELY}
    sheets = {boundary.page for boundary in boundaries if not boundary.kept}
    documents: list[list[int]] = [[]]
    for number in range(1, page_count + 1):
        if number in starts:
            documents.append([])
        if number not in sheets:
            documents[-1].append(number)
    return Separation(boundaries, tuple(tuple(pages) for pages in documents if pages))
