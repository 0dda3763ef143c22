"""Decides which barcodes and matrix codes stand on a page, by zxing-cpp, looking only where a page is dark enough to hold one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
import zxingcpp

from extractors.protocols import Pixels
from models.page import Box, Code, Word

# Bars and modules cover half of a code, lines of writing a fifth of their paragraph; averaged over this many pixels of a picture of
# about 400, which is 5 mm of a letter-sized page.
_SEARCH_SIDE_PX, _AROUND_PX = 400, 7
_DARK = 0.33
_LEAST_PAPER = 60
# Dark places are widened by this much, so that quiet zones and light ends of a code belong to them.
_WIDER_PX = 12
_MOST_PLACES = 12
# What a code says is often printed below it.
_MOST_WORDS = 4
# Of a picture no larger than this a code is the subject: all of it is searched, and prepared where nothing is found at once.
_PHOTO_PX = 640
# Of 72 photos 68 are read as they are, two more twice as large, and the last two with their contrast evened out.
_PREPARED: tuple[Callable[[Pixels], Pixels], ...] = (
    lambda gray: gray,
    lambda gray: np.asarray(cv2.resize(gray, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8),
    lambda gray: np.asarray(cv2.createCLAHE(3).apply(gray), np.uint8),
)


def find_codes(gray: Pixels, typed: Sequence[Word] = ()) -> tuple[Code, ...]:
    """All codes on an upright gray page, from top to bottom; where several `typed` words stand there is none, only a dark ground."""
    if max(gray.shape) <= _PHOTO_PX:
        return next((found for prepared in _PREPARED if (found := _read(prepared(gray)))), ())
    height, width = gray.shape
    middles = [word.box.center for word in typed]
    codes = [
        replace(code, box=_on_page(code.box, (left / width, top / height, right / width, bottom / height)))
        for left, top, right, bottom in _dark_places(gray)
        if sum(left < x * width < right and top < y * height < bottom for x, y in middles) <= _MOST_WORDS
        for code in _read(gray[top:bottom, left:right])
    ]
    return tuple(sorted(codes, key=lambda code: (code.box.y0, code.box.x0)))


def _dark_places(gray: Pixels) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, right and bottom in pixels of the page, the largest first."""
    # Every n-th pixel is enough for an average, and costs a tenth of a picture that is shrunk well.
    scale = max(1, round(max(gray.shape) / _SEARCH_SIDE_PX))
    small = np.ascontiguousarray(gray[::scale, ::scale])
    paper = max(_LEAST_PAPER, int(np.percentile(small[::4, ::4], 90)))
    darkness = cv2.blur(cv2.subtract(np.full_like(small, paper), small), (_AROUND_PX, _AROUND_PX))
    dark = cv2.dilate((darkness > _DARK * paper).astype(np.uint8), np.ones((_WIDER_PX, _WIDER_PX), np.uint8))
    areas = cv2.connectedComponentsWithStats(dark)[2][1:]
    for left, top, across, down, _ in sorted(areas.tolist(), key=lambda area: -area[4])[:_MOST_PLACES]:
        right, bottom = min(gray.shape[1], (left + across) * scale), min(gray.shape[0], (top + down) * scale)
        yield left * scale, top * scale, right, bottom


def _read(gray: Pixels) -> tuple[Code, ...]:
    height, width = gray.shape
    found = zxingcpp.read_barcodes(np.ascontiguousarray(gray), text_mode=zxingcpp.TextMode.Plain)
    return tuple(Code(str(one.format), one.text, _box(one.position, width, height)) for one in found)


def _box(where: zxingcpp.Position, width: int, height: int) -> Box:
    corners = where.top_left, where.top_right, where.bottom_left, where.bottom_right
    across, down = [corner.x / width for corner in corners], [corner.y / height for corner in corners]
    return Box(max(0.0, min(across)), max(0.0, min(down)), min(1.0, max(across)), min(1.0, max(down)))


def _on_page(box: Box, place: tuple[float, float, float, float]) -> Box:
    left, top, right, bottom = place
    across, down = right - left, bottom - top
    return Box(left + box.x0 * across, top + box.y0 * down, left + box.x1 * across, top + box.y1 * down)
