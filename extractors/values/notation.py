"""Decides from a document's own words whether its dates are day first and whether its decimals stand behind a comma."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
AMERICAN_POSTCODE = re.compile(r"(?<!\w)[A-Z]{2},? \d{5}(-\d{4})?(?!\w)")
COMMA_DECIMALS = re.compile(r"\d,\d\d(?![\d,.])")
POINT_DECIMALS = re.compile(r"\d\.\d\d(?![\d,.])")

# Words that tell the country of the writer, and with it the order of day and month.
DAY_FIRST_WORDS = frozenset(
    {
        *(
            "eur",
            "€",
            "gbp",
            "£",
            "chf",
            "myr",
            "rm",
            "inr",
            "rs",
            "aud",
            "sgd",
            "nzd",
            "zar",
            "gst",
            "vat",
            "tva",
            "mwst",
            "ust",
            "btw",
            "iva",
        ),
        *("gmbh", "ag", "kg", "sarl", "sas", "bv", "srl", "spa", "ltd", "plc", "pty", "bhd", "sdn", "pte", "pvt"),
    }
)
MONTH_FIRST_WORDS = frozenset({"usd", "us$", "usa", "llc", "inc", "inc.", "ssn", "irs", "zip", "401(k)", "w-2", "1099"})


@dataclass(frozen=True, slots=True)
class Notation:
    """How a document writes; None where it gives no hint. `day_first_certainty` is 0.5 (a guess) to 1."""

    day_first: bool | None = None
    day_first_certainty: float = 0.5
    decimal_comma: bool | None = None


UNKNOWN_NOTATION = Notation()


def notation_of(texts: Iterable[str]) -> Notation:
    """The notation of one document, from all its words in reading order."""
    words = list(texts)
    joined = " ".join(words)
    day_first, certainty = _date_order(words, joined)
    commas, points = len(COMMA_DECIMALS.findall(joined)), len(POINT_DECIMALS.findall(joined))
    return Notation(day_first, certainty, None if commas == points else commas > points)


def _date_order(words: list[str], joined: str) -> tuple[bool | None, float]:
    votes = Counter(_unambiguous_order(match) for match in NUMERIC_DATE.finditer(joined))
    if votes[True] != votes[False]:
        unanimous = not (votes[True] and votes[False])
        return votes[True] > votes[False], 0.97 if unanimous else 0.7
    return _order_by_country(words, joined)


def _unambiguous_order(match: re.Match[str]) -> bool | None:
    first, second = int(match[1]), int(match[3])
    if 12 < first <= 31 and 1 <= second <= 12:  # noqa: PLR2004 - months and days
        return True
    if 12 < second <= 31 and 1 <= first <= 12:  # noqa: PLR2004 - months and days
        return False
    return None


def _order_by_country(words: list[str], joined: str) -> tuple[bool | None, float]:
    folded = [word.casefold().strip(",:;()") for word in words]
    day = sum(word in DAY_FIRST_WORDS or "€" in word or "£" in word for word in folded)
    month = sum(word in MONTH_FIRST_WORDS for word in folded) + len(AMERICAN_POSTCODE.findall(joined))
    if day == month:
        return None, 0.5
    return day > month, 0.85 if not (day and month) else 0.7
