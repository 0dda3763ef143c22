"""Decides which part of a page holds its writing: without the dark borders a scanner adds, and without wide empty margins."""

import cv2
import numpy as np

from extractors.protocols import Pixels
from extractors.recognizers.page_ink import Outline

# What is darker than this is no paper; a row or column at an edge with less paper than this share is border.
_DARK = 110
_PAPER_SHARE = 0.25
# Specks are smaller than this, in pixels of the search picture; writing is not longer than this share of the page in one piece.
_SPECK_PX = 4
_PIECE_SHARE = 0.3
_MARGIN_SHARE = 0.02
# A page is cut only where that spares this share of it: readers shrink what is large, and small print suffers.
_LEAST_SPARED = 0.25

Part = tuple[float, float, float, float]
WHOLE: Part = (0.0, 0.0, 1.0, 1.0)


def written_part(page: Outline) -> Part:
    """Left, top, right and bottom, in fractions, of what is worth reading."""
    small, ink = page.small, page.ink
    height, width = small.shape
    left, right = _inside_border((small < _DARK).mean(axis=0))
    top, bottom = _inside_border((small < _DARK).mean(axis=1))
    columns, rows = _writing(ink[top:bottom, left:right])
    if not len(columns):
        return WHOLE
    margin = _MARGIN_SHARE * max(height, width)
    part = (
        max(left, left + columns[0] - margin) / width,
        max(top, top + rows[0] - margin) / height,
        min(right, left + columns[-1] + margin) / width,
        min(bottom, top + rows[-1] + margin) / height,
    )
    spared = 1 - (part[2] - part[0]) * (part[3] - part[1])
    return part if spared >= _LEAST_SPARED else WHOLE


def _inside_border(dark: np.ndarray) -> tuple[int, int]:
    """From the first to behind the last row or column that is mostly paper."""
    paper = np.flatnonzero(dark < 1 - _PAPER_SHARE)
    return (int(paper[0]), int(paper[-1]) + 1) if len(paper) else (0, len(dark))


def _writing(ink: Pixels) -> tuple[np.ndarray, np.ndarray]:
    """The columns and the rows on which pieces of the size of writing stand."""
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    across, down, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    written = (area > _SPECK_PX) & (across < _PIECE_SHARE * ink.shape[1]) & (down < _PIECE_SHARE * ink.shape[0])
    written[0] = False
    there = written[pieces]
    return np.flatnonzero(there.any(axis=0)), np.flatnonzero(there.any(axis=1))
