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
    bubbles = find_bubbles(ink)
    return bubbles or tuple(mark for mark in find_check_boxes(ink) if not any(_is_letter(mark, word) for word in words))


def _is_letter(mark: Mark, word: Word) -> bool:
    x, y = mark.box.center
    inside = word.box.x0 <= x <= word.box.x1 and word.box.y0 <= y <= word.box.y1
    return inside and len(word.text) > 1 and mark.box.height < _HOLLOW_SHARE * word.box.height
