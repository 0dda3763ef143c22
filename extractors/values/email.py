"""Reads e-mail addresses."""

import re
from collections.abc import Iterator, Sequence

from extractors.values.found import Found, ValueReader
from extractors.values.notation import UNKNOWN_NOTATION, Notation

ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?!\w)")


def find(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    del notation
    for index, text in enumerate(texts):
        for match in ADDRESS.finditer(text):
            yield Found(match[0], index, index + 1)


def parse(text: str, notation: Notation = UNKNOWN_NOTATION) -> str | None:
    del notation
    return text.strip() if ADDRESS.fullmatch(text.strip()) else None


EMAIL = ValueReader(find, parse, "an e-mail address such as name@example.org")
