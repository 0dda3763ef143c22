"""Decides which places to be marked a page has: check boxes, else the bubbles of an answer sheet."""

from collections.abc import Sequence

import cv2
import numpy as np

from extractors.marks.bubbles import find_bubbles
from extractors.marks.check_boxes import SEARCH_SIDE_PX, find_check_boxes
from extractors.protocols import Pixels
from extractors.recognizers.page_ink import ink_of
from models.page import Mark, Word

# The hollow of a letter is lower than its word; a box beside a label, if it was read into its first word, is not.
_HOLLOW_SHARE = 0.8


def find_marks(gray: Pixels, words: Sequence[Word]) -> tuple[Mark, ...]:
    """The check boxes and bubbles of an upright gray page that are no letters of these words."""
    scale = min(1.0, SEARCH_SIDE_PX / max(gray.shape))
    small = np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8) if scale < 1 else gray
    ink = ink_of(small)
    pieces = cv2.connectedComponentsWithStats(ink)[2][1:, : cv2.CC_STAT_AREA].astype(np.int64)
    return find_bubbles(ink, pieces) or find_check_boxes(ink, pieces, _least_heights(ink, words))


def _least_heights(ink: Pixels, words: Sequence[Word]) -> Pixels:
    """Pixels that a box must be high to be no hollow of a letter, at each place."""
    height, width = ink.shape
    least = np.zeros_like(ink)
    for word in words:
        if len(word.text) > 1:
            left, right = int(word.box.x0 * width), int(word.box.x1 * width) + 1
            top, bottom = int(word.box.y0 * height), int(word.box.y1 * height) + 1
            least[top:bottom, left:right] = min(255, _HOLLOW_SHARE * (bottom - top))
    return least
