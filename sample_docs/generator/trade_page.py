"""The parts of a business letter about goods and money: parties, reference data, totals, payment details, footer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from sample_docs.generator.companies import Company
from sample_docs.generator.people import Address
from sample_docs.generator.regions import Notation
from sample_docs.generator.sheet import Sheet
from sample_docs.generator.style import Style
from sample_docs.generator.wording import Variants

Pairs = Sequence[tuple[str, str]]
FOOTER_HEIGHT = 96.0


@dataclass(frozen=True, slots=True)
class TradePage:
    """What every part needs to draw itself."""

    sheet: Sheet
    style: Style
    words: Variants
    notation: Notation
    rng: Random

    @property
    def left(self) -> float:
        return self.style.margin

    @property
    def right(self) -> float:
        return self.sheet.width - self.style.margin

    @property
    def bottom(self) -> float:
        return self.sheet.height - FOOTER_HEIGHT

    def label(self, key: str) -> str:
        return self.style.labelled(self.words[key])

    def turn(self) -> float:
        """Ends this page with its number and says where the next one starts."""
        self.number_page()
        self.sheet.next_page()
        self.sheet.text(self.right, 40, self.words["page"].format(n=self.sheet.page), self.style.small, "right")
        return 58

    def number_page(self) -> None:
        self.sheet.text(
            self.sheet.width / 2, self.sheet.height - 20, self.words["page"].format(n=self.sheet.page), self.style.small, "center"
        )

    def room_for(self, y: float, height: float) -> float:
        """The y to go on at, on a new page where this one is full."""
        return y if y + height <= self.bottom else self.turn()


def draw_pairs(page: TradePage, pairs: Pairs, y: float) -> float:
    """Label left, value right, in the right part of the page."""
    x = page.sheet.width * page.rng.choice((0.55, 0.58, 0.6))
    leading = page.style.body.size * page.rng.choice((1.45, 1.6))
    value_x = x + max(page.style.label.width(page.style.labelled(label)) for label, _ in pairs) + 12
    flush = page.rng.random() < 0.4
    for label, value in pairs:
        page.sheet.text(x, y, page.style.labelled(label), page.style.label)
        page.sheet.text(
            page.right if flush else value_x, y, value, page.style.body, "right" if flush else "left", within=page.right - value_x
        )
        y += leading
    return y


def draw_stack(page: TradePage, pairs: Pairs, y: float) -> float:
    """Small labels, each with its value below, in the right part of the page."""
    x = page.sheet.width * page.rng.choice((0.6, 0.64))
    for label, value in pairs:
        page.sheet.text(x, y, label, page.style.small.inked("#666666"))
        page.sheet.text(x, y + page.style.body.size * 1.15, value, page.style.body.bold(), within=page.right - x)
        y += page.style.body.size * 2.6
    return y


def draw_cells(page: TradePage, pairs: Pairs, y: float) -> float:
    """One row of boxes over the whole width, label above value."""
    width, height = (page.right - page.left) / len(pairs), 32
    for index, (label, value) in enumerate(pairs):
        x = page.left + index * width
        page.sheet.box(x, y, width, height, 0.6)
        page.sheet.box(x, y, width, 13, 0.6, fill="#e9ebee")
        page.sheet.text(x + width / 2, y + 9.5, label, page.style.small, "center", within=width - 6)
        page.sheet.text(x + width / 2, y + 25, value, page.style.body, "center", within=width - 6)
    return y + height + 14


META_LOOKS: Mapping[str, Callable[[TradePage, Pairs, float], float]] = {"pairs": draw_pairs, "stack": draw_stack, "cells": draw_cells}


def draw_party(page: TradePage, x: float, y: float, title: str, lines: tuple[str, ...]) -> float:
    if title:
        page.sheet.text(x, y, page.style.labelled(title), page.style.label.bold())
        y += page.style.body.size * 1.5
    return page.sheet.lines(x, y, lines, page.style.body)


def draw_boxed_party(page: TradePage, x: float, y: float, title: str, lines: tuple[str, ...]) -> float:
    width, leading = (page.right - page.left) * 0.47, page.style.body.size * 1.3
    height = leading * len(lines) + 26
    page.sheet.box(x, y - 12, width, height)
    page.sheet.text(x + 6, y, title, page.style.small.inked("#555555"))
    for index, line in enumerate(lines):
        page.sheet.text(x + 6, y + 14 + index * leading, line, page.style.body, within=width - 12)
    return y + height


def draw_window_address(page: TradePage, y: float, sender: Company, lines: tuple[str, ...]) -> float:
    """The address where a window envelope shows it, the sender in small print above."""
    tiny = page.style.body.sized(6.5)
    line = f"{sender.name} · {sender.address.one_line}"
    page.sheet.text(page.left, y, line, tiny)
    page.sheet.line(page.left, y + 3, page.left + tiny.width(line), y + 3, 0.3)
    return page.sheet.lines(page.left, y + 20, lines, page.style.body.sized(page.style.body.size + 0.5))


def envelope(name: str, address: Address, country: str | None = None) -> tuple[str, ...]:
    return (name, *address.lines, *((country,) if country else ()))


def draw_totals(page: TradePage, rows: Pairs, y: float) -> float:
    """Sums at the right, the last one the one that counts."""
    look = page.rng.choice(("plain", "ruled", "boxed", "banner"))
    x, leading = page.sheet.width * 0.56, page.style.body.size * 1.75
    y += leading
    for index, (label, value) in enumerate(rows):
        is_last = index == len(rows) - 1
        pen = page.style.body.bold().scaled(1.12) if is_last else page.style.body
        if look == "boxed":
            page.sheet.box(x - 6, y - leading * 0.7, page.right - x + 6, leading, 0.5, fill="#eef0f2" if is_last else None)
        if look == "banner" and is_last:
            page.sheet.box(x - 6, y - leading * 0.7, page.right - x + 6, leading, 0, fill=page.style.accent)
            pen = pen.inked("#ffffff")
        if look == "ruled" and is_last:
            page.sheet.line(x, y - leading * 0.75, page.right, y - leading * 0.75, 0.9)
            page.sheet.line(x, y + leading * 0.3, page.right, y + leading * 0.3, 1.4)
        page.sheet.text(x, y, label, pen, within=(page.right - x) * 0.6)
        page.sheet.text(page.right - 4, y, value, pen, "right", within=(page.right - x) * 0.5)
        y += leading
    return y + 6


def draw_bank_box(page: TradePage, rows: Pairs, y: float) -> float:
    """Payment details in a box at the left."""
    leading, width = page.style.body.size * 1.4, (page.right - page.left) * 0.62
    page.sheet.box(page.left, y, width, leading * len(rows) + 12, 0.6, fill="#f7f7f5")
    for index, (label, value) in enumerate(rows):
        page.sheet.text(page.left + 8, y + 14 + index * leading, page.style.labelled(label), page.style.label)
        page.sheet.text(page.left + width * 0.36, y + 14 + index * leading, value, page.style.body, within=width * 0.61)
    return y + leading * len(rows) + 26


def draw_bank_lines(page: TradePage, rows: Pairs, y: float) -> float:
    for label, value in rows:
        page.sheet.text(page.left, y + 8, f"{page.style.labelled(label)} {value}", page.style.body)
        y += page.style.body.size * 1.4
    return y + 12


def draw_footer(page: TradePage, columns: Sequence[Sequence[str]]) -> None:
    """Small print in columns at the foot of the page."""
    top = page.sheet.height - FOOTER_HEIGHT + 26
    page.sheet.line(page.left, top - 12, page.right, top - 12, 0.5, page.style.accent)
    width = (page.right - page.left) / max(1, len(columns))
    pen = page.style.body.sized(6.8).inked("#444444")
    for index, column in enumerate(columns):
        for row, text in enumerate(column):
            page.sheet.text(page.left + index * width, top + row * 9.2, text, pen, within=width - 6)
