"""Decides when two spellings of a name or of a number count as the same."""

import re
import unicodedata

from rapidfuzz import fuzz

# Of the countries whose documents the shipped types read, and the commonest of their neighbours.
LEGAL_FORMS = frozenset({
    "ab", "ag", "aps", "bhd", "bv", "co", "company", "corp", "corporation", "ek", "enterprise", "eurl", "gbr", "gmbh", "inc",
    "incorporated", "kg", "kgaa", "lda", "limited", "llc", "llp", "ltd", "mbh", "nv", "ohg", "oy", "plc", "pte", "pty", "sa", "sarl",
    "sas", "sasu", "sdn", "sl", "spa", "sprl", "srl", "ug"
})  # fmt: skip
_SHORT = {"limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co"}
_AND = frozenset({"and", "et", "und", "y"})
_ACCENT = re.compile("[\u0300-\u036f]")
_NO_SIGN = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+")
_WITHIN = re.compile(r"(?<=\w)[.'\u2019](?=\w)")


def compact(text: str) -> str:
    """A number with only its letters and digits, in capitals."""
    return _NO_SIGN.sub("", text.upper())


def words_of(text: str) -> list[str]:
    """The words, in small letters without accents; 'e.K.' is one word."""
    plain = text if text.isascii() else _ACCENT.sub("", unicodedata.normalize("NFKD", text))
    return _WORD.findall(_WITHIN.sub("", plain.casefold().replace("ß", "ss")))


def folded(text: str) -> str:
    """The whole name in its plainest spelling, legal form included."""
    return " ".join(words_of(text))


def essence(text: str) -> str:
    """The name without its legal form and its 'and'; all of it where nothing else is left."""
    words = [word for word in words_of(text) if word not in _AND]
    first, last = 0, len(words)
    while last > first and words[last - 1] in LEGAL_FORMS:
        last -= 1
    while first < last and words[first] in LEGAL_FORMS:
        first += 1
    return " ".join(words[first:last] or words)


def legal_form(text: str) -> frozenset[str]:
    """The words of the name that say what kind of company it is, each in its short form."""
    return frozenset(_SHORT.get(word, word) for word in words_of(text) if word in LEGAL_FORMS)


def in_order(name: str) -> str:
    return " ".join(sorted(name.split()))


def numbers_in(name: str) -> list[str]:
    """The words with a digit in them: 'branch 12' is not 'branch 13', however alike they look."""
    return sorted(word for word in name.split() if any(map(str.isdigit, word)))


def likeness(one: str, other: str) -> float:
    """How alike two names are, 0 to 1, whatever the order of their words."""
    first, second = essence(one), essence(other)
    if numbers_in(first) != numbers_in(second):
        return 0.0
    return max(fuzz.ratio(first, second), fuzz.ratio(in_order(first), in_order(second))) / 100
