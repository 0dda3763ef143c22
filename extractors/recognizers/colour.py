"""Decides what of a coloured page is writing in black with something over it: stamps, marker and tinted fields are dropped out there.

Writing that is coloured itself stays: only pieces of ink that hold both are touched.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.protocols import Pixels

# How far the strongest colour must lie above the weakest; black ink stays below it even where JPEG has smeared the colours.
_COLOURED = 60
_INK = 150
_LEAST_SHARE = 0.003
_STEP = 4
# A piece of ink is mixed where at least this share of it is black, and as much coloured.
_MIXED_SHARE = 0.05


def to_gray(pixels: Pixels) -> Pixels:
    """Gray of gray or BGR pixels."""
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)  # noqa: PLR2004 - dimensions


def without_stamps(pixels: Pixels) -> Pixels:
    """Gray of gray or BGR pixels, as bright as its brightest colour where colour lies over black writing."""
    gray = to_gray(pixels)
    if pixels.ndim == 2 or _strongest_and_spread(pixels[::_STEP, ::_STEP])[1].mean() < _LEAST_SHARE:  # noqa: PLR2004 - dimensions
        return gray
    strongest, coloured = _strongest_and_spread(pixels)
    black = (gray < _INK) & ~coloured
    _, pieces = cv2.connectedComponents((black | coloured).astype(np.uint8), connectivity=8)
    count = int(pieces.max()) + 1
    of_black, of_colour = (np.bincount(pieces[chosen], minlength=count) for chosen in (black, coloured))
    mixed = np.minimum(of_black, of_colour) >= _MIXED_SHARE * (of_black + of_colour)
    mixed[0] = False
    return np.asarray(np.where(mixed[pieces] & coloured, strongest, gray), np.uint8)


def _strongest_and_spread(pixels: Pixels) -> tuple[Pixels, NDArray[np.bool_]]:
    blue, green, red = cv2.split(pixels)
    strongest = np.asarray(cv2.max(cv2.max(blue, green), red), np.uint8)
    weakest = cv2.min(cv2.min(blue, green), red)
    return strongest, np.asarray(cv2.subtract(strongest, weakest) > _COLOURED)
