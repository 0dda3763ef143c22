"""Decides what counts as ink on a page, and how small a picture of it suffices to measure it."""

from dataclasses import dataclass

import cv2
import numpy as np

from extractors.protocols import Pixels

_SEARCH_SIDE_PX = 800


@dataclass(frozen=True, slots=True)
class Outline:
    """A page as small as it may be to be measured: gray, and its ink as 0 or 255."""

    small: Pixels
    ink: Pixels


def outline_of(gray: Pixels) -> Outline:
    small = shrunk(gray)
    return Outline(small, ink_of(small))


def shrunk(gray: Pixels) -> Pixels:
    """The page with a long side of at most 800 pixels."""
    scale = _SEARCH_SIDE_PX / max(gray.shape)
    return np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8) if scale < 1 else gray


def halved(gray: Pixels) -> Pixels:
    height, width = gray.shape
    return np.asarray(cv2.resize(gray, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA), np.uint8)


def ink_of(gray: Pixels) -> Pixels:
    """255 where there is ink, by the surroundings of each pixel, so that shadows and dark borders are not."""
    return np.asarray(cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15), np.uint8)
