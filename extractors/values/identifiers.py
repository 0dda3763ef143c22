"""Reads reference numbers: one printed word that holds a digit and is neither an amount nor a date."""

import re
from collections.abc import Iterator, Sequence

from extractors.values.dates import NUMERIC
from extractors.values.found import Found, ValueReader
from extractors.values.notation import UNKNOWN_NOTATION, Notation

_TRIM = re.compile(r"^[\W_]+|[\W_]+$")
_SHAPE = re.compile(r"(?=.*\d)[\w./#&+-]{2,40}")
_AMOUNT = re.compile(r"\d[\d.,]*[.,]\d{2}")
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")
# No number begins with a dollar, and no amount of so many digits goes without a separator: OCR took the S of a series for it.
_DOLLAR_FOR_S = re.compile(r"^\$(?=\d{5,}$)")
COMFORTABLE_LENGTH = 4


def find(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    del notation
    for index, text in enumerate(texts):
        value = _TRIM.sub("", _DOLLAR_FOR_S.sub("S", text))
        if _SHAPE.fullmatch(value) and not any(other.fullmatch(value) for other in (_AMOUNT, _TIME, NUMERIC)):
            doubtful = len(value) < COMFORTABLE_LENGTH or _DOLLAR_FOR_S.match(text)
            yield Found(value, index, index + 1, 0.6 if doubtful else 1.0)


def parse(text: str, notation: Notation = UNKNOWN_NOTATION) -> str | None:
    del notation
    value = " ".join(text.split())
    return value if any(map(str.isalnum, value)) else None


IDENTIFIER = ValueReader(find, parse, "a number or code as printed")
