"""A layout as it is remembered once a person has corrected a document of it: its words and where each field stood."""

from dataclasses import dataclass
from datetime import datetime

from models.page import Box


@dataclass(frozen=True, slots=True)
class FixedWord:
    """A word that stood once on a page; `x` and `y` are its centre, both in widths of the page."""

    text: str
    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where the value of a field stood; the box is in widths of the page, too."""

    field: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class RememberedLayout:
    """One layout of one document type. `case_id` is the document it was last seen on."""

    doc_type: str
    case_id: int
    words: tuple[FixedWord, ...]
    places: tuple[FieldPlace, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """The layouts of one document type, the newest last, and up to which approval they were learned from."""

    layouts: tuple[RememberedLayout, ...] = ()
    up_to: datetime | None = None
