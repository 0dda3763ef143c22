"""Identity documents of a country that is not: a passport page and a card, with machine-readable lines that check."""

from collections.abc import Mapping
from datetime import date
from random import Random

from reportlab.lib.colors import HexColor

from sample_docs.generator.document import GeneratedDocument, Labels
from sample_docs.generator.identifiers import card_lines, digits, passport_lines
from sample_docs.generator.ornaments import draw_guilloche, draw_portrait, draw_signature
from sample_docs.generator.people import choose_person
from sample_docs.generator.regions import choose_birthday
from sample_docs.generator.sheet import Pen, Sheet

UTOPIA = "UTO"
"""The code that ICAO 9303 keeps for specimens."""
LAYOUTS: Mapping[str, str] = {"passport": "REPUBLIC OF UTOPIA", "card": "UTOPIA IDENTITY CARD"}
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def make_identity_document(rng: Random, layout: str | None = None) -> GeneratedDocument:
    layout = layout or rng.choice(sorted(LAYOUTS))
    labels, person = Labels(), choose_person(rng, "us")
    born = choose_birthday(rng)
    expires = date(rng.randint(2026, 2033), rng.randint(1, 12), rng.randint(1, 28))
    number = rng.choice("CLXKP") + digits(rng, 8)
    surname, given = person.surname.upper(), person.given.replace(".", "").upper()
    names = (surname, given)
    values = (
        ("Surname", labels.text("surname", surname)),
        ("Given names", labels.text("given_names", given)),
        ("Nationality", labels.text("nationality", UTOPIA)),
        ("Date of birth", labels.day("birth_date", _printed(born), born)),
        ("Sex", labels.text("sex", person.sex)),
        ("Date of expiry", labels.day("expiry_date", _printed(expires), expires)),
        ("Document No.", labels.text("document_number", number)),
    )
    if layout == "passport":
        lines: tuple[str, ...] = passport_lines(UTOPIA, number, names, f"{born:%y%m%d}", person.sex, f"{expires:%y%m%d}")
        sheet = _draw(rng, (355, 250), LAYOUTS[layout], "PASSPORT  PASSEPORT", values, lines)
    else:
        lines = card_lines(UTOPIA, number, names, f"{born:%y%m%d}", person.sex, f"{expires:%y%m%d}")
        sheet = _draw(rng, (300, 200), LAYOUTS[layout], "SPECIMEN", values, lines)
    return labels.document("identity_document", layout, sheet.finish(), 1)


def _printed(day: date) -> str:
    return f"{day.day:02} {MONTHS[day.month - 1]} {day.year}"


def _draw(
    rng: Random, size: tuple[float, float], country: str, kind: str, values: tuple[tuple[str, str], ...], lines: tuple[str, ...]
) -> Sheet:
    sheet = Sheet(size)
    width, height = size
    sheet.box(0, 0, width, height, 0, fill=rng.choice(("#eef4f8", "#f6f1ea", "#eef6ef")))
    draw_guilloche(sheet, 0, 30, width, height - 75, rng.choice(("#b7cbd9", "#d9c8b7", "#bcd6c0")), rng)
    sheet.text(14, 20, country, Pen("Helvetica", 11, is_bold=True, color="#1f3a5f"))
    sheet.text(width - 14, 20, kind, Pen("Helvetica", 7.5, color="#1f3a5f"), "right")
    photo = width * 0.25
    draw_portrait(sheet, 14, 34, photo, photo * 1.28, rng)
    x, y = 14 + photo + 14, 42.0
    for index, (label, value) in enumerate(values):
        column = x if index < 4 else x + (width - x) * 0.52
        row = y + (index if index < 4 else index - 4) * 25
        sheet.text(column, row, label, Pen("Helvetica", 5.8, color="#44515c"))
        sheet.text(column, row + 10, value, Pen("Helvetica", 9, is_bold=True), within=(width - x) * 0.48)
    if len(lines) == 2:
        draw_signature(sheet, 18, 34 + photo * 1.28 + 20, photo * 0.8, rng, "#222222")
    _draw_machine_readable(sheet, lines)
    return sheet


def _draw_machine_readable(sheet: Sheet, lines: tuple[str, ...]) -> None:
    """Courier stands in for OCR-B: every character as wide as the next."""
    size = (sheet.width - 24) / max(len(line) for line in lines) / 0.6
    top = sheet.height - 14 - (len(lines) - 1) * 14
    sheet.canvas.setFillColor(HexColor("#ffffff"))
    sheet.box(0, top - 14, sheet.width, sheet.height - top + 14, 0, fill="#fbfbf9")
    for index, line in enumerate(lines):
        sheet.text(12, top + index * 14, line, Pen("Courier", size, is_bold=True))
