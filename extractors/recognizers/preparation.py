"""Decides how a page is set upright before it is read, and keeps the way back to the original."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.protocols import Pixels, RawPage
from extractors.recognizers.colour import to_gray
from extractors.recognizers.page_ink import Outline, halved, outline_of
from models.page import Transform

Matrix = NDArray[np.float64]

_MOST_SKEW_DEGREES = 12.0
_LEAST_SKEW_DEGREES = 0.25
_NEARLY_STRAIGHT = (-3.0, -1.0, 0.0, 1.0, 3.0)
_PLAINLY = 1.5
# How much sharper the profile across the lines must be than the one along them before a page counts as lying on its side.
_SIDEWAYS_RATIO = 1.5
_QUARTER_TURNS = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}


@dataclass(frozen=True, slots=True)
class UprightPage:
    """Gray pixels a person would call upright; `transform` leads from their fractions to the original's units.

    `turned_degrees` is how far the original stood clockwise, in quarter turns, `skew_degrees` the rest.
    """

    pixels: Pixels
    transform: Transform
    turned_degrees: int
    skew_degrees: float


def prepare(raw: RawPage, turned_degrees: int) -> tuple[UprightPage, Outline]:
    """The page turned back by quarter turns, its skew taken out, and its outline."""
    gray = to_gray(raw.pixels)
    turned, back = _turn_back(gray, turned_degrees)
    outline = outline_of(turned)
    skew = skew_of(outline.ink)
    if abs(skew) >= _LEAST_SKEW_DEGREES:
        turned, unskew = _rotate(turned, skew)
        outline = outline_of(turned)
        back = back @ unskew
    else:
        skew = 0.0
    matrix = _of_pixels(gray, raw.original) @ back @ np.diag([turned.shape[1], turned.shape[0], 1.0])
    transform = Transform(tuple(float(cell) for cell in matrix.ravel()))  # type: ignore[arg-type] # nine cells
    return UprightPage(turned, transform, turned_degrees, skew), outline


def stands_sideways(ink: Pixels) -> bool:
    """Whether the lines of writing run from top to bottom."""
    return _sharpness(ink.T) > _SIDEWAYS_RATIO * _sharpness(ink)


def skew_of(ink: Pixels) -> float:
    """Degrees, within 12, by which the lines of writing fall to the right (positive: clockwise); found where their profile is sharpest."""
    if not ink.any():
        return 0.0
    coarse = _rough_skew(halved(ink))
    finer = max(np.arange(coarse - 0.8, coarse + 0.9, 0.2), key=lambda angle: _sharpness_at(ink, angle))
    angles = np.arange(finer - 0.3, finer + 0.31, 0.1)
    # The middle of the peak says it finer than its highest step.
    sharpness = np.array([_sharpness_at(ink, angle) for angle in angles])
    return round(float(np.average(angles, weights=np.maximum(sharpness - sharpness.min(), 1e-9) ** 2)), 2)


def _rough_skew(ink: Pixels) -> float:
    """To a degree. Most pages lie nearly straight: where rows are plainly sharpest there, the other angles are not tried."""
    sharpness = {angle: _sharpness_at(ink, angle) for angle in _NEARLY_STRAIGHT}
    best = max(sharpness, key=lambda angle: sharpness[angle])
    if abs(best) == _NEARLY_STRAIGHT[-1] or sharpness[best] < _PLAINLY * max(
        sharpness[_NEARLY_STRAIGHT[0]], sharpness[_NEARLY_STRAIGHT[-1]]
    ):
        best = max(np.arange(-_MOST_SKEW_DEGREES, _MOST_SKEW_DEGREES + 1, 1.0), key=lambda angle: _sharpness_at(ink, angle))
    return float(best)


def _turn_back(gray: Pixels, degrees: int) -> tuple[Pixels, Matrix]:
    """The pixels turned back, and the matrix from their pixel coordinates to those before."""
    height, width = gray.shape
    back = {
        0: [[1, 0, 0], [0, 1, 0]],
        90: [[0, -1, width], [1, 0, 0]],
        180: [[-1, 0, width], [0, -1, height]],
        270: [[0, 1, 0], [-1, 0, height]],
    }[degrees]
    turned = np.asarray(cv2.rotate(gray, _QUARTER_TURNS[degrees]), np.uint8) if degrees else gray
    return turned, np.array([*back, [0, 0, 1]], float)


def _rotate(gray: Pixels, skew: float) -> tuple[Pixels, Matrix]:
    """The pixels with the skew taken out, on a canvas large enough, and the matrix back."""
    height, width = gray.shape
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0), [0, 0, 1]])
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    new_width, new_height = round(height * sine + width * cosine), round(height * cosine + width * sine)
    matrix[0, 2] += (new_width - width) / 2
    matrix[1, 2] += (new_height - height) / 2
    paper = int(np.percentile(gray[::8, ::8], 90))
    rotated = cv2.warpAffine(gray, matrix[:2], (new_width, new_height), flags=cv2.INTER_LINEAR, borderValue=(paper,))
    return np.asarray(rotated, np.uint8), np.linalg.inv(matrix)


def _of_pixels(gray: Pixels, original: Transform) -> Matrix:
    """From pixel coordinates of the page as delivered to the original's units."""
    height, width = gray.shape
    return np.array(original.matrix).reshape(3, 3) @ np.diag([1 / width, 1 / height, 1.0])


def _sharpness_at(ink: Pixels, angle: float) -> float:
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
    return _sharpness(np.asarray(cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST), np.uint8))


def _sharpness(ink: Pixels) -> float:
    """How abruptly ink begins and ends from one row to the next."""
    profile = ink.sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(profile)).sum() / max(ink.shape[1], 1))
