"""Where on the page image a value stands: its box, the rest of the page dimmed, and a crop large enough to read."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image

from models.case import Case
from models.extraction import Evidence
from models.page import Box
from pipeline.intake import page_key
from pipeline.ports import ObjectStore

# The crop's place on the screen is this much wider than high.
CROP_ASPECT = 4.5
# A crop shows a text line with this much of its height around it.
CROP_LINES = 2.4
# Boxes end at the ink; a little air keeps the frame off the letters.
AIR = 0.004


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page image as a browser gets it."""

    number: int
    address: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A box in pixels of its sheet."""

    sheet: Sheet
    x: float
    y: float
    width: float
    height: float

    @property
    def surroundings(self) -> str:
        """SVG path of the whole sheet with the box left out."""
        sheet = self.sheet
        hole = f"M{self.x:.1f} {self.y:.1f}h{self.width:.1f}v{self.height:.1f}h-{self.width:.1f}z"
        return f"M0 0H{sheet.width_px}V{sheet.height_px}H0z{hole}"

    @property
    def window(self) -> str:
        """SVG viewBox of the crop: the box with the label that stands left of or above it."""
        height = max(CROP_LINES * self.height, self.sheet.width_px / 26, self.width * 1.15 / CROP_ASPECT)
        width = height * CROP_ASPECT
        left = _within(self.x - 0.65 * (width - self.width), self.sheet.width_px - width)
        top = _within(self.y - 0.55 * (height - self.height), self.sheet.height_px - height)
        return f"{left:.1f} {top:.1f} {width:.1f} {height:.1f}"


def sheets_of(case: Case, objects: ObjectStore, measured: Iterable[int]) -> tuple[Sheet, ...]:
    """All pages of a case that has page images; the first and those in `measured` have their true size, others the first one's."""
    if case.summary.page_count == 0 or not objects.exists(page_key(case.content_sha256, 1)):
        return ()
    kept = (number for number in {1, *measured} if objects.exists(page_key(case.content_sha256, number)))
    true_sizes = {number: _size(case, objects, number) for number in kept}
    return tuple(
        Sheet(number, f"/cases/{case.case_id}/pages/{number}?scan={case.content_sha256[:12]}", *true_sizes.get(number, true_sizes[1]))
        for number in range(1, case.summary.page_count + 1)
    )


def mark_of(evidence: Evidence | None, sheets: tuple[Sheet, ...]) -> Mark | None:
    """The place of a value, or None where it has no evidence on a page there is."""
    if evidence is None or not 1 <= evidence.page <= len(sheets):
        return None
    sheet = sheets[evidence.page - 1]
    return _mark(evidence.box, sheet)


def _mark(box: Box, sheet: Sheet) -> Mark:
    air = AIR * sheet.width_px
    x0, y0 = max(box.x0 * sheet.width_px - air, 0), max(box.y0 * sheet.height_px - air, 0)
    x1, y1 = min(box.x1 * sheet.width_px + air, sheet.width_px), min(box.y1 * sheet.height_px + air, sheet.height_px)
    return Mark(sheet, x0, y0, max(x1 - x0, 1), max(y1 - y0, 1))


def _size(case: Case, objects: ObjectStore, number: int) -> tuple[int, int]:
    with Image.open(io.BytesIO(objects.get(page_key(case.content_sha256, number)))) as image:
        return image.size


def _within(start: float, latest: float) -> float:
    return max(min(start, latest), 0)
