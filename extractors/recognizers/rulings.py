"""Finds the lines ruled from left to right on a page: what parts rows and underlines headings of several columns."""

import cv2
import numpy as np

from extractors.protocols import Pixels
from models.page import Box

SQUEEZE = 8
"""Pixels that count as one from left to right: letters leave gaps in so many, rulings do not, and the rest is quick."""
SHORTEST = 1 / 30
"""Of the page's width: longer than a dash, shorter than the narrowest column."""
THICKEST = 0.004
INK, WHOLLY = 190, 250


def find_rulings(pixels: Pixels) -> tuple[Box, ...]:
    """From top to bottom, in fractions of gray upright pixels; bars and pictures are no rulings."""
    height, width = pixels.shape[:2]
    narrow = max(1, width // SQUEEZE)
    ink = cv2.threshold(pixels, INK, 255, cv2.THRESH_BINARY_INV)[1]
    ink = cv2.threshold(cv2.resize(ink, (narrow, height), interpolation=cv2.INTER_AREA), WHOLLY, 255, cv2.THRESH_BINARY)[1]
    run = cv2.getStructuringElement(cv2.MORPH_RECT, (max(3, int(SHORTEST * narrow)), 1))
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(ink, cv2.MORPH_OPEN, run))
    found = [(x, y, x + w, y + h) for x, y, w, h, _ in np.asarray(stats)[1:].tolist() if h <= max(3, THICKEST * height)]
    return tuple(Box(x0 / narrow, y0 / height, x1 / narrow, y1 / height) for x0, y0, x1, y1 in sorted(found, key=lambda edges: edges[1]))
