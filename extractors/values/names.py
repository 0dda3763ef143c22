"""Reads free text: names of people and organisations, addresses, anything else that is printed as words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.values.found import Found, ValueReader
from extractors.values.notation import UNKNOWN_NOTATION, Notation

_TRIM = re.compile(r"^[\s:;,|_=~*#.<>\u00a9\u00ae\u00b0\u2022\u2013\u2014\u2018'-]+|[\s:;|_=~*<>,\u2013\u2014\u2018-]+$")
_DIGITS_IN_A_ROW = re.compile(r"\d{4,}")
LEGAL_FORM = re.compile(
    r"\b(?:s[do0]n\.?,? ?b[hn]d|bhd|s/b|ltd|limited|llc|inc|corp|corporation|plc|llp|pte|pty|co|company"
    r"|gmbh|ag|kg|ohg|ug|e\.?k|sarl|eurl|sasu|sas|sa|s\.a|srl|spa|bv|b\.v|nv|oy|ab)\b\.?",
    re.IGNORECASE,
)
MAX_PERSON_WORDS = 6
A_SENTENCE = 0.4


def clean(text: str) -> str:
    """One line, without the punctuation that separates it from its label."""
    return _TRIM.sub("", " ".join(text.split()))


def find_text(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    del notation
    value = clean(" ".join(texts))
    if any(map(str.isalnum, value)):
        yield Found(value, 0, len(texts), A_SENTENCE if _is_sentence(value) else 0.9)


def _is_sentence(value: str) -> bool:
    """What stands in a field is seldom a sentence; instructions printed on forms are."""
    return value.endswith(".") and len(value.split()) > MAX_PERSON_WORDS and not any(map(str.isdigit, value))


def find_organisation(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    for found in find_text(texts, notation):
        letters = sum(map(str.isalpha, found.value))
        spaced_title = all(len(word) == 1 for word in found.value.split())
        if letters > len(found.value) / 2 and not (
            spaced_title or _DIGITS_IN_A_ROW.search(found.value) or LEGAL_FORM.fullmatch(found.value)
        ):
            yield replace(found, certainty=0.9 if LEGAL_FORM.search(found.value) else 0.75)


def find_person(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    for found in find_text(texts, notation):
        if len(found.value.split()) <= MAX_PERSON_WORDS and not any(map(str.isdigit, found.value)):
            yield found


def parse(text: str, notation: Notation = UNKNOWN_NOTATION) -> str | None:
    del notation
    value = " ".join(text.split())
    return value if any(map(str.isalnum, value)) else None


TEXT = ValueReader(find_text, parse, "words as printed")
ORGANISATION = ValueReader(find_organisation, parse, "a name as printed")
PERSON = ValueReader(find_person, parse, "a name as printed")
POSTAL_ADDRESS = ValueReader(find_text, parse, "an address as printed, on one line")
