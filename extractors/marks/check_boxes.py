"""Decides where check boxes stand on a page and which of them are marked, by their four sides and the ink between them."""

from collections.abc import Iterator

import cv2
import numpy as np

from extractors.marks.filling import Places, marks_of
from extractors.protocols import Pixels
from models.page import Mark

# A page is searched at about 120 dpi, where a check box, 2 to 7 mm, is this large.
SEARCH_SIDE_PX = 1400
_LEAST_PX, _MOST_PX = 8, 34
# Sides are straight for this long at least; the strokes of most letters are not.
_STRAIGHT_PX, _SIDE_PX = 7, 2
_LEAST_SQUARE = 0.72
# The share of each side that must be drawn: fax machines and marks that run over it leave gaps.
_DRAWN = 0.75
# A side that goes on for this share of the box runs on; where four of eight do, it is the cell of a table.
_RUNS_ON, _TABLE_RUNS = 0.35, 4

Square = tuple[int, int, int, int]


def find_check_boxes(ink: Pixels, pieces: Places, least_height: Pixels) -> tuple[Mark, ...]:
    """The check boxes of an upright page, from top to bottom, by a picture of its ink (0 or 255) and the places of its pieces.

    `least_height` says for each pixel how high a box must be there: among letters, higher than their hollows.
    """
    return marks_of(ink, tuple(_squares(ink, pieces, least_height)), is_round=False)


def _squares(ink: Pixels, pieces: Places, least_height: Pixels) -> Iterator[Square]:
    """Left, top, width and height of what is inside four sides of about the same length."""
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, _STRAIGHT_PX), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((_STRAIGHT_PX, 1), np.uint8))
    sides = np.asarray(cv2.morphologyEx(cv2.bitwise_or(across, down), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    # A mark may have cut the hollow up: then the inside of the whole piece is it.
    inside = pieces + np.array([_SIDE_PX, _SIDE_PX, -2 * _SIDE_PX, -2 * _SIDE_PX])
    taken = np.zeros_like(ink)
    for left, top, width, height in np.concatenate([_square_ones(_hollows(sides)), _square_ones(inside)]).tolist():
        middle = top + height // 2, left + width // 2
        square = left, top, width, height
        if not taken[middle] and height >= least_height[middle] and _stands_alone(sides, square):
            taken[top : top + height, left : left + width] = 1
            yield square


def _hollows(sides: Pixels) -> Places:
    """What sides close in: empty boxes, and those whose mark has no straight strokes."""
    outlines, nested = cv2.findContours(sides, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    hollow = [outline for at, outline in enumerate(outlines) if nested[0, at, 3] >= 0]
    around = [(outline, cv2.boundingRect(outline)) for outline in hollow]
    full = [box for outline, box in around if cv2.contourArea(outline) >= _LEAST_SQUARE * (box[2] - 1) * (box[3] - 1)]
    return np.array(full, np.int64).reshape(-1, 4)


def _square_ones(places: Places) -> Places:
    shorter, longer = places[:, 2:].min(axis=1), places[:, 2:].max(axis=1)
    return np.asarray(places[(shorter >= _LEAST_PX) & (longer <= _MOST_PX) & (shorter >= _LEAST_SQUARE * longer)])


def _stands_alone(sides: Pixels, square: Square) -> bool:
    """All four sides are there, and they end at the corners: the cells of a table go on."""
    left, top, width, height = square
    right, bottom = left + width, top + height
    around = max(2, width // 5)
    above, below = sides[max(0, top - 2) : top + 2, left:right], sides[bottom - 2 : bottom + 2, left:right]
    before, behind = sides[top:bottom, max(0, left - 2) : left + 2], sides[top:bottom, right - 2 : right + 2]
    drawn = [*(strip.any(axis=0).mean() for strip in (above, below)), *(strip.any(axis=1).mean() for strip in (before, behind))]
    if min(drawn) < _DRAWN:
        return False
    reach = max(4, round(_RUNS_ON * width))
    behind_it, before_it = slice(right + around, right + around + reach), slice(max(0, left - around - reach), max(0, left - around))
    below_it, above_it = slice(bottom + around, bottom + around + reach), slice(max(0, top - around - reach), max(0, top - around))
    across = [_runs(sides[row - 2 : row + 2, place], 0) for row in (max(2, top), bottom) for place in (behind_it, before_it)]
    down = [_runs(sides[place, column - 2 : column + 2], 1) for column in (max(2, left), right) for place in (below_it, above_it)]
    return sum(across) + sum(down) < _TABLE_RUNS


def _runs(strip: Pixels, axis: int) -> bool:
    drawn = strip.any(axis=axis)
    return bool(np.size(drawn)) and float(np.mean(drawn)) > _DRAWN
