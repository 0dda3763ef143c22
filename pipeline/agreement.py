"""Decides whether two eyes read the same where a word stands."""

from collections.abc import Sequence
from itertools import accumulate

from models.page import Word

# Signs that print alike at this size; spaces are left out altogether, since the eyes part words by different rules.
_ALIKE = str.maketrans(
    {",": "."}
    | dict.fromkeys("\N{EN DASH}\N{EM DASH}", "-")
    | dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", "'")
    | dict.fromkeys("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}", '"')
)
# What stands around a value and is no part of it; a minus sign and brackets are.
_AROUND = ".:;'\"*|_~="


def agreed_words(words: Sequence[Word], others: Sequence[Word]) -> tuple[bool, ...]:
    """For each word of a line whether the other eye read it too, in the same order along the line.

    Points and commas count as alike: which of them stands there is decided by what else the document says.
    """
    parts = [_key(word.text) for word in others]
    text, ends = "".join(parts), set(accumulate(map(len, parts)))
    agreed, after = [], 0
    for word in words:
        key = _key(word.text).strip(_AROUND)
        found = _found(key, text, ends, after)
        agreed.append(found is not None)
        after = after if found is None else found + len(key)
    return tuple(agreed)


def seen_at(word: Word, others: Sequence[Word]) -> str:
    """What the other eye read where a word stands, empty where it saw none."""
    return " ".join(other.text for other in others if word.box.x0 <= other.box.center[0] <= word.box.x1)


def _key(text: str) -> str:
    return "".join(text.split()).translate(_ALIKE).casefold()


def _found(key: str, text: str, ends: set[int], after: int) -> int | None:
    """Where the key stands by itself: a number that is part of a longer one is another number."""
    at = text.find(key, after) if key else -1
    while at >= 0:
        if not any(_runs_on(text, place) for place in (at, at + len(key)) if place not in ends):
            return at
        at = text.find(key, at + 1)
    return None


def _runs_on(text: str, at: int) -> bool:
    """Whether a number goes on across this place."""
    return 0 < at < len(text) and text[at - 1].isdigit() and text[at].isdigit()
