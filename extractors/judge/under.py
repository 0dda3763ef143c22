"""Finds the words that a place on a page covers."""

from collections.abc import Iterable

import numpy as np

from models.extraction import Candidate
from models.page import Box, Page, Word


class WordIndex:
    """The words of one page, looked up by their height on it: a page is asked for once by each of its candidates."""

    def __init__(self, page: Page) -> None:
        self._words = page.words
        self._tops = np.array([word.box.y0 for word in page.words])
        self._bottoms = np.array([word.box.y1 for word in page.words])

    def under(self, box: Box) -> list[Word]:
        """The words that a place covers, in the page's order."""
        level = np.flatnonzero((self._tops <= box.y1) & (self._bottoms >= box.y0))
        return _covered([self._words[index] for index in level], box)


def words_under(candidate: Candidate, page: Page) -> list[Word]:
    """The words a candidate's evidence stands on."""
    box = candidate.evidence.box
    return _covered((word for word in page.words if word.box.y0 <= box.y1 and word.box.y1 >= box.y0), box)


def _covered(level: Iterable[Word], box: Box) -> list[Word]:
    """Of words at the height of a place, those on it."""
    middle_x, middle_y = box.center
    found = []
    for word in level:
        x, y = word.box.center
        covers = box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1
        # A word that was printed together with its label is wider than the evidence.
        if covers or (word.box.x0 <= middle_x <= word.box.x1 and word.box.y0 <= middle_y <= word.box.y1):
            found.append(word)
    return found
