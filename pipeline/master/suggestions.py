"""Decides which values to offer for what somebody has typed so far."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from rapidfuzz import fuzz, process

from pipeline.spelling import folded

MIN_LIKENESS = 75.0
WORDS_LIKE_IT = 20
LOOKED_AT = 50


class Beginnings:
    """The texts of one column, found by the beginning of any of their words. Nothing in it changes but what is kept for speed."""

    def __init__(self, texts: Sequence[str]) -> None:
        spelt = ((folded(text), place) for place, text in enumerate(texts))
        self._from_each_word = sorted((rest, place) for text, place in spelt for rest in _rests(text))
        self._words = sorted({rest.split(" ", 1)[0] for rest, _ in self._from_each_word})
        self._cut_words: dict[int, list[str]] = {}

    def places(self, typed: str, limit: int) -> tuple[int, ...]:
        """Of texts where a word begins so, then of those where one nearly does."""
        begun = folded(typed)
        if not begun:
            return ()
        places = dict.fromkeys(place for _, place in islice(self._beginning_with(begun), LOOKED_AT * limit))
        if len(places) < limit:
            places |= dict.fromkeys(self._nearly(begun, limit))
        return tuple(islice(places, limit))

    def _nearly(self, begun: str, limit: int) -> list[int]:
        first = begun.split(" ", 1)[0]
        words = process.extract(first, self._cut(len(first)), scorer=fuzz.ratio, limit=WORDS_LIKE_IT, score_cutoff=MIN_LIKENESS)
        near = [entry for _, _, at in words for entry in islice(self._beginning_with(self._words[at]), LOOKED_AT * limit)]
        scored = [(-fuzz.ratio(begun, text[: len(begun)]), text, place) for text, place in near]
        return [place for score, _, place in sorted(scored) if -score >= MIN_LIKENESS]

    def _cut(self, length: int) -> list[str]:
        if length not in self._cut_words:
            self._cut_words[length] = [word[:length] for word in self._words]
        return self._cut_words[length]

    def _beginning_with(self, begun: str) -> Iterator[tuple[str, int]]:
        entries = self._from_each_word
        for at in range(bisect_left(entries, (begun, -1)), len(entries)):
            if not entries[at][0].startswith(begun):
                return
            yield entries[at]


def _rests(text: str) -> Iterator[str]:
    words = text.split()
    return (" ".join(words[start:]) for start in range(len(words)))
