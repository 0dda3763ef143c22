"""Reads amounts of money in American, European, Swiss and French notation into plain decimals."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractors.values.currency import CODES, SYMBOLS
from extractors.values.found import Found, ValueReader
from extractors.values.notation import UNKNOWN_NOTATION, Notation
from extractors.values.spans import search

_MARK = "|".join(re.escape(mark) for mark in sorted({*SYMBOLS, *CODES}, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:(?P<group>[ \u00a0\u202f.,'\u2019])\d{3})(?:(?P=group)\d{3})*(?:[.,]\d{1,4})?|\d+[.,]\d{1,4}|\d+"
_MINUS = r"-\u2212\u2013"
# Letters in front may be a currency mark that was read badly; a letter or two behind is a tax code on many receipts.
AMOUNT = re.compile(
    rf"(?<![\w.,:/'\u2019-])(?P<open>\()?(?P<sign>[{_MINUS}])?\s?"
    rf"(?:(?P<mark>{_MARK})|(?P<letters>[A-Z]{{1,3}}))?[ ]?(?P<inner>[{_MINUS}])?[ ]?"
    rf"(?P<number>{_NUMBER})(?P<behind>[{_MINUS}](?![\w]))?(?P<close>\))?"
    rf"(?:[ ]?(?P<mark_behind>{_MARK})(?!\w)|(?P<code>[A-Z*]{{1,2}})(?!\w))?(?![\w%/:]|[.,]\d| ?%)"
)
_MISREAD = re.compile(r"^(\D{0,3}?)([\dOolISB]*\d[\dOolISB]*[.,][\dOolISB]{2}|[OolISB][.,]\d{2})(\D{0,2})$")
_LONE_GROUP = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_DIGITS_FOR = str.maketrans("OolISB", "001158")


def find(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    mended = [_mend(text) for text in texts]
    for match, start, end in search(mended, AMOUNT):
        value, certainty = _value(match, notation)
        if value is None:
            continue
        damaged = any(mended[index] != texts[index] for index in range(start, end))
        yield Found(_plain(value), start, end, certainty * (0.7 if damaged else 1.0) * (1.0 if value else 0.8))


def parse(text: str, notation: Notation = UNKNOWN_NOTATION) -> str | None:
    """A plain decimal with at least two places; None where the separators leave a doubt."""
    match = AMOUNT.fullmatch(" ".join(text.split()))
    if match is None or match["letters"] or match["code"]:
        return None
    if notation.decimal_comma is None and _LONE_GROUP.fullmatch(match["number"]):
        return None
    value, _ = _value(match, notation)
    return None if value is None else _plain(value)


def _mend(text: str) -> str:
    """Letters inside an amount that a reader confuses with digits, as in 'O.5O'."""
    match = _MISREAD.match(text)
    return match[1] + match[2].translate(_DIGITS_FOR) + match[3] if match else text


def _value(match: re.Match[str], notation: Notation) -> tuple[Decimal | None, float]:
    marked = bool(match["mark"] or match["mark_behind"])
    number, certainty = _number(match["number"], notation, marked=marked)
    if (match["letters"] or match["code"]) and not re.search(r"[.,]\d\d$", match["number"]):
        return None, 0.0
    negative = any(match[name] for name in ("sign", "inner", "behind")) or (match["open"] and match["close"])
    return (-number if negative else number), certainty


def _number(printed: str, notation: Notation, *, marked: bool) -> tuple[Decimal, float]:
    """The number and how certain its reading is: the last separator decides unless exactly three digits follow a lone one."""
    text = re.sub(r"[ \u00a0\u202f'\u2019]", "", printed)
    separators = re.findall(r"[.,]", text)
    if not separators:
        grouped = text != printed
        return Decimal(text), 0.8 if marked or grouped else 0.3
    last = separators[-1]
    decimals = len(text) - text.rindex(last) - 1
    if _LONE_GROUP.fullmatch(printed):
        return _lone_separator(text, last, notation)
    if decimals == 3 and separators.count(last) == len(separators):  # noqa: PLR2004 - '1.234.567' holds groups only
        return Decimal(text.replace(last, "")), 0.8
    whole, _, fraction = text.rpartition(last)
    return Decimal(f"{re.sub('[.,]', '', whole)}.{fraction}"), {1: 0.5, 2: 1.0}.get(decimals, 0.4)


def _lone_separator(text: str, separator: str, notation: Notation) -> tuple[Decimal, float]:
    if notation.decimal_comma is None:
        return Decimal(text.replace(separator, "")), 0.5
    if notation.decimal_comma == (separator == ","):
        return Decimal(text.replace(separator, ".")), 0.4
    return Decimal(text.replace(separator, "")), 0.8


def _plain(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{value + 0:.{places}f}" if value else f"{Decimal(0):.{places}f}"


MONEY = ValueReader(find, parse, "an amount such as 1234.56")
