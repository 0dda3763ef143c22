"""Reads e-mail addresses."""

import re
from collections.abc import Iterator, Sequence

from extractors.values.found import Found, ValueReader
from extractors.values.notation import UNKNOWN_NOTATION, Notation
from extractors.values.spans import search

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
# The line that people write on is often read as an underscore before the first letter; hardly an address begins with one.
_PRINTED = re.compile(r"(?<![\w.+-])_*(?P<address>[^\W_][\w.+-]* ?@ ?[\w-]+(?: ?\.[\w-]+)*? ?\.[A-Za-z]{2,})(?!\w)")
SPACED = 0.7


def find(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    """Addresses, also where OCR saw spaces beside the marks inside."""
    del notation
    for match, start, end in search(texts, _PRINTED):
        address = match["address"].replace(" ", "")
        yield Found(address, start, end, SPACED if " " in match["address"] else 1.0)


def parse(text: str, notation: Notation = UNKNOWN_NOTATION) -> str | None:
    del notation
    return text.strip() if ADDRESS.fullmatch(text.strip()) else None


EMAIL = ValueReader(find, parse, "an e-mail address such as name@example.org")
