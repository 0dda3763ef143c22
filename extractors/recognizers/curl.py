"""Decides how the lines of a page bend, as those of a curled sheet do, and lays them straight."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.protocols import Pixels
from models.page import Box

Values = NDArray[np.float64]

_BANDS, _WINDOWS, _GRID = 24, 5, 64
_POWERS_ACROSS, _POWERS_DOWN = 5, 1
_MOST_SHIFT_PX = 5
# Lines that leave their height by less than this, in pixels of the search picture, are read as well as straight ones.
_LEAST_BEND_PX = 4.0
# How much sharper rows must begin and end once the lines are straight before the bend is believed.
_SHARPER = 1.15
_LEAST_INK = 40
_LEAST_SIDE_PX = 100


@dataclass(frozen=True, slots=True)
class Bend:
    """How far each place of a page was moved up or down: a polynomial of fractions of the page, in fractions of its height."""

    weights: tuple[float, ...]

    def drop(self, x: Values, y: Values) -> Values:
        """How much lower a place of the straight page lies in the bent one."""
        return np.asarray(np.tensordot(np.array(self.weights), _terms(x, y), 1))

    def straightened(self, gray: Pixels) -> Pixels:
        height, width = gray.shape
        middles = (np.arange(_GRID) + 0.5) / _GRID
        drop = cv2.resize(self.drop(*np.meshgrid(middles, middles)).astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
        rows = np.arange(height, dtype=np.float32)[:, None] + np.asarray(drop, np.float32) * height
        columns = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
        return np.asarray(cv2.remap(gray, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)

    def bent(self, box: Box) -> Box:
        """Where a box of the straight page lies on the bent one: it goes up or down with its middle."""
        x, y = box.center
        drop = float(self.drop(np.array(x), np.array(y)))
        return Box(box.x0, min(max(box.y0 + drop, 0.0), 1.0), box.x1, min(max(box.y1 + drop, 0.0), 1.0))


def bend_of(ink: Pixels) -> Bend | None:
    """How the lines of a small picture of a page's ink (0 or 255) bend; None where they are straight, or cannot be told."""
    if min(ink.shape) < _LEAST_SIDE_PX:
        return None
    steps = _steps(ink)
    if len(steps) < _BANDS:
        return None
    bend = Bend(_fit(steps, ink.shape[0]))
    x, y = np.meshgrid(np.linspace(0, 1, _BANDS), np.linspace(0, 1, _WINDOWS))
    drops = bend.drop(x, y) * ink.shape[0]
    if np.ptp(drops, axis=1).max() < _LEAST_BEND_PX:
        return None
    return bend if _sharpness(bend.straightened(ink)) > _SHARPER * _sharpness(ink) else None


def _steps(ink: Pixels) -> Values:
    """A row for each two neighbouring bands of a window: both middles across, the window's down (fractions), shift in pixels, plainness."""
    height, width = ink.shape
    edges = np.linspace(0, width, _BANDS + 1).astype(int)
    bands = np.add.reduceat(ink, edges[:-1], axis=1, dtype=np.float64).T / 255
    tall = (height - 2 * _MOST_SHIFT_PX) // _WINDOWS
    left = (np.arange(_BANDS - 1) + 0.5) / _BANDS
    found = []
    for window in range(_WINDOWS):
        top = _MOST_SHIFT_PX + window * tall
        shifts, plainness = _shifts(bands, top, top + tall)
        down = np.full_like(left, (top + tall / 2) / height)
        found.append(np.stack([left, left + 1 / _BANDS, down, shifts, plainness], axis=1)[plainness > 0])
    return np.concatenate(found)


def _shifts(bands: Values, top: int, bottom: int) -> tuple[Values, Values]:
    """By how many pixels the rows of each next band lie lower, to fractions, and how plain that is (0 where it cannot be told)."""
    here = bands[:-1, top:bottom]
    likeness = np.array([_correlation(here, bands[1:, top + by : bottom + by]) for by in range(-_MOST_SHIFT_PX, _MOST_SHIFT_PX + 1)])
    pairs = np.arange(likeness.shape[1])
    best = likeness.argmax(axis=0).clip(1, len(likeness) - 2)
    before, at, after = likeness[best - 1, pairs], likeness[best, pairs], likeness[best + 1, pairs]
    curve = before - 2 * at + after
    told = (at >= before) & (at >= after) & (at > 0) & (curve < 0) & (here.sum(axis=1) >= _LEAST_INK)
    peak = np.divide(before - after, 2 * curve, out=np.zeros_like(at), where=told)
    return best - _MOST_SHIFT_PX + peak, np.where(told, at**2, 0.0)


def _correlation(here: Values, there: Values) -> Values:
    here, there = here - here.mean(axis=1, keepdims=True), there - there.mean(axis=1, keepdims=True)
    scale = np.linalg.norm(here, axis=1) * np.linalg.norm(there, axis=1)
    return np.asarray(np.divide((here * there).sum(axis=1), scale, out=np.zeros_like(scale), where=scale > 0))


def _fit(steps: Values, height: int) -> tuple[float, ...]:
    """The smooth bend whose steps from band to band are the measured ones."""
    left, right, down, shift, weight = steps.T
    differences = _terms(right, down) - _terms(left, down)
    root = np.sqrt(weight)
    for _ in range(3):  # what the smooth bend cannot explain is a neighbouring line taken for the same one
        weights = np.linalg.lstsq((differences * root).T, shift * root, rcond=None)[0]
        off = np.abs(shift - weights @ differences)
        root = np.sqrt(weight) * (off < max(1.0, 2 * float(np.median(off))))
    return tuple((weights / height).tolist())


def _terms(x: Values, y: Values) -> Values:
    """Powers of the way across (none without it: a page moved as a whole is not bent), each with powers of the way down."""
    across, down = np.asarray(x) * 2 - 1, np.asarray(y) * 2 - 1
    return np.array([across**i * down**j for i in range(1, _POWERS_ACROSS + 1) for j in range(_POWERS_DOWN + 1)])


def _sharpness(ink: Pixels) -> float:
    """How abruptly ink begins and ends from one row to the next."""
    return float(np.square(np.diff(ink.sum(axis=1, dtype=np.float64))).sum())
