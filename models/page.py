"""What a machine read on a page: words with boxes, and how the upright page lies in the original."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in fractions of the upright page, 0 to 1, origin top left."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def center(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2


def enclosing(boxes: Iterable[Box]) -> Box:
    """The smallest box around at least one box."""
    rows = list(boxes)
    if len(rows) == 1:
        return rows[0]
    return Box(min([b.x0 for b in rows]), min([b.y0 for b in rows]), max([b.x1 for b in rows]), max([b.y1 for b in rows]))


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one eye read where a word stands; `text` is empty where it saw none."""

    eye: str
    text: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word; `confidence` is the reader's own (0 to 1), None where the reader gives none.

    `sightings` say who read what, the one that gave `text` first; `agreed` is None where only one eye looked. A `standing` word runs
    from top to bottom or from bottom to top, as stamps often do.
    """

    text: str
    box: Box
    confidence: float | None = None
    sightings: tuple[Sighting, ...] = ()
    agreed: bool | None = None
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """One barcode, matrix code or patch code: its symbology by the standard's name ('Code 128', 'QR Code', 'Patch T') and what it holds."""

    symbology: str
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to mark by hand or by machine, a check box or a bubble; `confidence` (0 to 1) is that of `filled`."""

    box: Box
    round: bool
    filled: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Transform:
    """Row-major 3x3 matrix from fractions of the upright page to the original's units (image pixels, or PDF points from top left)."""

    matrix: tuple[float, float, float, float, float, float, float, float, float]

    def apply(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f, g, h, i = self.matrix
        scale = g * x + h * y + i
        return (a * x + b * y + c) / scale, (d * x + e * y + f) / scale


@dataclass(frozen=True, slots=True)
class Page:
    """One upright page as read. `number` counts from 1; sizes are pixels of the upright image that was read or checked.

    `quality` (0 to 1) says how legible the picture is, whatever was read; None where nobody looked. `notes` are its reasons.
    `rulings` are the lines drawn from left to right, from top to bottom.
    """

    number: int
    width_px: int
    height_px: int
    words: tuple[Word, ...]
    reader: str
    transform: Transform
    turned_degrees: int = 0
    skew_degrees: float = 0.0
    notes: tuple[str, ...] = ()
    quality: float | None = None
    codes: tuple[Code, ...] = ()
    marks: tuple[Mark, ...] = ()
    rulings: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All pages of one document, in order."""

    pages: tuple[Page, ...]

    def page(self, number: int) -> Page:
        return self.pages[number - 1]
