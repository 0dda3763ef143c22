"""Decides whether a PDF's own words may be believed: they must lie on ink, ink must lie under them, and they must say what is drawn.

Scans often carry hidden words that are not what the paper shows, and fonts without a Unicode map yield letters nobody sees.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from statistics import median

import cv2
import numpy as np

from extractors.containers.pdf_words import UNREADABLE
from extractors.protocols import Pixels, Recognizer
from models.page import Box, Word

NAME = "text_layer.v1"

_LEAST_WORDS = 3
_WORD_INK_SHARE = 0.015
_WORDS_ON_INK = 0.9
_INK_UNDER_WORDS = 0.7
_READABLE_WORDS = 0.5
_SAMPLE = 12
_SAMPLE_LETTERS = 3
_SAMPLE_ALIKE = 0.6
_SAMPLE_AGREES = 0.6
_STRIP_HEIGHT_PX = 44
_STRIP_GAP_PX = 36


def is_believable(words: Sequence[Word], gray: Pixels, recognizer: Recognizer) -> bool:
    """Whether a text layer is what a person sees on these upright pixels."""
    readable = [word for word in words if any(character.isalnum() for character in word.text) and UNREADABLE not in word.text]
    if len(words) < _LEAST_WORDS or len(readable) < _READABLE_WORDS * len(words):
        return False
    ink = _ink(gray)
    on_ink = [word for word in readable if _ink_share(ink, word.box) >= _WORD_INK_SHARE]
    if len(on_ink) < _WORDS_ON_INK * len(readable) or _covered(ink, words) < _INK_UNDER_WORDS:
        return False
    return _says_what_is_drawn(on_ink, gray, recognizer)


def _ink(gray: Pixels) -> Pixels:
    """255 for ink: darker or lighter than the surroundings, so that white letters on a dark bar count too."""
    paper = cv2.medianBlur(cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), 31)
    surroundings = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray((cv2.absdiff(gray, surroundings) > 60) * np.uint8(255), np.uint8)  # noqa: PLR2004 - a quarter of full contrast


def _ink_share(ink: Pixels, box: Box) -> float:
    area = _crop(ink, box, 0)
    return float(np.count_nonzero(area)) / area.size if area.size else 0.0


def _covered(ink: Pixels, words: Sequence[Word]) -> float:
    """The share of letter-sized pieces of ink that lie under a word."""
    height_px = max(median(word.box.height for word in words) * ink.shape[0], 4)
    _, _, stats, centers = cv2.connectedComponentsWithStats(ink, connectivity=8)
    heights, widths = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    letters = (heights >= 0.35 * height_px) & (heights <= 1.8 * height_px) & (widths <= 4 * height_px)
    points = np.asarray(centers[1:][letters], int)
    if not len(points):
        return 1.0
    under = np.zeros_like(ink)
    for word in words:
        left, top, right, bottom = _pixels(ink, word.box, 2)
        under[top:bottom, left:right] = 1
    return float(under[points[:, 1], points[:, 0]].mean())


def _says_what_is_drawn(words: Sequence[Word], gray: Pixels, recognizer: Recognizer) -> bool:
    """Some words from all over the page, cut out and read by an eye that does not know what they should say."""
    chosen = [word for word in words if sum(map(str.isalnum, word.text)) >= _SAMPLE_LETTERS]
    if not chosen:
        return False
    sample = chosen[:: max(1, len(chosen) // _SAMPLE)][:_SAMPLE]
    strip, tops = _strip([_crop(gray, word.box, 4) for word in sample])
    read = recognizer.read(strip, None)
    agreeing = sum(_alike(word.text, _text_at(read, top, strip.shape[0])) for word, top in zip(sample, tops, strict=True))
    return agreeing >= _SAMPLE_AGREES * len(sample)


def _strip(crops: Sequence[Pixels]) -> tuple[Pixels, list[int]]:
    """The crops below one another at one height, and where each begins."""
    scaled = list(_scaled(crops))
    width = max(400, *(crop.shape[1] + 2 * _STRIP_GAP_PX for crop in scaled))
    step = _STRIP_HEIGHT_PX + _STRIP_GAP_PX
    strip = np.full((step * len(scaled) + _STRIP_GAP_PX, width), 255, np.uint8)
    tops = []
    for index, crop in enumerate(scaled):
        top = _STRIP_GAP_PX + index * step
        strip[top : top + crop.shape[0], _STRIP_GAP_PX : _STRIP_GAP_PX + crop.shape[1]] = crop
        tops.append(top)
    return strip, tops


def _scaled(crops: Sequence[Pixels]) -> Iterator[Pixels]:
    for crop in crops:
        scale = _STRIP_HEIGHT_PX / crop.shape[0]
        light = cv2.bitwise_not(crop) if np.median(crop) < 128 else crop  # noqa: PLR2004 - darker than middle gray: white on dark
        yield np.asarray(
            cv2.resize(light, (max(1, round(crop.shape[1] * scale)), _STRIP_HEIGHT_PX), interpolation=cv2.INTER_AREA), np.uint8
        )


def _text_at(read: Sequence[Word], top: int, height: int) -> str:
    upper, lower = (top - _STRIP_GAP_PX / 2) / height, (top + _STRIP_HEIGHT_PX + _STRIP_GAP_PX / 2) / height
    return "".join(word.text for word in read if upper <= word.box.center[1] < lower)


def _alike(said: str, seen: str) -> bool:
    return SequenceMatcher(None, _bare(said), _bare(seen)).ratio() >= _SAMPLE_ALIKE


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _crop(pixels: Pixels, box: Box, margin_px: int) -> Pixels:
    left, top, right, bottom = _pixels(pixels, box, margin_px)
    return pixels[top:bottom, left:right]


def _pixels(pixels: Pixels, box: Box, margin_px: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a box, at least one pixel wide and high."""
    height, width = pixels.shape[:2]
    left, top = max(0, int(box.x0 * width) - margin_px), max(0, int(box.y0 * height) - margin_px)
    right, bottom = min(width, int(box.x1 * width + 1) + margin_px), min(height, int(box.y1 * height + 1) + margin_px)
    return min(left, width - 1), min(top, height - 1), max(right, left + 1), max(bottom, top + 1)
