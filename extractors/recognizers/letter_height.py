"""Decides how high the letters of a page stand."""

import cv2
import numpy as np

from extractors.protocols import Pixels
from extractors.recognizers.page_ink import ink_of

_SEARCH_SIDE_PX = 1200
_LEAST_PX, _MOST_PX = 5, 80
_WIDEST = 3
_LEAST_FILLED = 0.15


def letter_height_px(gray: Pixels) -> float | None:
    """The median height in pixels of what has the shape of a letter; None on a page without."""
    scale = min(1.0, _SEARCH_SIDE_PX / max(gray.shape))
    small = np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8) if scale < 1 else gray
    stats = cv2.connectedComponentsWithStats(ink_of(small))[2][1:]
    width, height, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    letters = (height >= _LEAST_PX) & (height < _MOST_PX) & (width < _WIDEST * height) & (area > _LEAST_FILLED * width * height)
    return float(np.median(height[letters])) / scale if letters.any() else None
