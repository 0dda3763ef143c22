"""Decides whether a PDF's own words may be believed: they must lie on ink, ink must lie under them, and they must say what is drawn.

Scans often carry hidden words that are not what the paper shows, and fonts without a Unicode map yield letters nobody sees.
"""

import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import cv2
import numpy as np

from extractors.containers.pdf_words import UNREADABLE
from extractors.protocols import Pixels, Recognizer
from extractors.recognizers.writing import pixels_of, writing_on
from models.page import Box, Word

NAME = "text_layer.v1"

_LEAST_WORDS = 3
_WORD_INK_SHARE = 0.015
_WORDS_ON_INK = 0.9
# The share of the writing that must lie under words. What a picture shows beside typed words is read as well; the words of a scan are
# another reader's, and worth no more than ours where they leave a third out.
_COVERED, _COVERED_ON_SCAN = 0.5, 0.7
_READABLE_WORDS = 0.5
# Each page is sampled: of typed words two that are as they should be suffice (5 ms), one that is not asks for all.
_SAMPLE, _ENOUGH = 12, 2
_SAMPLE_LETTERS, _LONG = 3, 5
_SAMPLE_ALIKE = 0.75
_SAMPLE_AGREES = 0.6
_MARGIN_SHARE = 0.1
_MIDDLE_GRAY = 128


def unread_places(words: Sequence[Word], gray: Pixels, recognizer: Recognizer, *, is_scan: bool) -> tuple[Box, ...] | None:
    """Where on these upright pixels writing stands that the words leave out; None where the words are not what a person sees."""
    least_covered, enough = (_COVERED_ON_SCAN, _SAMPLE) if is_scan else (_COVERED, _ENOUGH)
    readable = [word for word in words if any(map(str.isalnum, word.text)) and UNREADABLE not in word.text]
    if len(words) < _LEAST_WORDS or len(readable) < _READABLE_WORDS * len(words):
        return None
    writing = writing_on(gray, words)
    on_ink = [word for word in readable if writing.ink_share(word.box) >= _WORD_INK_SHARE]
    if len(on_ink) < _WORDS_ON_INK * len(readable) or writing.covered_share < least_covered:
        return None
    return writing.uncovered_places() if _say_what_is_drawn(on_ink, gray, recognizer, enough) else None


def _say_what_is_drawn(words: Sequence[Word], gray: Pixels, recognizer: Recognizer, enough: int) -> bool:
    """Some words from all over the page, each read by an eye that does not know what it should say."""
    sample = tuple(itertools.islice(_sampled(words), _SAMPLE))
    agreeing = 0
    for asked, word in enumerate(sample, 1):
        agreeing += _alike(word.text, recognizer.read_line(_dark_on_light(gray, word.box)))
        if asked == agreeing == enough:
            return True
    return bool(sample) and agreeing >= _SAMPLE_AGREES * len(sample)


def _sampled(words: Sequence[Word]) -> Iterator[Word]:
    """Numbers and other words in turn, from all over the page; the shortest where there are some, since long ones take longer."""
    long_enough = [word for word in words if sum(map(str.isalnum, word.text)) >= _SAMPLE_LETTERS]
    chosen = [word for word in long_enough if len(word.text) <= _LONG] or long_enough
    numbers = [word for word in chosen if any(map(str.isdigit, word.text))]
    others = [word for word in chosen if not any(map(str.isdigit, word.text))]
    for pair in itertools.zip_longest(_spread(numbers), _spread(others)):
        yield from (word for word in pair if word)


def _spread(words: Sequence[Word]) -> Iterator[Word]:
    """The shortest of each stretch of the page."""
    step = max(1, len(words) // _SAMPLE)
    return (min(words[start : start + step], key=lambda word: word.box.width) for start in range(0, len(words), step))


def _dark_on_light(gray: Pixels, box: Box) -> Pixels:
    left, top, right, bottom = pixels_of(gray, box, round(_MARGIN_SHARE * box.height * gray.shape[0]))
    crop = gray[top:bottom, left:right]
    return np.asarray(cv2.bitwise_not(crop), np.uint8) if np.median(crop) < _MIDDLE_GRAY else crop


def _alike(said: str, seen: str) -> bool:
    return SequenceMatcher(None, _bare(said), _bare(seen)).ratio() >= _SAMPLE_ALIKE


def _bare(text: str) -> str:
    """Letters and digits alone, without accents: whether they are read depends on the languages the eye was set to."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text))).casefold()
