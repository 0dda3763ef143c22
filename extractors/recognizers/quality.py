"""Decides what is to be said about a page that can hardly be read; the notes are codes that routing turns into words."""

from collections.abc import Sequence
from statistics import median

import cv2
import numpy as np

from extractors.protocols import Pixels
from models.page import Word

_BLANK_INK_SHARE = 0.0004
_FEW_WORDS = 8
_LOW_CONFIDENCE = 0.55
_LEAST_CONTRAST = 40


def notes_of(pixels: Pixels, words: Sequence[Word]) -> tuple[str, ...]:
    """Codes: blank, few_words, low_confidence, low_contrast; none for a page that reads well."""
    if not words and _ink_share(pixels) < _BLANK_INK_SHARE:
        return ("blank",)
    notes = []
    sure = [word.confidence for word in words if word.confidence is not None]
    if len(words) < _FEW_WORDS:
        notes.append("few_words")
    if sure and median(sure) < _LOW_CONFIDENCE:
        notes.append("low_confidence")
    if notes and _contrast(pixels) < _LEAST_CONTRAST:
        notes.append("low_contrast")
    return tuple(notes)


def _ink_share(pixels: Pixels) -> float:
    ink = cv2.adaptiveThreshold(pixels[::2, ::2], 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
    return float(np.count_nonzero(ink)) / ink.size


def _contrast(pixels: Pixels) -> float:
    dark, light = np.percentile(pixels[::4, ::4], (2, 90))
    return float(light - dark)
