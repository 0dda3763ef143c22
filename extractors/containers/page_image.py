"""Writes the picture of a page that people see: upright, small enough to load at once, large enough to read."""

from pathlib import Path

import cv2

from extractors.protocols import Pixels

_LONG_SIDE_PX = 1700
_QUALITY = 75


def write_page_image(pixels: Pixels, path: Path) -> None:
    """A JPEG of the page with a long side of at most 1700 pixels."""
    scale = min(1.0, _LONG_SIDE_PX / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    cv2.imwrite(str(path), small, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
