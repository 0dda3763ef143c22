"""Decides which strips of a page are pieces of writing that runs down the page or up it, as stamps often do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.recognizers.line_finder import Strip

STANDS = 2.0
"""So many times higher than wide is no line of the page."""
GAP = 1.5
"""Pieces nearer than this many widths are of one line; print that crosses a stamp, and pale ink, break it up."""
WIDER = 1.4


@dataclass(frozen=True, slots=True)
class Column:
    """A line that may stand, and the strips it is made of."""

    strip: Strip
    pieces: frozenset[Strip]


def columns_of(strips: Sequence[Strip]) -> Iterator[Column]:
    """The strips that stand, each with the pieces over and under it; none where most do: then the page lies on its side."""
    standing = [strip for strip in strips if _height(strip) > STANDS * _width(strip)]
    if 2 * len(standing) > len(strips):
        return
    taken: set[Strip] = set()
    for strip in sorted(standing, key=_height, reverse=True):
        if strip not in taken:
            column = _grown(strip, [other for other in strips if other not in taken])
            taken |= column.pieces
            yield column


def _grown(strip: Strip, others: Sequence[Strip]) -> Column:
    whole, pieces = strip, {strip}
    width = _width(strip)
    for _ in others:
        near = next((other for other in others if other not in pieces and _goes_on(whole, other, width)), None)
        if near is None:
            break
        pieces.add(near)
        whole = Strip(min(whole.left, near.left), min(whole.top, near.top), max(whole.right, near.right), max(whole.bottom, near.bottom))
    return Column(whole, frozenset(pieces))


def _goes_on(whole: Strip, other: Strip, width: int) -> bool:
    """Whether a strip stands over or under another, no wider than a letter of it is high."""
    gap = max(other.top - whole.bottom, whole.top - other.bottom)
    middle = (other.left + other.right) / 2
    return -width < gap < GAP * width and whole.left <= middle <= whole.right and _width(other) <= WIDER * width


def _height(strip: Strip) -> int:
    return strip.bottom - strip.top


def _width(strip: Strip) -> int:
    return strip.right - strip.left
