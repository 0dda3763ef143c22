"""How a company heads its paper; each returns the y below the head."""

from collections.abc import Callable, Mapping
from random import Random

from sample_docs.generator.companies import Company
from sample_docs.generator.ornaments import draw_logo
from sample_docs.generator.sheet import Pen, Sheet
from sample_docs.generator.style import Style
from sample_docs.generator.wording import Variants

Letterhead = Callable[[Sheet, Style, Company, Variants, Random], float]


def contact(company: Company, words: Variants) -> tuple[str, ...]:
    return f"{words['phone']} {company.phone}", f"{words['email']} {company.email}", company.website


def draw_logo_left(sheet: Sheet, style: Style, company: Company, words: Variants, rng: Random) -> float:
    size = rng.choice((34, 40, 48))
    draw_logo(sheet, style.margin, 40, size, style.accent, company.name[0], rng)
    pen = style.heading.scaled(0.8)
    room = (sheet.width - 2 * style.margin) * 0.56 - size
    sheet.text(style.margin + size + 10, 40 + size * 0.5, company.name, pen, within=room)
    sheet.text(style.margin + size + 10, 40 + size * 0.5 + 13, company.slogan, style.small.italic())
    y = sheet.lines(style.margin, 40 + size + 16, company.address.lines, style.small)
    return sheet.lines(style.margin, y, contact(company, words)[: rng.choice((1, 2, 3))], style.small) + 8


def draw_centered(sheet: Sheet, style: Style, company: Company, words: Variants, rng: Random) -> float:
    middle = sheet.width / 2
    sheet.text(middle, 56, company.name, style.heading, "center", within=sheet.width - 2 * style.margin)
    sheet.text(middle, 70, f"{company.address.one_line}", style.small, "center")
    sheet.text(middle, 81, "  |  ".join(contact(company, words)), style.small, "center")
    if rng.random() < 0.7:
        sheet.line(style.margin, 90, sheet.width - style.margin, 90, 1.2, style.accent)
    return 104


def draw_band(sheet: Sheet, style: Style, company: Company, words: Variants, rng: Random) -> float:
    height = rng.choice((58, 66, 76))
    sheet.box(0, 0, sheet.width, height, 0, fill=style.accent)
    white = style.heading.inked("#ffffff").scaled(0.95)
    sheet.text(style.margin, height * 0.62, company.name, white, within=(sheet.width - 2 * style.margin) * 0.6)
    sheet.lines(sheet.width - style.margin, height * 0.34, contact(company, words), style.small.inked("#ffffff"), "right")
    return sheet.lines(style.margin, height + 16, (company.address.one_line,), style.small) + 4


def draw_right_block(sheet: Sheet, style: Style, company: Company, words: Variants, rng: Random) -> float:
    right = sheet.width - style.margin
    sheet.text(right, 54, company.name, style.heading.scaled(0.8), "right", within=(right - style.margin) * 0.6)
    y = sheet.lines(right, 68, company.address.lines, style.small, "right")
    y = sheet.lines(right, y, contact(company, words), style.small, "right")
    if rng.random() < 0.5:
        draw_logo(sheet, style.margin, 40, 44, style.accent, company.name[0], rng)
    return y + 10


def draw_typed(sheet: Sheet, style: Style, company: Company, words: Variants, rng: Random) -> float:
    """As an old accounting program prints it: no ornament."""
    pen = Pen("Courier", 12, is_bold=True)
    sheet.text(style.margin, 52, company.name, pen)
    y = sheet.lines(style.margin, 66, company.address.lines, pen.sized(9.5))
    y = sheet.lines(style.margin, y, contact(company, words)[: rng.choice((1, 2))], Pen("Courier", 9.5))
    sheet.line(style.margin, y - 4, sheet.width - style.margin, y - 4, 0.6, dash=(3, 2))
    return y + 12


LETTERHEADS: Mapping[str, Letterhead] = {
    "logo left": draw_logo_left,
    "centered": draw_centered,
    "band": draw_band,
    "right block": draw_right_block,
    "typed": draw_typed,
}
