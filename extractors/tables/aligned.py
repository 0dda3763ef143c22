"""Finds what was bought where nothing heads the columns: amounts at the right that add up to the amount printed under them."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from extractors.fields.labels import LabelFinder
from extractors.fields.lines import Line
from extractors.tables.numbers import CENT, DESCRIPTION, LINE_TOTAL, QUANTITY, UNIT_PRICE, is_number, multiplies, numbers_in
from extractors.tables.rows import Row
from extractors.values.notation import Notation
from models.page import Word

MOST_ROWS = 60
MOST_STRAY = 3
MOST_LINES = 4
SAME_EDGE = 0.04
MIN_LETTERS = 3
DECIMALS = re.compile(r"\d[.,]\d\d(?!\d)")
WHOLE = re.compile(r"[xX*@\u00d7]?\d+[xX*@\u00d7]?")
TIMES = re.compile(r"[xX*@\u00d7]+")


@dataclass(frozen=True, slots=True)
class _Priced:
    """A line that ends in an amount; `at` is the place of its line in the document."""

    at: int
    word: Word
    amount: Decimal


def rows_aligned(lines: Sequence[Line], notation: Notation, sums: LabelFinder) -> list[Row]:
    """The rows above the first amount that is the sum of those before it; none where there is no such amount."""
    priced = [one for one in (_priced(at, line, notation) for at, line in enumerate(lines)) if one]
    named = {one.at for one in priced if any(label.start == 0 for label in sums.labels(lines[one.at]))}
    for first in range(min(MOST_STRAY, len(priced))):
        for count in range(1, min(MOST_ROWS, len(priced) - first - 1) + 1):
            rows, total = priced[first : first + count], priced[first + count]
            if rows[-1].at in named:
                break
            if _is_sum(rows, total) and (count > 1 or total.at in named):
                return list(_rows(rows, lines, notation))
    return []


def _priced(at: int, line: Line, notation: Notation) -> _Priced | None:
    """Tax codes of a letter or two may stand behind the amount."""
    words = list(line.words)
    while words and len(words[-1].text) <= 2 and not any(map(str.isdigit, words[-1].text)):  # noqa: PLR2004 - a code
        words.pop()
    if not words or not DECIMALS.search(words[-1].text) or not is_number(words[-1]):
        return None
    return _Priced(at, words[-1], numbers_in(words[-1:], notation)[0])


def _is_sum(rows: Sequence[_Priced], total: _Priced) -> bool:
    edge = median(one.word.box.x1 for one in rows)
    aligned = all(abs(one.word.box.x1 - edge) < SAME_EDGE for one in rows)
    return aligned and total.amount > 0 and abs(sum(one.amount for one in rows) - total.amount) < CENT


def _rows(priced: Sequence[_Priced], lines: Sequence[Line], notation: Notation) -> Iterator[Row]:
    usual = int(median([below.at - above.at for above, below in itertools.pairwise(priced)] or [MOST_LINES]))
    before = priced[0].at - min(usual, MOST_LINES)
    for one in priced:
        yield _row(one, lines[max(0, before + 1) : one.at], lines[one.at], notation)
        before = one.at


def _row(one: _Priced, above: Sequence[Line], line: Line, notation: Notation) -> Row:
    """The row's own line, and lines above it where it has no text of its own."""
    row = Row(line.page, {LINE_TOTAL: [one.word]})
    left = [word for word in line.words if word.box.x1 <= one.word.box.x0]
    nearest = above[-1:] if above else ()
    factors = _factors([*(word for other in nearest for word in other.words), *left], one, notation)
    row.add(factors)
    used = {word.box for words in factors.values() for word in words}
    own = [word for word in left if word.box not in used]
    said = own if _says_something(own) else [*_nearest_text(above), *own]
    text = [word for word in said if word.box not in used and not TIMES.fullmatch(word.text)]
    if text:
        row.add({DESCRIPTION: text})
    return row


def _nearest_text(above: Sequence[Line]) -> list[Word]:
    """All lines since the row before, from the first that says something."""
    start = next((index for index, line in enumerate(above) if _says_something(line.words)), len(above))
    return [word for line in above[start:] for word in line.words]


def _says_something(words: Sequence[Word]) -> bool:
    return sum(letter.isalpha() for word in words for letter in word.text) >= MIN_LETTERS


def _factors(words: Sequence[Word], one: _Priced, notation: Notation) -> dict[str, list[Word]]:
    """Quantity and price among the words: two numbers whose product is the amount."""
    numbers = [(word, number) for word in words if (number := _factor(word, notation)) is not None]
    for (first, quantity), (second, price) in itertools.combinations(numbers, 2):
        if price and quantity and multiplies({QUANTITY: quantity, UNIT_PRICE: price, LINE_TOTAL: one.amount}):
            # The number without decimals counts, else the one printed first.
            swapped = WHOLE.fullmatch(second.text) and not WHOLE.fullmatch(first.text)
            return {QUANTITY: [second if swapped else first], UNIT_PRICE: [first if swapped else second]}
    return {}


def _factor(word: Word, notation: Notation) -> Decimal | None:
    """A number, also one with the sign of multiplication run on to it, as in '2x'."""
    bare = Word(word.text.strip("xX*@\u00d7"), word.box)
    numbers = numbers_in([bare], notation) if bare.text and is_number(bare) else ()
    return numbers[0] if numbers else None
