"""Reads VAT identification numbers of the EU, the United Kingdom and Switzerland; their check digits decide whether one is verified."""

import re
from collections.abc import Iterator, Sequence

from stdnum.ch import uid
from stdnum.eu import vat
from stdnum.gb import vat as british

from extractors.values.found import Found, ValueReader
from extractors.values.notation import UNKNOWN_NOTATION, Notation

_COUNTRIES = "AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI|CHE"
_START = re.compile(rf"^(?:{_COUNTRIES})[-0-9A-Z.]*$")
_SHAPE = re.compile(rf"^(?:{_COUNTRIES})[0-9A-Z]{{8,12}}$")
_NOISE = re.compile(r"[\s.-]")
MAX_WORDS = 5
MIN_DIGITS = 7


def find(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    del notation
    words = [text.strip(",;:().").upper() for text in texts]
    start = 0
    while start < len(words):
        found = _at(words, start) if _START.match(words[start]) else None
        if found:
            yield found
        start = found.end if found else start + 1


def parse(text: str, notation: Notation = UNKNOWN_NOTATION) -> str | None:
    """The compact form with its country letters; None where the check digits do not agree."""
    del notation
    compact = _NOISE.sub("", text).upper()
    return compact if _is_valid(compact) else None


def _at(words: Sequence[str], start: int) -> Found | None:
    unverified = None
    for end in range(start + 1, min(start + MAX_WORDS, len(words)) + 1):
        if end > start + 1 and not any(map(str.isdigit, words[end - 1])):
            break
        compact = _NOISE.sub("", "".join(words[start:end]))
        if _is_valid(compact):
            return Found(compact, start, end, verified=True)
        if unverified is None and _SHAPE.match(compact) and sum(map(str.isdigit, compact)) >= MIN_DIGITS:
            unverified = Found(compact, start, end, 0.5)
    return unverified


def _is_valid(compact: str) -> bool:
    if compact.startswith("CHE"):
        return bool(uid.is_valid(compact.removesuffix("MWST").removesuffix("TVA")))
    if compact.startswith("GB"):
        return bool(british.is_valid(compact))
    return bool(_SHAPE.match(compact) and vat.is_valid(compact))


VAT_ID = ValueReader(find, parse, "a VAT number with its country letters and agreeing check digits, such as DE136695976")
