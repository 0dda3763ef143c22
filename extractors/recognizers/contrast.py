"""Decides whether writing is too faint to be read as it is, and raises its contrast."""

import cv2
import numpy as np

from extractors.protocols import Pixels
from extractors.recognizers.page_ink import halved

# How much darker than the paper around it writing must be before the contrast is left alone.
_LOW_CONTRAST = 70


def with_contrast(gray: Pixels, small: Pixels) -> Pixels:
    """Faint writing and uneven paper are divided out; a clear page is left as it is, since every change costs some letters.

    `small` is a smaller picture of the page.
    """
    small = halved(small)
    paper = np.asarray(cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 11), np.uint8)
    if np.percentile(cv2.subtract(paper, small), 99) >= _LOW_CONTRAST:
        return gray
    surroundings = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = np.asarray(cv2.divide(gray, surroundings, scale=255), np.uint8)
    darkest = float(np.percentile(even[::4, ::4], 0.5))
    return np.asarray(np.clip((even - darkest) * (255 / max(255 - darkest, 1)), 0, 255), np.uint8)
