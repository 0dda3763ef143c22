"""Application and claim forms as people fill them in: boxed, ruled and two-column layouts for four types."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from reportlab.lib.pagesizes import A4, LETTER

from sample_docs.generator.document import GeneratedDocument, Labels
from sample_docs.generator.identifiers import digits
from sample_docs.generator.ornaments import draw_logo, draw_signature, draw_stamp, draw_tick_box
from sample_docs.generator.sheet import Pen, Sheet
from sample_docs.generator.style import Style, choose_style

Item = tuple[str, str]
"""A label and what is filled in behind, under or beside it."""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    items: tuple[Item, ...]
    ticks: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands on one form; the labels of its values are noted on the way."""

    doc_type: str
    issuer: str
    title: str
    sections: tuple[Section, ...]
    declaration: str
    labels: Labels = field(default_factory=Labels)


@dataclass(frozen=True, slots=True)
class Form:
    """A form being drawn; `ink` is the hand or typewriter that filled it in."""

    sheet: Sheet
    style: Style
    ink: Pen
    rng: Random

    @property
    def left(self) -> float:
        return self.style.margin

    @property
    def width(self) -> float:
        return self.sheet.width - 2 * self.style.margin


def draw_form(filled: Filled, layout: str, rng: Random) -> GeneratedDocument:
    sheet = Sheet(rng.choice((LETTER, A4)))
    style = choose_style(rng)
    ink = rng.choice(
        (
            Pen("Courier", 10.5),
            Pen("Courier", 10, is_bold=True),
            Pen("Helvetica", 10, color="#1b2f7a"),
            Pen("Times", 11, is_italic=True, color="#1b2f7a"),
        )
    )
    form = Form(sheet, style, ink, rng)
    y = _draw_head(form, filled)
    for section in filled.sections:
        y = LOOKS[layout](form, section, y) + 10
    _draw_end(form, filled.declaration, y + 6)
    return filled.labels.document(filled.doc_type, layout, sheet.finish(), sheet.page)


def _draw_head(form: Form, filled: Filled) -> float:
    draw_logo(form.sheet, form.left, 34, 38, form.style.accent, filled.issuer[0], form.rng)
    form.sheet.text(form.left + 50, 50, filled.issuer, form.style.heading.scaled(0.72), within=form.width * 0.6)
    form.sheet.text(form.left + 50, 66, filled.title, form.style.body.bold().scaled(1.3), within=form.width * 0.7)
    form.sheet.text(
        form.left + form.width,
        50,
        f"Form {form.rng.choice(('AP', 'CL', 'EN', 'F'))}-{form.rng.randint(10, 99)} ({form.rng.choice(('01/23', '06/24', '2024-03'))})",
        form.style.small,
        "right",
    )
    form.sheet.line(form.left, 82, form.left + form.width, 82, 1.4, form.style.accent)
    form.sheet.text(
        form.left, 95, "Please complete in capital letters and black ink. Fields marked * are required.", form.style.small.italic()
    )
    return 112


def _section_title(form: Form, title: str, y: float) -> float:
    form.sheet.box(form.left, y - 11, form.width, 16, 0, fill=form.style.accent)
    form.sheet.text(form.left + 5, y, title, form.style.body.bold().inked("#ffffff"))
    return y + 14


def _draw_ticks(form: Form, section: Section, y: float) -> float:
    if not section.ticks:
        return y
    x = form.left + 4
    for label, ticked in section.ticks:
        x = draw_tick_box(form.sheet, x, y + 8, label, form.style.body, ticked=ticked) + 16
    return y + 20


def draw_boxed(form: Form, section: Section, y: float) -> float:
    """Boxes two a row, the label small in the upper left corner."""
    y = _section_title(form, section.title, y)
    half, height = form.width / 2, 31.0
    for index, (label, value) in enumerate(section.items):
        x, top = form.left + (index % 2) * half, y - 9 + (index // 2) * height
        form.sheet.box(x, top, half, height, 0.7)
        form.sheet.text(x + 4, top + 9, label, form.style.small, within=half - 8)
        form.sheet.text(x + 8, top + 25, value, form.ink, within=half - 14)
    y += ((len(section.items) + 1) // 2) * height - 9
    return _draw_ticks(form, section, y + 4) + 8


def draw_ruled(form: Form, section: Section, y: float) -> float:
    """Label, then the value on a line."""
    y = _section_title(form, section.title, y) + 6
    for label, value in section.items:
        label_end = form.left + max(form.width * 0.3, form.style.body.width(label) + 12)
        form.sheet.text(form.left, y, f"{label}:", form.style.body)
        form.sheet.line(label_end, y + 2.5, form.left + form.width, y + 2.5, 0.4)
        form.sheet.text(label_end + 6, y, value, form.ink, within=form.left + form.width - label_end - 8)
        y += 21
    return _draw_ticks(form, section, y - 4) + 8


def draw_columns(form: Form, section: Section, y: float) -> float:
    """Two columns of label and value, without boxes."""
    y = _section_title(form, section.title, y) + 6
    half = form.width / 2
    room = min(max(form.style.body.bold().width(label) for label, _ in section.items) + 14, half * 0.57)
    column = 0
    for label, value in section.items:
        is_long = form.ink.width(value) > half - room - 6
        if column and is_long:
            column, y = 0, y + 20
        x = form.left + column * half
        form.sheet.text(x, y, label, form.style.body.bold(), within=room - 6)
        form.sheet.text(x + room, y, value, form.ink, within=(form.width if is_long else half) - room - 6)
        column, y = (0, y + 20) if column or is_long else (1, y)
    y += 20 if column else 0
    return _draw_ticks(form, section, y - 4) + 6


LOOKS: Mapping[str, Callable[[Form, Section, float], float]] = {"boxed": draw_boxed, "ruled": draw_ruled, "columns": draw_columns}


def _draw_end(form: Form, declaration: str, y: float) -> None:
    y = form.sheet.paragraph(form.left, y, form.width, declaration, form.style.small.scaled(1.08)) + 34
    form.sheet.line(form.left, y, form.left + 190, y, 0.5)
    draw_signature(form.sheet, form.left + 20, y - 4, 120, form.rng)
    form.sheet.text(form.left, y + 11, "Signature", form.style.small)
    if form.rng.random() < 0.35:
        draw_stamp(
            form.sheet,
            form.left + form.width - 90,
            y - 8,
            (form.rng.choice(("RECEIVED", "MAIL ROOM", "SCANNED")), f"{digits(form.rng, 2)}"),
            form.rng,
        )
    form.sheet.text(form.left, form.sheet.height - 30, "For office use only. Do not write below this line.", form.style.small.italic())
    form.sheet.line(form.left, form.sheet.height - 42, form.left + form.width, form.sheet.height - 42, 0.4, dash=(2, 2))


def chosen(rng: Random, options: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Tick boxes of which one is ticked."""
    ticked = rng.choice(list(options))
    return tuple((option, option == ticked) for option in options)
