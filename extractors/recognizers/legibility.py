"""Decides from the pixels alone how legible a page is, and what is wrong with it where it is not."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.protocols import Pixels
from extractors.recognizers.letter_height import Letters, letters_of

_FEWEST_LETTERS = 20
_LOOKED_AT = 120
# An edge is looked for over this share of a letter's height.
_EDGE_SHARE = 0.1
# From this level on a pixel is blown out; paper that is this light by itself hides it.
_BLOWN_OUT, _LIGHT_PAPER = 252, 238
_COARSE_SIDE_PX = 300


@dataclass(frozen=True, slots=True)
class Signs:
    """What is measured.

    `edge`: width of the letters' edges by their height; `contrast`: gray levels between letter and paper; `letter_px`: their height;
    `cut`: share of a border along which letters are cut; `skew`: degrees by which the page was turned; `glare`: share of the written
    area that is blown out.
    """

    edge: float
    contrast: float
    letter_px: float
    cut: float
    skew: float
    glare: float


# By note: the sign at which nothing can be read, and the one from which on it does no harm; at half the way between them about seven
# words in ten are still read (benchmarks/quality.py).
SCALES: Mapping[str, tuple[str, float, float]] = {
    "blurred": ("edge", 0.6, 0.2),
    "low_contrast": ("contrast", 5, 35),
    "low_resolution": ("letter_px", 4, 12),
    "cut_off": ("cut", 0.8, 0.2),
    "skewed": ("skew", 13, 11),
    "glare": ("glare", 0.2, 0.0),
}
LEAST_QUALITY = 0.5


def legibility(gray: Pixels, skew_degrees: float = 0.0) -> tuple[float | None, tuple[str, ...]]:
    """0 to 1, and a note for all that makes it too low; None for a page with too few letters to tell. Gray as the scanner delivered it."""
    signs = signs_of(gray, skew_degrees)
    if signs is None:
        return None, ()
    scores = {note: _score(getattr(signs, sign), worst, fine) for note, (sign, worst, fine) in SCALES.items()}
    return round(min(scores.values()), 2), tuple(note for note, score in scores.items() if score < LEAST_QUALITY)


def signs_of(gray: Pixels, skew_degrees: float = 0.0) -> Signs | None:
    letters = letters_of(gray)
    if letters.count < _FEWEST_LETTERS:
        return None
    edge, contrast = _edge_and_contrast(gray, letters)
    return Signs(edge, contrast, letters.height_px, _cut(letters, gray.shape), abs(skew_degrees), _glare(gray, letters))


def _score(sign: float, worst: float, fine: float) -> float:
    return float(min(1.0, max(0.0, (sign - worst) / (fine - worst))))


def _edge_and_contrast(gray: Pixels, letters: Letters) -> tuple[float, float]:
    """The medians of some letters, of the blurrier direction: a page that moved is sharp along its way."""
    step = max(1, round(_EDGE_SHARE * letters.height_px))
    some = letters.boxes[:: max(1, letters.count // _LOOKED_AT)]
    rises = np.array([_rises(gray, box, step) for box in some.round().astype(int).tolist()])
    contrast, across, down = np.median(rises, axis=0)
    return step / letters.height_px / max(min(across, down), 0.01), float(contrast)


def _rises(gray: Pixels, box: list[int], step: int) -> tuple[float, float, float]:
    """The contrast around one letter, and the shares of it that lie between neighbours, across and down."""
    left, top, width, height = box
    around = gray[max(0, top - step) : top + height + step, max(0, left - step) : left + width + step].astype(np.int16)
    contrast = max(1, int(around.max()) - int(around.min()))
    across, down = np.abs(around[:, step:] - around[:, :-step]).max(), np.abs(around[step:] - around[:-step]).max()
    return contrast, across / contrast, down / contrast


def _cut(letters: Letters, shape: tuple[int, ...]) -> float:
    """The largest share of a border of the picture, within the writing, along which letters touch it."""
    left, top, width, height = letters.boxes.T
    right, bottom, usual = left + width, top + height, letters.height_px
    near = max(shape) / 1200 + 0.5
    like = (height > usual / 2) & (height < 2 * usual)
    rows, columns = float(np.ptp(top)) or 1.0, float(np.ptp(left)) or 1.0
    sides = [np.count_nonzero(at & like) * 2 * usual / rows for at in (left <= near, right >= shape[1] - near)]
    ends = [width[at & (width < 2 * usual)].sum() / columns for at in (top <= near, bottom >= shape[0] - near)]
    return float(min(1.0, max(*sides, *ends)))


def _glare(gray: Pixels, letters: Letters) -> float:
    """The share of the written area in blown-out patches higher than a line of writing."""
    scale = min(1.0, _COARSE_SIDE_PX / max(gray.shape))
    coarse = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    left, top, right, bottom = _written_area(letters, scale)
    written = coarse[top:bottom, left:right]
    if not written.size or np.median(written) >= _LIGHT_PAPER:
        return 0.0
    side = max(3, round(3 * letters.height_px * scale))
    patches = cv2.morphologyEx((written >= _BLOWN_OUT).astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    return float(patches.mean())


def _written_area(letters: Letters, scale: float) -> tuple[int, ...]:
    corners: NDArray[np.float64] = np.concatenate(
        [np.percentile(letters.boxes[:, :2], 2, axis=0), np.percentile(letters.boxes[:, :2], 98, axis=0)]
    )
    return tuple((corners * scale).round().astype(int).tolist())
