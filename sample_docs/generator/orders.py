"""Purchase orders and payment advices: what a buyer sends to a supplier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random

from sample_docs.generator.companies import Company, choose_company
from sample_docs.generator.document import GeneratedDocument, Labels
from sample_docs.generator.identifiers import digits
from sample_docs.generator.letterheads import LETTERHEADS
from sample_docs.generator.ornaments import draw_signature, draw_stamp
from sample_docs.generator.regions import REGIONS, choose_day, choose_notation
from sample_docs.generator.sheet import Sheet
from sample_docs.generator.style import choose_style
from sample_docs.generator.tables import TABLE_LOOKS, Column, Table, draw_table
from sample_docs.generator.trade import Basket, cents, choose_basket
from sample_docs.generator.trade_page import META_LOOKS, Pairs, TradePage, draw_boxed_party, draw_footer, draw_party, draw_totals, envelope
from sample_docs.generator.wording import choose_words


@dataclass(frozen=True, slots=True)
class Design:
    regions: tuple[str, ...]
    letterhead: str
    meta: str
    is_boxed: bool


ORDER_LAYOUTS: Mapping[str, Design] = {
    "order letter": Design(("us", "uk"), "logo left", "pairs", is_boxed=False),
    "order form": Design(("us", "uk", "fr"), "centered", "cells", is_boxed=True),
    "order modern": Design(("us", "de"), "band", "stack", is_boxed=False),
}
REMITTANCE_LAYOUTS: Mapping[str, Design] = {
    "advice letter": Design(("uk", "us"), "right block", "pairs", is_boxed=False),
    "advice form": Design(("us", "uk", "de"), "logo left", "cells", is_boxed=True),
    "advice modern": Design(("uk", "fr"), "band", "stack", is_boxed=False),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter from a buyer to a supplier."""

    page: TradePage
    labels: Labels
    design: Design
    buyer: Company
    supplier: Company


def make_purchase_order(rng: Random, layout: str | None = None) -> GeneratedDocument:
    layout = layout or rng.choice(sorted(ORDER_LAYOUTS))
    letter = _letter(rng, ORDER_LAYOUTS[layout])
    page, words, labels = letter.page, letter.page.words, letter.labels
    basket = choose_basket(rng, letter.supplier.products, rng.choice((2, 3, 4, 5, 6, 7)), "0")
    labels.text("buyer_name", letter.buyer.name)
    labels.text("supplier_name", letter.supplier.name)
    y = _head(letter, words["purchase_order"], _order_references(letter), (words["supplier"], letter.supplier))
    y = _draw_goods(letter, basket, y)
    labels.text("currency", page.notation.region.currency)
    y = draw_totals(page, [(words["order_total"], labels.money("order_total", page.notation.money(basket.net), basket.net))], y)
    page.sheet.text(page.left, y + 46, words["authorised"], page.style.small)
    page.sheet.line(page.left, y + 34, page.left + 170, y + 34, 0.5)
    draw_signature(page.sheet, page.left + 12, y + 30, 110, rng)
    draw_footer(
        page, [[letter.buyer.name, *letter.buyer.address.lines], [letter.buyer.email, letter.buyer.website], [letter.buyer.register]]
    )
    return labels.document("purchase_order", layout, page.sheet.finish(), page.sheet.page)


def make_remittance(rng: Random, layout: str | None = None) -> GeneratedDocument:
    layout = layout or rng.choice(sorted(REMITTANCE_LAYOUTS))
    letter = _letter(rng, REMITTANCE_LAYOUTS[layout])
    page, words, labels = letter.page, letter.page.words, letter.labels
    labels.text("payer_name", letter.buyer.name)
    labels.text("payee_name", letter.supplier.name)
    y = _head(letter, words["remittance"], _payment_references(letter), (words["payee"], letter.supplier))
    page.sheet.text(page.left, y + 6, words["remittance_text"], page.style.body, within=page.right - page.left)
    y, total = _draw_paid(letter, y + 22)
    labels.text("currency", page.notation.region.currency)
    y = draw_totals(page, [(words["amount_paid"], labels.money("amount_paid", page.notation.money(total), total))], y)
    if rng.random() < 0.3:
        draw_stamp(page.sheet, page.left + 90, y + 30, ("PAID",), rng)
    draw_footer(page, [[letter.buyer.name, *letter.buyer.address.lines], [letter.buyer.email], [letter.buyer.bank]])
    return labels.document("remittance", layout, page.sheet.finish(), page.sheet.page)


