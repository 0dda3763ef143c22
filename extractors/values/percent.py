"""Reads percentages into plain decimals, without the sign."""

import re
from collections.abc import Iterator, Sequence

from extractors.values.found import Found, ValueReader
from extractors.values.notation import UNKNOWN_NOTATION, Notation
from extractors.values.spans import search

PERCENT = re.compile(r"(?<![\w.,])(?P<number>\d{1,3}(?:[.,]\d{1,4})?)\s?(?:%|percent\b|per cent\b|Prozent\b)")
TYPED = re.compile(r"(?P<number>\d{1,3}(?:[.,]\d{1,4})?)\s?%?")


def find(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    del notation
    for match, start, end in search(texts, PERCENT):
        yield Found(_plain(match["number"]), start, end)


def parse(text: str, notation: Notation = UNKNOWN_NOTATION) -> str | None:
    del notation
    match = TYPED.fullmatch(text.strip())
    return _plain(match["number"]) if match else None


def _plain(number: str) -> str:
    whole, _, fraction = number.replace(",", ".").partition(".")
    fraction = fraction.rstrip("0")
    return f"{int(whole)}.{fraction}" if fraction else str(int(whole))


PERCENTAGE = ValueReader(find, parse, "a percentage such as 7.5")
