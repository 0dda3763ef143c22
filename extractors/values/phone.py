"""Reads telephone numbers as printed, with single spaces."""

import re
from collections.abc import Iterator, Sequence

from extractors.values.found import Found, ValueReader
from extractors.values.notation import UNKNOWN_NOTATION, Notation
from extractors.values.spans import search

NUMBER = re.compile(r"(?<![\w.])(?:\+\s?\d{1,3}[\s./-]?)?(?:\(\d{1,5}\)[\s./-]?)?\d{2,5}(?:[\s./-]{1,3}\d{2,5}){1,5}(?![\w.,]\d)")
MIN_DIGITS, MAX_DIGITS = 7, 15


def find(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    del notation
    for match, start, end in search(texts, NUMBER):
        if MIN_DIGITS <= sum(map(str.isdigit, match[0])) <= MAX_DIGITS:
            yield Found(match[0], start, end, 0.8)


def parse(text: str, notation: Notation = UNKNOWN_NOTATION) -> str | None:
    del notation
    value = " ".join(text.split())
    digits = sum(map(str.isdigit, value))
    return value if MIN_DIGITS <= digits <= MAX_DIGITS and re.fullmatch(r"[\d\s()+./-]+", value) else None


PHONE = ValueReader(find, parse, "a telephone number such as +49 30 1234567")