def _letter(rng: Random, design: Design) -> Letter:
    region = REGIONS[rng.choice(design.regions)]
    page = TradePage(Sheet(region.paper), choose_style(rng), choose_words(rng, region.language), choose_notation(rng, region), rng)
    return Letter(page, Labels(), design, choose_company(rng, region.name), choose_company(rng, region.name))


def _head(letter: Letter, title: str, references: Pairs, party: tuple[str, Company]) -> float:
    page = letter.page
    y = LETTERHEADS[letter.design.letterhead](page.sheet, page.style, letter.buyer, page.words, page.rng) + 12
    page.sheet.text(page.left, y + page.style.heading.size * 0.6, title, page.style.heading)
    y += page.style.heading.size * 0.6 + 22
    label, company = party
    lines = envelope(company.name, company.address)
    if letter.design.meta == "cells":
        y = META_LOOKS["cells"](page, references, y - 4) + 8
        draw = draw_boxed_party if letter.design.is_boxed else draw_party
        return draw(page, page.left, y, label, lines) + 14
    below = META_LOOKS[letter.design.meta](page, references, y)
    return max(below, draw_party(page, page.left, y, label, lines)) + 12


def _order_references(letter: Letter) -> Pairs:
    page, words, labels = letter.page, letter.page.words, letter.labels
    day = choose_day(page.rng)
    due = day + timedelta(days=page.rng.choice((7, 14, 21, 30)))
    number = page.rng.choice(("PO-{}", "{}", "45{}", "PO{}/A")).format(digits(page.rng, page.rng.choice((5, 6))))
    return [
        (words["order_number"], labels.text("order_number", number)),
        (words["order_date"], labels.day("order_date", page.notation.day(day), day)),
        (words["delivery_date"], labels.day("delivery_date", page.notation.day(due), due)),
    ]


def _payment_references(letter: Letter) -> Pairs:
    page, words, labels = letter.page, letter.page.words, letter.labels
    day = choose_day(page.rng)
    reference = page.rng.choice(("RA-{}", "EFT{}", "{}", "PAY/{}")).format(digits(page.rng, page.rng.choice((6, 7, 8))))
    return [
        (words["payment_reference"], labels.text("payment_reference", reference)),
        (words["payment_date"], labels.day("payment_date", page.notation.day(day), day)),
        (words["payer"], letter.buyer.name),
    ]


def _draw_goods(letter: Letter, basket: Basket, y: float) -> float:
    page, words, notation = letter.page, letter.page.words, letter.page.notation
    columns = (
        Column(words["code"], 1.1),
        Column(words["item"], 4),
        Column(words["quantity"], 0.9, "right"),
        Column(words["price"], 1.3, "right"),
        Column(words["line_total"], 1.4, "right"),
    )
    rows = [(line.code, line.name, str(line.quantity), notation.amount(line.price), notation.amount(line.total)) for line in basket.lines]
    table = Table(columns, page.left, page.right - page.left, page.rng.choice(TABLE_LOOKS), page.bottom - 8, 18.0)
    return draw_table(page.sheet, table, y, rows, page.style, page.turn)


def _draw_paid(letter: Letter, y: float) -> tuple[float, Decimal]:
    """The invoices paid; returns where to go on, and their sum."""
    page, words, notation = letter.page, letter.page.words, letter.page.notation
    columns = (
        Column(words["paid_invoice"], 2),
        Column(words["paid_date"], 1.4),
        Column(words["gross"], 1.4, "right"),
        Column(words["discount"], 1.2, "right"),
        Column(words["paid"], 1.4, "right"),
    )
    rows, total = [], Decimal(0)
    for _ in range(page.rng.choice((2, 3, 4, 5))):
        gross = cents(page.rng.uniform(80, 4200))
        discount = cents(gross * page.rng.choice((Decimal(0), Decimal(0), Decimal("0.02"), Decimal("0.03"))))
        rows.append(
            (
                f"{page.rng.choice(('INV-', 'RE', 'SI-', ''))}{digits(page.rng, 5)}",
                notation.day(choose_day(page.rng)),
                notation.amount(gross),
                notation.amount(discount),
                notation.amount(gross - discount),
            )
        )
        total += gross - discount
    table = Table(columns, page.left, page.right - page.left, page.rng.choice(TABLE_LOOKS), page.bottom - 8, 18.0)
    return draw_table(page.sheet, table, y, rows, page.style, page.turn), total
