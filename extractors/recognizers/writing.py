"""Decides what on a page looks like writing, how much of it lies under given words, and where the rest stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.protocols import Pixels
from models.page import Box, Word

# Ink is looked for where the words are this high: letters still lie apart, and a page takes 3 ms.
_WORD_HEIGHT_PX = 14
_LEAST_CONTRAST = 60
_PAPER_SHRINK = 8
_PAPER_WIDTH_PX = 7
# What is written in letters, of a word's height: from a comma without its tail to a heading, and two that touch.
_LEAST_HEIGHT, _MOST_HEIGHT, _MOST_WIDTH = 0.35, 1.8, 4.0
# Fewer letters together are a logo or a tick.
_LEAST_LETTERS = 12
# Matrix codes are denser (.24 to .29 ink) than several lines of writing (.13).
_MOST_INK_SHARE, _LINES_APART = 0.2, 2
# Letters this far apart, in heights of a word, still belong together.
_APART_ACROSS, _APART_DOWN = 3, 2

# x and y, a row each.
Middles = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Writing:
    """The ink of a page, 255 where there is some, the middles of its letter-sized pieces, and which of them lie under a word."""

    ink: Pixels
    word_height_px: float
    middles: Middles
    covered: NDArray[np.bool_]

    @property
    def covered_share(self) -> float:
        """The share of the letters that lie under a word."""
        return float(self.covered.mean()) if len(self.covered) else 1.0

    def ink_share(self, box: Box) -> float:
        left, top, right, bottom = pixels_of(self.ink, box, 0)
        return cv2.countNonZero(self.ink[top:bottom, left:right]) / ((right - left) * (bottom - top))

    def uncovered_places(self) -> tuple[Box, ...]:
        """Where letters stand together that lie under no word."""
        loose = self.middles[~self.covered]
        if len(loose) < _LEAST_LETTERS:
            return ()
        marked = np.zeros_like(self.ink)
        marked[loose[:, 1], loose[:, 0]] = 1
        reach = (round(2 * _APART_ACROSS * self.word_height_px) | 1, round(2 * _APART_DOWN * self.word_height_px) | 1)
        _, areas = cv2.connectedComponents(cv2.dilate(marked, np.ones(reach[::-1], np.uint8)))
        of = areas[loose[:, 1], loose[:, 0]]
        groups = [loose[of == area] for area in np.unique(of)]
        return tuple(self._around(group, 2 * self.word_height_px) for group in groups if self._is_writing(group))

    def _is_writing(self, middles: Middles) -> bool:
        if len(middles) < _LEAST_LETTERS:
            return False
        is_one_line = np.ptp(middles[:, 1]) < _LINES_APART * self.word_height_px
        return bool(is_one_line) or self.ink_share(self._around(middles, 0)) <= _MOST_INK_SHARE

    def _around(self, middles: Middles, margin: float) -> Box:
        height, width = self.ink.shape
        (left, top), (right, bottom) = middles.min(axis=0) - margin, middles.max(axis=0) + margin
        return Box(max(0.0, left / width), max(0.0, top / height), min(1.0, right / width), min(1.0, bottom / height))


def writing_on(gray: Pixels, words: Sequence[Word]) -> Writing:
    """The writing on an upright page that should hold these words, of which there is at least one."""
    full_px = median(word.box.height for word in words) * gray.shape[0]
    scale = min(1.0, _WORD_HEIGHT_PX / max(full_px, 1.0))
    how = cv2.INTER_LINEAR if scale > 0.5 else cv2.INTER_AREA  # noqa: PLR2004 - below, every other pixel would be left out
    small = np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=how), np.uint8) if scale < 1 else gray
    ink = _ink(small)
    middles = _letters(ink, full_px * scale)
    return Writing(ink, full_px * scale, middles, _under(ink, words)[middles[:, 1], middles[:, 0]])


def _letters(ink: Pixels, word_height_px: float) -> Middles:
    """The middles of the pieces of ink that are as large as letters; outlines are found in a fifth of the time of labelled areas."""
    outlines, nested = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return np.empty((0, 2), np.int64)
    outer = nested[0, :, 3] < 0
    around = [cv2.boundingRect(outline) for outline, is_outer in zip(outlines, outer, strict=True) if is_outer]
    left, top, widths, heights = np.array(around, np.int64).T
    letters = (heights >= _LEAST_HEIGHT * word_height_px) & (heights <= _MOST_HEIGHT * word_height_px)
    letters &= widths <= _MOST_WIDTH * word_height_px
    return np.asarray(np.stack([left + widths // 2, top + heights // 2], axis=1)[letters], np.int64)


def pixels_of(pixels: Pixels, box: Box, margin_px: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a box, at least one pixel wide and high."""
    height, width = pixels.shape[:2]
    left, top = max(0, int(box.x0 * width) - margin_px), max(0, int(box.y0 * height) - margin_px)
    right, bottom = min(width, int(box.x1 * width + 1) + margin_px), min(height, int(box.y1 * height + 1) + margin_px)
    return min(left, width - 1), min(top, height - 1), max(right, left + 1), max(bottom, top + 1)


def _ink(gray: Pixels) -> Pixels:
    """255 for ink: darker or lighter than the surroundings, so that white letters on a dark bar count too."""
    share = 1 / _PAPER_SHRINK
    paper = cv2.medianBlur(cv2.resize(gray, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), _PAPER_WIDTH_PX)
    surroundings = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.threshold(cv2.absdiff(gray, surroundings), _LEAST_CONTRAST, 255, cv2.THRESH_BINARY)[1], np.uint8)


def _under(ink: Pixels, words: Sequence[Word]) -> NDArray[np.bool_]:
    under = np.zeros(ink.shape, np.bool_)
    for word in words:
        left, top, right, bottom = pixels_of(ink, word.box, 2)
        under[top:bottom, left:right] = True
    return under
