"""Decides where the columns of a table stand: between the gaps that run through its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from extractors.fields.lines import Line
from models.page import Box, Word, enclosing

GRAIN = 2000
"""How many slices a page's width has: a slice of a letter page is a third of a point."""
SPACE_IN_LETTERS = 1.25
GAP_IN_HEIGHTS = 0.4
NUMBERS_APART_IN_LETTERS = 0.8
MAY_CROSS = 0.12
MOSTLY = 0.6
NOTHING = frozenset({"-", "\u2013", "\u2014", "na", "n/a", "nd", "*", "...", ".."})
FEW_LINES = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of one line with no more than a space between them."""

    words: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


Span = tuple[float, float]


def phrases_of(line: Line) -> tuple[Phrase, ...]:
    """A space is as wide as a letter at most, also where all letters are of one width."""
    letter = sum(word.box.width for word in line.words) / sum(len(word.text) for word in line.words)
    space = SPACE_IN_LETTERS * letter
    groups: list[list[Word]] = []
    for word in line.words:
        gap = word.box.x0 - groups[-1][-1].box.x1 if groups else space
        if gap < space and not (gap > NUMBERS_APART_IN_LETTERS * letter and is_value(word.text) and is_value(groups[-1][-1].text)):
            groups[-1].append(word)
        else:
            groups.append([word])
    return tuple(Phrase(tuple(group), enclosing(word.box for word in group)) for group in groups)


def columns_of(lines: Sequence[Sequence[Phrase]], letter_width: float) -> tuple[Span, ...]:
    """The columns from left to right; headings that span columns do not hide the gaps below them."""
    narrowest = GAP_IN_HEIGHTS * letter_width
    rivers = _gaps(_cover(lines), max(int(len(lines) > FEW_LINES), int(MAY_CROSS * len(lines))), narrowest)
    within = [[phrase for phrase in line if not any(_crosses(phrase.box, river) for river in rivers)] for line in lines]
    gaps = _gaps(_cover(within), 0, narrowest)
    return tuple((before[1], behind[0]) for before, behind in pairwise(gaps))


def is_value(text: str) -> bool:
    """Whether a text is a number, or stands for the lack of one."""
    letters = [letter for letter in text if letter.isalnum()]
    return text.casefold() in NOTHING or 2 * sum(letter.isdigit() for letter in letters) > len(letters)


def _crosses(box: Box, river: Span) -> bool:
    start, end = river
    covered = min(box.x1, end) - max(box.x0, start)
    return covered > MOSTLY * (end - start) and (box.x0 < start or box.x1 > end)


def _cover(lines: Sequence[Sequence[Phrase]]) -> np.ndarray:
    cover = np.zeros(GRAIN, np.int32)
    for line in lines:
        for phrase in line:
            cover[int(phrase.box.x0 * GRAIN) : int(np.ceil(phrase.box.x1 * GRAIN))] += 1
    return cover


def _gaps(cover: np.ndarray, most: int, narrowest: float) -> list[Span]:
    """The stretches covered by at most so many lines, both margins among them however narrow."""
    empty = np.concatenate(([False], [True], cover <= most, [True], [False]))
    edges = np.flatnonzero(empty[1:] != empty[:-1]).reshape(-1, 2) - 1
    spans = [(float(start) / GRAIN, float(end) / GRAIN) for start, end in edges]
    return [span for span in spans if span[0] <= 0 or span[1] >= 1 or span[1] - span[0] >= narrowest]
