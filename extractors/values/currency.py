"""Reads currency marks and codes into ISO 4217 codes."""

import re
from collections.abc import Iterator, Sequence

from extractors.values.found import Found, ValueReader
from extractors.values.notation import UNKNOWN_NOTATION, Notation

CODES = frozenset(
    {
        *("AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR"),
        *("GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KRW", "MAD", "MXN", "MYR", "NGN", "NOK"),
        *("NZD", "PEN", "PHP", "PKR", "PLN", "RON", "RSD", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH"),
        *("USD", "VND", "ZAR"),
    }
)
SYMBOLS = {
    "€": "EUR",
    "$": "USD",
    "US$": "USD",
    "£": "GBP",
    "RM": "MYR",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "S$": "SGD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "R$": "BRL",
    "₹": "INR",
    "Rs": "INR",
    "Rs.": "INR",
    "¥": "JPY",
    "zł": "PLN",
    "Kč": "CZK",
    "₺": "TRY",
    "₩": "KRW",
    "Fr.": "CHF",
    "SFr.": "CHF",
}
_NAMES = {"EURO": "EUR", "EUROS": "EUR", "DOLLARS": "USD", "POUNDS": "GBP"}
_TRIM = re.compile(r"^[\s(\[:;,.*-]+|[\s)\]:;,*-]+$")
_AMOUNT_BEHIND = re.compile(r"[-\u2212]?\d[\d.,'\u2019]*$")
_AMOUNT_BEFORE = re.compile(r"^[-\u2212]?\d[\d.,'\u2019]*")


def find(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    del notation
    for index, text in enumerate(texts):
        code = _code(text)
        if code:
            # A lone '$' is printed by many countries.
            yield Found(code, index, index + 1, 0.7 if "$" in text and code == "USD" and "US" not in text else 1.0)


def parse(text: str, notation: Notation = UNKNOWN_NOTATION) -> str | None:
    del notation
    trimmed = text.strip()
    upper = trimmed.upper()
    return upper if upper in CODES else SYMBOLS.get(trimmed) or _NAMES.get(upper)


def _code(text: str) -> str | None:
    trimmed = _TRIM.sub("", text)
    for mark in (trimmed, _AMOUNT_BEHIND.sub("", trimmed), _AMOUNT_BEFORE.sub("", trimmed)):
        bare = mark.strip("-\u2212 (")
        if bare in CODES or bare.upper() in _NAMES or bare in SYMBOLS:
            return parse(bare)
    return None


CURRENCY = ValueReader(find, parse, "a currency code of three letters such as EUR")
