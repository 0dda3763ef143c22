"""How dates and amounts are written where a document comes from."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from reportlab.lib.pagesizes import A4, LETTER

MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
}
# A calendar that does not move: the documents must come out the same in any year they are made.
FIRST_DAY = date(2023, 1, 2)
DAYS = 1000


@dataclass(frozen=True, slots=True)
class Region:
    """Where a document comes from. `name` is a country code in lower case."""

    name: str
    language: str
    country: str
    currency: str
    symbol: str
    thousands: str
    decimal_mark: str
    money_forms: tuple[str, ...]
    date_forms: tuple[str, ...]
    tax_rates: tuple[str, ...]
    paper: tuple[float, float] = A4


US_DATES = ("{m:02}/{d:02}/{y}", "{month} {d}, {y}", "{m}/{d}/{y}", "{mon} {d:02}, {y}", "{m:02}-{d:02}-{y}")
UK_DATES = ("{d:02}/{m:02}/{y}", "{d} {month} {y}", "{d:02} {mon} {y}", "{d:02}-{mon}-{y}", "{d:02}.{m:02}.{y}")
REGIONS = {
    "us": Region("us", "en", "USA", "USD", "$", ",", ".", ("{s}{a}", "{s} {a}", "{c} {a}"), US_DATES, ("0", "6.25", "7", "8.25"), LETTER),
    "uk": Region("uk", "en", "United Kingdom", "GBP", "£", ",", ".", ("{s}{a}", "GBP {a}", "{s}{a}"), UK_DATES, ("20", "20", "5")),
    "de": Region(
        "de", "de", "Deutschland", "EUR", "€", ".", ",", ("{a} €", "{a} EUR", "EUR {a}"),
        ("{d:02}.{m:02}.{y}", "{d}. {month} {y}", "{d:02}.{m:02}.{yy:02}"), ("19", "19", "7"),
    ),
    "fr": Region(
        "fr", "fr", "France", "EUR", "€", " ", ",", ("{a} €", "{a} EUR"), ("{d:02}/{m:02}/{y}", "{d} {month} {y}", "{d:02}-{m:02}-{y}"), ("20", "20", "5.5"),
    ),
    "my": Region(
        "my", "en", "Malaysia", "MYR", "RM", ",", ".", ("RM{a}", "RM {a}", "{a}"),
        ("{d:02}/{m:02}/{y}", "{d:02}-{m:02}-{y}", "{d:02}/{m:02}/{yy:02}", "{d:02} {mon} {y}"), ("0", "6"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notation:
    """One document's way to write: chosen once, kept throughout."""

    region: Region
    date_form: str
    money_form: str

    def day(self, value: date) -> str:
        month = MONTHS[self.region.language][value.month - 1]
        return self.date_form.format(d=value.day, m=value.month, y=value.year, yy=value.year % 100, month=month, mon=month[:3])

    def amount(self, value: Decimal) -> str:
        """A number without its currency."""
        digits = f"{abs(value):,.2f}".translate(str.maketrans(",.", self.region.thousands + self.region.decimal_mark))
        return f"-{digits}" if value < 0 else digits

    def money(self, value: Decimal) -> str:
        """An amount with its currency."""
        return self.money_form.format(s=self.region.symbol, c=self.region.currency, a=self.amount(value))


def choose_notation(rng: Random, region: Region) -> Notation:
    return Notation(region, rng.choice(region.date_forms), rng.choice(region.money_forms))


def choose_day(rng: Random, after: date = FIRST_DAY, within: int = DAYS) -> date:
    """A working day."""
    day = after + timedelta(days=rng.randrange(within))
    return day + timedelta(days=max(0, 7 - day.isoweekday())) if day.isoweekday() > 5 else day


def choose_birthday(rng: Random, oldest: int = 1950, youngest: int = 2004) -> date:
    return date(oldest, 1, 1) + timedelta(days=rng.randrange((youngest - oldest) * 365))
