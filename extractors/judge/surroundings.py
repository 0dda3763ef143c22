"""Says in words what stands around a value, and what shape it has: the tokens that the context of a field is learned from."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractors.fields.lines import Layout, Line
from extractors.values.months import fold
from models.extraction import Candidate
from models.page import Box, Word

LEFT_WORDS = 4
LINES_ABOVE = 5
COLUMNS, ROWS = 5, 10
LABEL_WORDS = 4
MAX_SHAPE = 12
MAX_VALUE_WORDS = 6


class Surroundings:
    """The words around any place of one document."""

    def __init__(self, layout: Layout) -> None:
        self._pages: dict[int, list[Line]] = {}
        for line in layout.lines:
            self._pages.setdefault(line.page, []).append(line)
        self._words = {page: [line.words for line in lines] for page, lines in self._pages.items()}
        self._kept: dict[tuple[int, Box], tuple[str, ...]] = {}

    @property
    def last_page(self) -> int:
        return max(self._pages, default=1)

    def tokens(self, candidate: Candidate) -> tuple[str, ...]:
        """The tokens of one candidate: what is left of it, above, right, below, its place and its shape."""
        evidence = candidate.evidence
        key = (evidence.page, evidence.box)
        if key not in self._kept:
            self._kept[key] = tuple(self._around(evidence.page, evidence.box))
        return (*self._kept[key], *shape_tokens(candidate.value, evidence.text))

    def standing(self, page: int, box: Box) -> tuple[int, int, bool]:
        """The index of a place's line, how many lines its page has, and whether nothing else stands on it."""
        lines = self._pages.get(page, [])
        index = self.line_of(page, box)
        alone = not lines or all(box.x0 <= word.box.center[0] <= box.x1 for word in self._words[page][index])
        return index, len(lines), alone

    def line_of(self, page: int, box: Box) -> int:
        """The index, on its page, of the line a place begins on."""
        lines = self._pages.get(page, [])
        height = box.height if box.height < 0.03 else 0.02  # noqa: PLR2004 - of several lines, the first
        middle = box.y0 + min(height, 0.02) / 2
        return min(range(len(lines)), key=lambda index: abs(lines[index].box.center[1] - middle), default=0)

    def _around(self, page: int, box: Box) -> Iterator[str]:
        lines, index = self._pages.get(page, []), self.line_of(page, box)
        if not lines:
            return
        words = self._words[page][index]
        left = [word for word in words if word.box.center[0] < box.x0]
        right = [word for word in words if word.box.center[0] > box.x1]
        yield from _beside("L", left[-LEFT_WORDS:][::-1])
        yield from _beside("R", right[:2])
        yield from self._stacked(page, index, box)
        yield from _place(page, box, index, len(lines), self.last_page)
        if not left:
            yield "first"
            yield from ("alone",) if not right else ()

    def _stacked(self, page: int, index: int, box: Box) -> Iterator[str]:
        """The nearest words over a place, the ones over those, and the nearest under it."""
        found = 0
        for above in range(index - 1, max(-1, index - 1 - LINES_ABOVE), -1):
            over = [word for word in self._words[page][above] if _overlaps(word.box, box)]
            if over:
                found += 1
                yield from _beside("AU"[found - 1], over[:LABEL_WORDS])
                if found == 2:  # noqa: PLR2004 - a heading of two lines
                    break
        lines = self._words[page]
        below = next((at for at in range(index + 1, len(lines)) if lines[at] and lines[at][0].box.y0 >= box.y1 - 0.004), None)
        if below is not None:
            yield from _beside("B", [word for word in lines[below] if _overlaps(word.box, box)][:2])


def _beside(where: str, words: Sequence[Word]) -> Iterator[str]:
    """Nearest first: each word, the nearest by itself, the two nearest together, and three letters of them each."""
    folded = [token for word in words if (token := folded_word(word.text))]
    if not folded:
        yield f"{where}-"
        return
    yield f"{where}1={folded[0]}"
    yield from (f"{where}={token}" for token in folded)
    if len(folded) > 1:
        yield f"{where}2={folded[0]} {folded[1]}"
    for token in folded[:2]:
        yield from (f"{where}3={token[at : at + 3]}" for at in range(len(token) - 2))


def _place(page: int, box: Box, index: int, count: int, last: int) -> Iterator[str]:
    yield f"page={min(page, 3)}"
    if page == last:
        yield "page=last"
    yield f"x={int(box.x0 * COLUMNS)}"
    yield f"xy={int(box.x0 * COLUMNS)},{int(box.y0 * ROWS)}"
    yield f"y={page},{int(box.y0 * ROWS)}"
    if page == 1 and index < ROWS:
        yield f"line={index}"
    if count - index <= LINES_ABOVE:
        yield f"line=-{count - index}"


@lru_cache(maxsize=8192)
def shape_tokens(value: str, printed: str) -> tuple[str, ...]:
    """How a value is written, and its first words and last."""
    words = [token for word in value.split()[:MAX_VALUE_WORDS] if (token := folded_word(word))]
    ends = (f"v0={words[0]}", f"vn={words[-1]}") if words else ()
    return (
        f"s={_shape(printed)}",
        f"n={min(len(value) // 3, 10)}",
        f"w={min(len(value.split()), 8)}",
        *ends,
        *(f"v={word}" for word in words),
    )


@lru_cache(maxsize=8192)
def folded_word(text: str) -> str:
    """A word's letters and digits, folded, each digit as 0."""
    return re.sub(r"\d", "0", "".join(filter(str.isalnum, fold(text))))


def _shape(text: str) -> str:
    classes = re.sub(r"[^\W\d_]", "a", re.sub(r"[A-Z]", "A", re.sub(r"\d", "0", text)))
    return re.sub(r"(a|A)\1+", r"\1+", classes)[:MAX_SHAPE]


def _overlaps(first: Box, second: Box) -> bool:
    return min(first.x1, second.x1) > max(first.x0, second.x0)
