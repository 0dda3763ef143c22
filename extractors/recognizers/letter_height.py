"""Decides what on a page has the shape of a letter, and how high the letters stand."""

from dataclasses import dataclass
from weakref import ReferenceType, ref

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.protocols import Pixels
from extractors.recognizers.page_ink import ink_of

_SEARCH_SIDE_PX = 1200
_LEAST_PX, _MOST_PX = 5, 80
_WIDEST = 3
_LEAST_FILLED = 0.15


@dataclass(frozen=True, slots=True)
class Letters:
    """Pieces of ink of the shape of a letter, a row of `boxes` each: left, top, width and height in pixels of the page."""

    boxes: NDArray[np.float64]

    @property
    def count(self) -> int:
        return len(self.boxes)

    @property
    def height_px(self) -> float:
        """The median; 0 where there are none."""
        return float(np.median(self.boxes[:, 3])) if self.count else 0.0


class _Memory:
    """The letters of the page that was looked at last: its lines and its legibility are judged one after the other."""

    page: ReferenceType[Pixels] | None = None
    letters = Letters(np.empty((0, 4)))


def letters_of(gray: Pixels) -> Letters:
    """All letters of a gray page, at whatever height."""
    if _Memory.page is None or _Memory.page() is not gray:
        _Memory.letters, _Memory.page = _letters_of(gray), ref(gray)
    return _Memory.letters


def _letters_of(gray: Pixels) -> Letters:
    scale = min(1.0, _SEARCH_SIDE_PX / max(gray.shape))
    small = np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8) if scale < 1 else gray
    stats = cv2.connectedComponentsWithStats(ink_of(small))[2][1:]
    width, height, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    letters = (height >= _LEAST_PX) & (height < _MOST_PX) & (width < _WIDEST * height) & (area > _LEAST_FILLED * width * height)
    return Letters(stats[letters, : cv2.CC_STAT_AREA] / scale)


def letter_height_px(gray: Pixels) -> float | None:
    """The median height in pixels of what has the shape of a letter; None on a page without."""
    return letters_of(gray).height_px or None
