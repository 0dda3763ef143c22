"""Reads printed dates into ISO days or months; where day and month could be swapped, the notation decides or the certainty falls."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.values.found import Found, ValueReader
from extractors.values.months import month_number
from extractors.values.notation import UNKNOWN_NOTATION, Notation
from extractors.values.spans import search

_YEAR = r"(?:(?:19|20)\d\d(?=\D|\d{1,2}[:.]|$)|'?\d\d(?!\d))"
ISO = re.compile(r"(?<![\d/.-])(?P<y>(?:19|20)\d\d)\s?(?P<s>[-/.])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<d>\d{1,2})(?!\d)")
NUMERIC = re.compile(rf"(?<![^\W_])(?<![/.])(?P<a>\d{{1,2}})\s?(?P<s>[-/.])\s?(?P<b>\d{{1,2}})\s?(?P=s)\s?(?P<y>{_YEAR})(?!(?P=s)\d)")
DAY_NAME = re.compile(
    r"(?<![\d/.,])(?P<d>\d{1,2})(?:st|nd|rd|th|er|ère)?(?:\.?\s*|[-/])(?:day of |of |de |di )?"
    rf"(?P<n>[^\W\d_]{{3,10}})(?:[.,]?\s*|[-/])(?:de |del )?(?P<y>{_YEAR})"
)
NAME_DAY = re.compile(rf"(?<![^\W\d_])(?P<n>[^\W\d_]{{3,9}})\.?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+|/)(?P<y>{_YEAR})")
# As rubber stamps set it.
YEAR_NAME_DAY = re.compile(r"(?<![\w/.,-])'?(?P<y>(?:19|20)?\d\d)\s*(?P<n>[^\W\d_]{3,9})\.?\s*-?\s*(?P<d>\d{1,2})(?![\d/.:])")
MONTH = re.compile(r"(?<![^\W\d_])(?P<n>[^\W\d_]{3,9})\.?,?\s+(?P<y>(?:19|20)\d\d)(?!\d)")
ISO_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")
COMPACT = re.compile(r"(?<![\w./-])(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?![\w./-])")
_MISREAD = re.compile(r"^[(\[]?[\dOoQIl]{1,4}[-/.][\dOoQIl]{1,2}[-/.][\dOoQIl]{2,4}[)\],.]?$")
_LONE_ONE = re.compile(r"[Iil],")
_DIGITS_FOR = str.maketrans("OoQIil", "000111")
_PATTERNS = (ISO, DAY_NAME, NAME_DAY, YEAR_NAME_DAY, NUMERIC, COMPACT)
_NAMED = frozenset({DAY_NAME, NAME_DAY, YEAR_NAME_DAY})
PIVOT = 50
"""Two-digit years below it are of this century."""
MONTH_OF_A_DAY = 0.5


def find(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    mended = [_mend(before, text) for before, text in zip(("", *texts), texts, strict=False)]
    taken: set[int] = set()
    for pattern in _PATTERNS:
        for match, start, end in search(mended, pattern):
            readings = _readings(match, pattern, notation)
            if readings and taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                yield from (Found(day.isoformat(), start, end, certainty) for day, certainty in readings)


def _mend(before: str, text: str) -> str:
    """Letters for digits, as in 'O1/12/2O19' and in 'May l, 1992'."""
    alone = _LONE_ONE.fullmatch(text) and month_number(before)
    return text.translate(_DIGITS_FOR) if alone or _MISREAD.match(text) else text


def find_months(texts: Sequence[str], notation: Notation) -> Iterator[Found]:
    """Every day, the month of every day, and months printed without a day."""
    taken: set[int] = set()
    for found in find(texts, notation):
        taken.update(range(found.start, found.end))
        yield found
        yield replace(found, value=found.value[: len("2026-01")], certainty=found.certainty * MONTH_OF_A_DAY)
    for match, start, end in search(texts, MONTH):
        month = month_number(match["n"])
        if month and taken.isdisjoint(range(start, end)):
            yield Found(f"{match['y']}-{month:02}", start, end)


def parse(text: str, notation: Notation = UNKNOWN_NOTATION) -> str | None:
    """The ISO day; None where two days are possible and the notation does not tell."""
    trimmed = " ".join(text.split())
    for pattern in _PATTERNS:
        match = pattern.fullmatch(trimmed)
        readings = _readings(match, pattern, notation) if match else []
        if len(readings) == 1:
            return readings[0][0].isoformat()
    return None


def parse_month(text: str, notation: Notation = UNKNOWN_NOTATION) -> str | None:
    """The ISO day, or the month where no day is given."""
    trimmed = " ".join(text.split())
    named = MONTH.fullmatch(trimmed)
    month = month_number(named["n"]) if named else None
    if named and month:
        return f"{named['y']}-{month:02}"
    return trimmed if ISO_MONTH.fullmatch(trimmed) else parse(text, notation)


def _readings(match: re.Match[str], pattern: re.Pattern[str], notation: Notation) -> list[tuple[dt.date, float]]:
    """The possible days with the certainty of each, best first."""
    if pattern is NUMERIC:
        return _numeric_readings(match, notation)
    month = month_number(match["n"]) if pattern in _NAMED else int(match["m"])
    day = _day(match["y"], month, int(match["d"]))
    certainty = 0.6 if pattern is COMPACT else 1.0
    return [(day, certainty)] if day else []


def _numeric_readings(match: re.Match[str], notation: Notation) -> list[tuple[dt.date, float]]:
    first, second, year = int(match["a"]), int(match["b"]), match["y"]
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    shape = 0.4 if match["s"] == "." and len(match[0]) < len("01.02.19") else 1.0  # as likely the number of a paragraph
    if day_first is None or month_first is None or day_first == month_first:
        only = day_first or month_first
        return [(only, shape)] if only else []
    if match["s"] == ".":  # points are written only where the day comes first
        return [(day_first, shape)]
    if notation.day_first is None:
        return [(day_first, 0.5), (month_first, 0.4)]
    return [(day_first if notation.day_first else month_first, notation.day_first_certainty)]


def _day(year: str, month: int | None, day: int) -> dt.date | None:
    digits = year.lstrip("'")
    full = int(digits) if len(digits) > 2 else int(digits) + (2000 if int(digits) < PIVOT else 1900)  # noqa: PLR2004 - digits of a year
    try:
        return dt.date(full, month, day) if month else None
    except ValueError:
        return None


DATE = ValueReader(find, parse, "a date such as 2026-01-31")
DAY_OR_MONTH = ValueReader(find_months, parse_month, "a date such as 2026-01-31, or a month such as 2026-01")
