"""Decides what a line of writing says, by a PP-OCR text recogniser, and where its words stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.protocols import Pixels
from extractors.recognizers.lookalikes import with_small_l
from extractors.recognizers.onnx_models import letters_of, open_session

SHIPPED = Path(__file__).resolve().parents[2] / "models" / "weights" / "line_reader" / "pp-ocrv6-small-latin.int8.onnx"
# Latin letters with their accents, and the dashes, quotes and signs business papers use. Not the multiplication sign: it is keyed as x.
_ASCII, _ACCENTED, _SIGNS = range(0x21, 0x7F), range(0xA1, 0x180), (*range(0x2013, 0x2015), *range(0x2018, 0x201F), 0x2022, 0x20AC)
LATIN = frozenset(map(chr, (*_ASCII, *_ACCENTED, *_SIGNS))) - {"\N{MULTIPLICATION SIGN}", "\N{DIVISION SIGN}"}
_HEIGHT_PX = 48
_LEAST_WIDTH_PX = 16
_BLANK, _SPACE = "", " "
# The model favours no space; at this probability as many words are parted rightly as wrongly (on receipts F1 .892 becomes .908).
_SPACE_LIKELY = 0.1
# Where no language with accents is expected, specks above letters are; with this weight more companies and addresses are read in full.
_RARE_LETTER = 0.03
# A sign that prints like a small l may be one where the model thought that at least this likely, next to what it chose.
_SMALL_L_SHARE = 0.01
# What is this much darker or lighter than its column, of the strongest, is ink.
_INK_SHARE = 0.35
_MARGIN_SHARE = 0.15

Odds = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word of a line; `start` and `end` are fractions of the width of the picture it was read from."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    step: int
    probability: float


class LineReader:
    """Reads one line at a time: in a batch the shorter lines are padded, which costs as much as it spares and some letters too."""

    def __init__(self, *, accents: bool = True, model: Path = SHIPPED) -> None:
        """Without `accents` a letter that carries one is read only where hardly anything else could stand there."""
        self._session = open_session(model)
        self._letters = (_BLANK, *letters_of(self._session), _SPACE)
        rare = [not accents and letter.isalpha() and not letter.isascii() for letter in self._letters]
        self._small_l = self._letters.index("l")
        self._weights = np.where(rare, _RARE_LETTER, 1.0).astype(np.float32)

    def read(self, line: Pixels, only: str | None = None) -> tuple[PlacedWord, ...]:
        """The words of a gray picture that holds one line of writing, from left to right; of the signs in `only` where it is given."""
        if not line.size:
            return ()
        left, right = _written(line)
        weights = self._weights if only is None else np.array([letter in only for letter in self._letters], np.float32)
        odds: Odds = self._session.run(None, {"x": blob_of(line[:, left:right])})[0][0] * weights
        start, across = left / line.shape[1], (right - left) / line.shape[1]
        return tuple(_placed(word, self._text(word, odds), len(odds), start, across) for word in self._words(odds))

    def _words(self, odds: Odds) -> Iterator[list[_Letter]]:
        """Runs of letters without a space between them."""
        best = odds.argmax(axis=1)
        begins = np.append(True, best[1:] != best[:-1])
        steps = [int(step) for step in np.flatnonzero(begins & (best != 0))]
        letters = [_Letter(self._letters[best[step]], step, float(odds[step, best[step]])) for step in steps]
        word: list[_Letter] = []
        for letter in letters:
            if word and (letter.text == _SPACE or odds[word[-1].step + 1 : letter.step, -1].max(initial=0.0) > _SPACE_LIKELY):
                yield word
                word = []
            if letter.text != _SPACE:
                word.append(letter)
        if word:
            yield word

    def _text(self, word: Sequence[_Letter], odds: Odds) -> str:
        possible = {at for at, letter in enumerate(word) if odds[letter.step, self._small_l] >= _SMALL_L_SHARE * letter.probability}
        return with_small_l("".join(letter.text for letter in word), possible)


def blob_of(line: Pixels) -> NDArray[np.float32]:
    """A gray line as the model wants it: 48 pixels high, from -1 to 1, three channels."""
    width = max(_LEAST_WIDTH_PX, round(line.shape[1] * _HEIGHT_PX / line.shape[0]))
    how = cv2.INTER_AREA if line.shape[0] > _HEIGHT_PX else cv2.INTER_LINEAR
    scaled = cv2.resize(line, (width, _HEIGHT_PX), interpolation=how).astype(np.float32) / 127.5 - 1.0
    return np.repeat(scaled[None, None], 3, axis=1)


def _written(line: Pixels) -> tuple[int, int]:
    """The columns from the first to the last ink, with a margin: empty ends cost time and are read as strokes."""
    contrast = line.max(axis=0).astype(np.int16) - line.min(axis=0)
    inked = np.flatnonzero(contrast > contrast.max() * _INK_SHARE)
    if not len(inked):
        return 0, line.shape[1]
    margin = round(line.shape[0] * _MARGIN_SHARE)
    return max(0, int(inked[0]) - margin), min(line.shape[1], int(inked[-1]) + 1 + margin)


def _placed(word: Sequence[_Letter], text: str, steps: int, start: float, across: float) -> PlacedWord:
    """A letter is recognised near its middle: half a letter's width is added at both ends."""
    half = (word[-1].step - word[0].step) / (len(word) - 1) / 2 if len(word) > 1 else 1.0
    first, last = max(0.0, word[0].step + 0.5 - half), min(float(steps), word[-1].step + 0.5 + half)
    return PlacedWord(text, start + across * first / steps, start + across * last / steps, fmean(letter.probability for letter in word))
