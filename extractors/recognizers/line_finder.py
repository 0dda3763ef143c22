"""Decides where the lines of writing stand on an upright page, by PP-OCR's text detector."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.protocols import Pixels
from extractors.recognizers.letter_height import letter_height_px
from extractors.recognizers.onnx_models import open_compiled, rapidocr_model

_MODEL = "PP-OCRv6_det_small.onnx"
_MULTIPLE = 32
_LEAST_PROBABILITY = 0.3
_LEAST_MEAN = 0.5
_LEAST_SIDE_PX = 3
# The detector marks the core of a line; its outline lies this far out (Liao et al. 2020, 'unclip').
_UNCLIP = 1.6
# Two pieces stand on one line where the middle of the lower one lies above this share of the upper one's height.
_SAME_LINE = 0.7


@dataclass(frozen=True, slots=True)
class Strip:
    """A line of writing, or a piece of one, in pixels of the page."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def crop(self, gray: Pixels) -> Pixels:
        return gray[self.top : self.bottom, self.left : self.right]


@dataclass(frozen=True, slots=True)
class Sight:
    """How large the detector sees a page: letters of this height suffice, a larger picture only costs more.

    With letters of 9 pixels receipts are read as well as with 14, and typed pages of A4 better than when every page is seen alike
    (word F1 .98 instead of .96).
    """

    letter_px: float = 9.0
    least_megapixels: float = 0.4
    most_megapixels: float = 1.2


class LineFinder:
    def __init__(self, sight: Sight = Sight()) -> None:
        self._mark = open_compiled(rapidocr_model(_MODEL))
        self._sight = sight

    def find(self, gray: Pixels) -> tuple[Strip, ...]:
        """The lines from top to bottom, those beside one another from left to right."""
        height, width = gray.shape
        small = self._shrunk(gray)
        blob = np.repeat((small.astype(np.float32) / 127.5 - 1.0)[None, None], 3, axis=1)
        marked = self._mark(blob)[0, 0]
        strips = _strips(marked, width / small.shape[1], height / small.shape[0])
        return in_reading_order(_within(strip, width, height) for strip in strips)

    def _shrunk(self, gray: Pixels) -> Pixels:
        height, width = gray.shape
        megapixels = height * width / 1e6
        wanted = self._sight.letter_px / (letter_height_px(gray) or self._sight.letter_px)
        least, most = ((limit / megapixels) ** 0.5 for limit in (self._sight.least_megapixels, self._sight.most_megapixels))
        scale = min(max(wanted, least), most, 1.0)
        size = (_multiple(width * scale), _multiple(height * scale))
        return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)


def in_reading_order(strips: Iterable[Strip]) -> tuple[Strip, ...]:
    """Line by line from the top, each line from left to right."""
    lines: list[list[Strip]] = []
    for strip in sorted(strips, key=lambda one: one.middle):
        if lines and strip.middle < lines[-1][0].top + (lines[-1][0].bottom - lines[-1][0].top) * _SAME_LINE:
            lines[-1].append(strip)
        else:
            lines.append([strip])
    return tuple(strip for line in lines for strip in sorted(line, key=lambda one: one.left))


def _strips(marked: NDArray[np.float32], across: float, down: float) -> Iterator[Strip]:
    """The marked areas, widened to their outlines, in pixels of the page."""
    count, areas, stats, _ = cv2.connectedComponentsWithStats((marked > _LEAST_PROBABILITY).astype(np.uint8), connectivity=8)
    sums = np.bincount(areas.ravel(), weights=marked.ravel(), minlength=count)
    for (left, top, width, height, area), total in zip(stats.tolist()[1:], sums[1:], strict=True):
        if min(width, height) < _LEAST_SIDE_PX or total / area < _LEAST_MEAN:
            continue
        margin = width * height * _UNCLIP / (2 * (width + height))
        yield Strip(
            int((left - margin) * across),
            int((top - margin) * down),
            int(np.ceil((left + width + margin) * across)),
            int(np.ceil((top + height + margin) * down)),
        )


def _within(strip: Strip, width: int, height: int) -> Strip:
    return Strip(max(0, strip.left), max(0, strip.top), min(width, strip.right), min(height, strip.bottom))


def _multiple(length: float) -> int:
    return max(_MULTIPLE, round(length / _MULTIPLE) * _MULTIPLE)
