"""Month names as printed in English, German, French, Spanish, Italian and Dutch."""

import unicodedata

_NAMES = (
    "january jan januar jaenner janner janvier janv enero gennaio gen januari",
    "february feb febr februar fevrier fevr fev febrero febbraio februari",
    "march mar marz maerz mrz mars marzo maart mrt",
    "april apr avril avr abril aprile",
    "may mai mayo maggio mag mei",
    "june jun juni juin junio giugno giu",
    "july jul juli juillet juil julio luglio lug",
    "august aug aout agosto ago augustus",
    "september sep sept septembre septiembre settembre set",
    "october oct oktober okt octobre octubre ottobre ott",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dicembre dic",
)
MONTHS: dict[str, int] = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}


def fold(text: str) -> str:
    """Lower case without accents."""
    return "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))


def month_number(name: str) -> int | None:
    return MONTHS.get(fold(name).rstrip("."))
