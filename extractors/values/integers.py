"""Reads whole numbers such as a term in months."""

import re
from collections.abc import Iterator, Sequence

from extractors.values.found import Found, ValueReader
from extractors.values.notation import UNKNOWN_NOTATION, Notation

WHOLE = re.compile(r"[(\[]?(?P<number>\d{1,9})[)\],.;:]?")


def find(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    del notation
    for index, text in enumerate(texts):
        match = WHOLE.fullmatch(text)
        if match:
            yield Found(str(int(match["number"])), index, index + 1, 0.8)


def parse(text: str, notation: Notation = UNKNOWN_NOTATION) -> str | None:
    del notation
    return str(int(text)) if re.fullmatch(r"\s*\d{1,9}\s*", text) else None


INTEGER = ValueReader(find, parse, "a whole number such as 36")
