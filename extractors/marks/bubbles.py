"""Decides where the bubbles of an answer sheet stand and which are marked: round, alike, and several in a row."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.marks.filling import marks_of
from extractors.protocols import Pixels
from models.page import Mark

_LEAST_PX, _MOST_PX = 10, 48
# Of the circle that has the same outline; a square has .79, letters less.
_LEAST_ROUND = 0.82
_MOST_UNEVEN = 1.25
_ALIKE = 0.2
_LEAST_BUBBLES, _LEAST_IN_ROW = 12, 3

Places = NDArray[np.int64]


def find_bubbles(ink: Pixels) -> tuple[Mark, ...]:
    """The bubbles of an upright page, from top to bottom, by a picture of its ink (0 or 255)."""
    outlines, nested = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    outer = [np.asarray(outline, np.int32) for at, outline in enumerate(outlines) if nested[0, at, 3] < 0]
    round_ones = [cv2.boundingRect(outline) for outline in outer if _is_round(outline)]
    if len(round_ones) < _LEAST_BUBBLES:
        return ()
    places = np.array(round_ones, np.int64)
    size = float(np.median(places[:, 2:]))
    alike = places[(np.abs(places[:, 2:] - size) <= _ALIKE * size).all(axis=1)]
    rows = alike[_in_rows(alike, size)]
    return marks_of(ink, [tuple(row) for row in rows.tolist()], is_round=True) if len(rows) >= _LEAST_BUBBLES else ()


def _is_round(outline: NDArray[np.int32]) -> bool:
    _, _, width, height = cv2.boundingRect(outline)
    if not _LEAST_PX <= min(width, height) <= max(width, height) <= min(_MOST_PX, _MOST_UNEVEN * min(width, height)):
        return False
    length = cv2.arcLength(cv2.convexHull(outline), closed=True)
    return 4 * np.pi * cv2.contourArea(outline) >= _LEAST_ROUND * length**2


def _in_rows(places: Places, size: float) -> NDArray[np.bool_]:
    """Which have others at their height, one of them no farther away than four bubbles."""
    middles = places[:, :2] + places[:, 2:] / 2
    across = np.abs(middles[:, None, 0] - middles[None, :, 0])
    level = np.abs(middles[:, None, 1] - middles[None, :, 1]) < size / 3
    near = level & (across > 0) & (across < 4 * size)
    return np.asarray((level.sum(axis=1) >= _LEAST_IN_ROW) & near.any(axis=1))
