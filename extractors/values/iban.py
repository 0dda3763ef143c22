"""Reads International Bank Account Numbers; the check digits (ISO 13616, modulo 97) decide whether one is verified."""

import re
from collections.abc import Iterator, Sequence

from stdnum import iban as standard

from extractors.values.found import Found, ValueReader
from extractors.values.notation import UNKNOWN_NOTATION, Notation

_START = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]*$|^[A-Z]{2}$")
_SHAPE = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$")
_PUNCTUATION = ".,;:()"
MAX_WORDS = 9


def find(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    del notation
    words = [text.strip(_PUNCTUATION).upper() for text in texts]
    start = 0
    while start < len(words):
        found = _at(words, start) if _START.match(words[start]) else None
        if found:
            yield found
        start = found.end if found else start + 1


def parse(text: str, notation: Notation = UNKNOWN_NOTATION) -> str | None:
    """The compact form; None where the check digits do not agree."""
    del notation
    compact = re.sub(r"[\s-]", "", text).upper()
    return compact if standard.is_valid(compact) else None


def _at(words: Sequence[str], start: int) -> Found | None:
    """The verified number that begins at a word, else the longest run of groups that has the shape of one."""
    unverified = None
    compact = ""
    for end in range(start + 1, min(start + MAX_WORDS, len(words)) + 1):
        word = words[end - 1]
        if end > start + 1 and not (word.isalnum() and (any(map(str.isdigit, word)) or len(word) == 4)):  # noqa: PLR2004 - printed in fours
            break
        compact += word
        if standard.is_valid(compact):
            return Found(compact, start, end, verified=True)
        # Tax numbers begin alike; account numbers are longer and mostly digits.
        if _SHAPE.match(compact) and sum(map(str.isdigit, compact)) >= 12:  # noqa: PLR2004
            unverified = Found(compact, start, end, 0.5)
    return unverified


IBAN = ValueReader(find, parse, "an IBAN with agreeing check digits, such as DE02 1203 0000 0000 2020 51")
