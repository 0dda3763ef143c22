"""Decides which words are a machine-readable zone, and has its lines read again as such: by two eyes that look for its signs alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

from extractors.protocols import Pixels
from extractors.recognizers.line_finder import Strip
from extractors.recognizers.line_picture import line_picture
from extractors.recognizers.writing import pixels_of
from extractors.values.travel_zone import SIGNS, ZONE_LINE, ZONES, Zone, may_be, of_its_class, proven_lines, zone_text
from models.page import Box, Sighting, Word, enclosing

_PIECE = re.compile(r"[A-Z0-9<]+")
_BETWEEN_NAMES = re.compile(r"[A-Z]<<")
# Pieces of a line overlap in height, and stand at most this many heights apart.
_APART, _MARGIN_SHARE = 4.0, 0.3
_HEIGHT_PX = 36


class Eye(Protocol):
    name: str

    def read_signs(self, line: Pixels, signs: str) -> str: ...


@dataclass(frozen=True, slots=True)
class _Row:
    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        return enclosing(word.box for word in self.words)

    @property
    def text(self) -> str:
        return "".join(zone_text(word.text) for word in self.words)


def with_zone(gray: Pixels, words: tuple[Word, ...], eyes: Sequence[Eye]) -> tuple[Word, ...]:
    """The words with those of a zone replaced by one a line, where its check digits prove what it says; else as they are."""
    rows = [row for row in _rows(words, gray.shape[0] / gray.shape[1]) if ZONE_LINE.fullmatch(row.text)]
    for zone in ZONES:
        for start in range(len(rows) - zone.line_count + 1):
            run = rows[start : start + zone.line_count]
            lengths_fit = all(may_be(zone, line, row.text) for line, row in enumerate(run))
            if lengths_fit and _BETWEEN_NAMES.search(run[zone.names_line].text):
                found = _read_again(gray, zone, run, eyes)
                if found:
                    return tuple(_replaced(words, run, found))
    return words


def _rows(words: Sequence[Word], height_share: float) -> list[_Row]:
    """Pieces of zone lines, joined along the line; `height_share` is the height of the page in widths."""
    rows: list[_Row] = []
    pieces = [word for word in words if _PIECE.fullmatch(zone_text(word.text))]
    for word in sorted(pieces, key=lambda one: one.box.x0):
        at = next((index for index, row in enumerate(rows) if _goes_on(row.words[-1].box, word.box, height_share)), None)
        if at is None:
            rows.append(_Row((word,)))
        else:
            rows[at] = _Row((*rows[at].words, word))
    return sorted(rows, key=lambda row: row.box.y0)


def _goes_on(left: Box, right: Box, height_share: float) -> bool:
    beside = left.y0 < right.center[1] < left.y1 and right.y0 < left.center[1] < right.y1
    return beside and right.x0 - left.x1 < _APART * left.height * height_share


def _read_again(gray: Pixels, zone: Zone, rows: Sequence[_Row], eyes: Sequence[Eye]) -> tuple[Word, ...] | None:
    seen = [[(eye.name, eye.read_signs(_picture(gray, row.box), SIGNS)) for eye in eyes] for row in rows]
    texts = [
        [text for text in (row.text, *(text for _, text in looks)) if may_be(zone, line, text)]
        for line, (looks, row) in enumerate(zip(seen, rows, strict=True))
    ]
    lines = proven_lines(zone, texts)
    if lines is None:
        return None
    return tuple(_word(zone, line, text, rows[line], seen[line]) for line, text in enumerate(lines))


def _picture(gray: Pixels, box: Box) -> Pixels:
    strip = Strip(*pixels_of(gray, box, round(_MARGIN_SHARE * box.height * gray.shape[0])))
    return line_picture(gray, strip, _HEIGHT_PX)[0]


def _word(zone: Zone, line: int, text: str, row: _Row, seen: Sequence[tuple[str, str]]) -> Word:
    sure = [word.confidence for word in row.words if word.confidence is not None]
    agreed = all(of_its_class(zone, line, zone_text(read)) == text for _, read in seen)
    return Word(text, row.box, fmean(sure) if sure else None, tuple(Sighting(eye, read, None) for eye, read in seen), agreed)


def _replaced(words: Sequence[Word], rows: Sequence[_Row], lines: Sequence[Word]) -> Iterator[Word]:
    """The lines stand where the first of their pieces stood."""
    first = {id(row.words[0]): line for row, line in zip(rows, lines, strict=True)}
    pieces = {id(word) for row in rows for word in row.words}
    for word in words:
        if id(word) in first:
            yield first[id(word)]
        elif id(word) not in pieces:
            yield word
