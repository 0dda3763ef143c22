"""Decides where the documents of one file begin, by the separator sheets and labels that an office lays between them or sticks on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.page import Code

# What a separator sheet says: 'T' is the patch code for a new document; the sheet itself is no part of any.
_SHEETS = frozenset({"PATCHT", "PATCH T", "PATCH-T"})
# A label on the first page of a document: its archive serial number, or a tag for it. That page stays.
_LABELS = ("ASN", "TAG:")


@dataclass(frozen=True, slots=True)
class Separator:
    """A page, from 1, that begins a document; `kept` where it is itself its first page."""

    page: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Separation:
    """The separators of a file, and the pages of each document, from 1, in order."""

    separators: tuple[Separator, ...]
    documents: tuple[tuple[int, ...], ...]


def documents_of(codes: Sequence[Sequence[Code]]) -> Separation:
    """How a file is parted whose pages hold these codes. The first page of a file begins a document whatever stands on it."""
    separators: list[Separator] = []
    documents: list[list[int]] = [[]]
    for number, found in enumerate(codes, 1):
        texts = [code.text.strip().upper() for code in found]
        sheet, label = any(text in _SHEETS for text in texts), any(text.startswith(_LABELS) for text in texts)
        if (sheet or label) and not (label and number == 1):
            separators.append(Separator(number, kept=not sheet))
            documents.append([])
        if not sheet:
            documents[-1].append(number)
    return Separation(tuple(separators), tuple(tuple(pages) for pages in documents if pages))
