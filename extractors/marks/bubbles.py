"""Decides where the bubbles of an answer sheet stand and which are marked: round, alike, and several in a row."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.marks.filling import Places, marks_of
from extractors.protocols import Pixels
from models.page import Mark

_LEAST_PX, _MOST_PX = 10, 48
# Of the circle that has the same outline; a square has .79, letters less.
_LEAST_ROUND = 0.82
_MOST_UNEVEN = 1.25
_ALIKE = 0.2
_LEAST_BUBBLES, _LEAST_IN_ROW = 12, 3


def find_bubbles(ink: Pixels, pieces: Places) -> tuple[Mark, ...]:
    """The bubbles of an upright page, from top to bottom, by a picture of its ink (0 or 255) and the places of its pieces."""
    shorter, longer = pieces[:, 2:].min(axis=1), pieces[:, 2:].max(axis=1)
    compact = pieces[(shorter >= _LEAST_PX) & (longer <= _MOST_PX) & (longer <= _MOST_UNEVEN * shorter)]
    if len(compact) < _LEAST_BUBBLES:
        return ()
    size = float(np.median(compact[:, 2:]))
    alike = compact[(np.abs(compact[:, 2:] - size) <= _ALIKE * size).all(axis=1)]
    round_ones = alike[[_is_round(ink[top : top + height, left : left + width]) for left, top, width, height in alike.tolist()]]
    rows = round_ones[_in_rows(round_ones, size)]
    return marks_of(ink, [tuple(row) for row in rows.tolist()], is_round=True) if len(rows) >= _LEAST_BUBBLES else ()


def _is_round(piece: Pixels) -> bool:
    """Whether its outline holds nearly as much as a circle of that length."""
    outlines, _ = cv2.findContours(piece, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=len)
    length = cv2.arcLength(cv2.convexHull(outline), closed=True)
    return 4 * np.pi * cv2.contourArea(outline) >= _LEAST_ROUND * length**2


def _in_rows(places: Places, size: float) -> NDArray[np.bool_]:
    """Which have others at their height, one of them no farther away than four bubbles."""
    middles = places[:, :2] + places[:, 2:] / 2
    across = np.abs(middles[:, None, 0] - middles[None, :, 0])
    level = np.abs(middles[:, None, 1] - middles[None, :, 1]) < size / 3
    near = level & (across > 0) & (across < 4 * size)
    return np.asarray((level.sum(axis=1) >= _LEAST_IN_ROW) & near.any(axis=1))
