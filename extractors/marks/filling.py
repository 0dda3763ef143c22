"""Decides which places to be marked are marked: by their ink, beside that of the others on the page."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extractors.protocols import Pixels
from models.page import Box, Mark

# A sixth on each side is left out: there a side may run a little askew.
_INSET = 1 / 6
# A tick covers little of a box more than the specks of the emptier ones; a bubble, whose printed letter counts as empty, is filled in.
_TICK_SHARE, _FILLED_SHARE = 0.07, 0.35
# At twice this distance from the line a mark is told with .88, at four times with .98.
_SURE_SHARE = 0.04
_MOSTLY = 0.5

# Left, top, width and height in pixels, a row each.
Places = NDArray[np.int64]


def marks_of(ink: Pixels, places: Sequence[tuple[int, int, int, int]], *, is_round: bool) -> tuple[Mark, ...]:
    """Each place (left, top, width, height in pixels of the ink) as a mark, from top to bottom."""
    if not places:
        return ()
    shares = np.array([_inked(ink, place) for place in places])
    empty = float(np.percentile(shares, 25)) if len(shares) > 1 else 0.0
    # Where most are full, paper is the measure.
    line = (empty if empty < _MOSTLY else 0.0) + (_FILLED_SHARE if is_round else _TICK_SHARE)
    marks = [_mark(ink, place, float(share - line), is_round) for place, share in zip(places, shares, strict=True)]
    return tuple(sorted(marks, key=lambda mark: (mark.box.y0, mark.box.x0)))


def _inked(ink: Pixels, place: tuple[int, int, int, int]) -> float:
    left, top, width, height = place
    across, down = round(width * _INSET), round(height * _INSET)
    inside = ink[top + down : top + height - down, left + across : left + width - across]
    return float(np.count_nonzero(inside)) / max(1, inside.size)


def _mark(ink: Pixels, place: tuple[int, int, int, int], above: float, is_round: bool) -> Mark:  # noqa: FBT001 - handed through
    left, top, width, height = place
    box = Box(left / ink.shape[1], top / ink.shape[0], (left + width) / ink.shape[1], (top + height) / ink.shape[0])
    return Mark(box, is_round, above > 0, 1 / (1 + float(np.exp(-abs(above) / _SURE_SHARE))))
