"""Invoices of four countries: letter, form, modern and typed layouts, one page or several."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from sample_docs.generator.companies import Company, choose_company
from sample_docs.generator.document import GeneratedDocument, Labels
from sample_docs.generator.identifiers import digits, in_groups
from sample_docs.generator.letterheads import LETTERHEADS
from sample_docs.generator.ornaments import draw_stamp
from sample_docs.generator.people import choose_address
from sample_docs.generator.regions import REGIONS, choose_day, choose_notation
from sample_docs.generator.sheet import Pen, Sheet
from sample_docs.generator.style import choose_style
from sample_docs.generator.tables import TABLE_LOOKS, Column, Table, draw_table
from sample_docs.generator.trade import Basket, choose_basket
from sample_docs.generator.trade_page import (
    META_LOOKS,
    Pairs,
    TradePage,
    draw_bank_box,
    draw_bank_lines,
    draw_boxed_party,
    draw_footer,
    draw_party,
    draw_totals,
    draw_window_address,
    envelope,
)
from sample_docs.generator.wording import choose_words

STAMPS = {"en": ("RECEIVED", "POSTED"), "de": ("EINGEGANGEN", "GEBUCHT"), "fr": ("REÇU", "COMPTABILISÉ")}


@dataclass(frozen=True, slots=True)
class Design:
    """Which parts an invoice is put together from; None is left to chance."""

    regions: tuple[str, ...]
    letterhead: str
    meta: str
    parties: str
    table: str | None = None
    payment: str = "footer"


LAYOUTS: Mapping[str, Design] = {
    "us letter": Design(("us",), "logo left", "pairs", "columns", payment="box"),
    "us form": Design(("us",), "centered", "cells", "boxes", "grid", "lines"),
    "us modern": Design(("us",), "band", "stack", "columns", "banner", "box"),
    "uk letter": Design(("uk",), "logo left", "pairs", "window"),
    "uk form": Design(("uk",), "right block", "cells", "boxes", "grid", "box"),
    "uk modern": Design(("uk",), "band", "stack", "columns", None, "box"),
    "typed": Design(("us", "uk"), "typed", "pairs", "columns", "plain", "lines"),
    "din letter": Design(("de",), "right block", "pairs", "window"),
    "din modern": Design(("de",), "band", "stack", "window"),
    "de form": Design(("de",), "logo left", "cells", "columns", "grid", "lines"),
    "fr letter": Design(("fr",), "logo left", "pairs", "columns"),
    "fr form": Design(("fr",), "centered", "cells", "boxes", "grid"),
    "fr modern": Design(("fr",), "right block", "stack", "columns", "banner", "box"),
}


@dataclass(frozen=True, slots=True)
class Invoice:
    """Who bills whom for what; `page` is where it is drawn."""

    page: TradePage
    labels: Labels
    design: Design
    seller: Company
    buyer: Company
    basket: Basket


def make_invoice(rng: Random, layout: str | None = None, line_count: int | None = None) -> GeneratedDocument:
    layout = layout or rng.choice(sorted(LAYOUTS))
    design = LAYOUTS[layout]
    region = REGIONS[rng.choice(design.regions)]
    style = choose_style(rng, ("Courier",)) if design.letterhead == "typed" else choose_style(rng)
    page = TradePage(Sheet(region.paper), style, choose_words(rng, region.language), choose_notation(rng, region), rng)
    seller, buyer = choose_company(rng, region.name), choose_company(rng, region.name)
    count = line_count or rng.choice((1, 2, 3, 3, 4, 5, 6, 8, 8, 30))
    basket = choose_basket(rng, seller.products, count, rng.choice(region.tax_rates))
    invoice = Invoice(page, Labels(), design, seller, buyer, basket)
    _draw(invoice)
    return invoice.labels.document("invoice", layout, page.sheet.finish(), page.sheet.page)


def _draw(invoice: Invoice) -> None:
    page = invoice.page
    invoice.labels.text("seller_name", invoice.seller.name)
    y = LETTERHEADS[invoice.design.letterhead](page.sheet, page.style, invoice.seller, page.words, page.rng)
    y = _draw_title(page, y + 12)
    y = _draw_references(invoice, y)
    y = _draw_lines(invoice, y + 8)
    y = _draw_sums(invoice, page.room_for(y, 90))
    y = _draw_payment(invoice, page.room_for(y, 110))
    page.sheet.text(page.left, y + 10, page.words["terms"], page.style.body)
    page.sheet.text(page.left, y + 10 + page.style.body.size * 1.5, page.words["thanks"], page.style.body)
    if page.rng.random() < 0.2:
        words = (page.rng.choice(STAMPS[page.notation.region.language]), page.notation.day(choose_day(page.rng)))
        draw_stamp(page.sheet, page.right - 90, min(y + 40, page.bottom - 30), words[: page.rng.choice((1, 2))], page.rng)
    if page.sheet.page > 1:
        page.number_page()


def _draw_title(page: TradePage, y: float) -> float:
    align, x = page.rng.choice((("left", page.left), ("right", page.right), ("center", page.sheet.width / 2)))
    pen = page.style.heading.scaled(page.rng.choice((0.85, 1.0, 1.15)))
    page.sheet.text(x, y + pen.size * 0.6, page.words["invoice"], pen, align)
    return y + pen.size * 0.6 + 20


def _references(invoice: Invoice) -> Pairs:
    page, labels, notation = invoice.page, invoice.labels, invoice.page.notation
    day = choose_day(page.rng)
    form = page.rng.choice(("{}", "INV-{}", "RE{}", "{y}-{}", "{y}/{}", "F{y}{}", "SI-{}", "{}-1"))
    number = form.format(digits(page.rng, page.rng.choice((4, 5, 6))), y=day.year)
    pairs = [
        (page.words["invoice_number"], labels.text("invoice_number", number)),
        (page.words["issue_date"], labels.day("issue_date", notation.day(day), day)),
    ]
    if page.rng.random() < 0.75:
        due = day + timedelta(days=page.rng.choice((7, 14, 15, 30, 30, 60)))
        pairs.append((page.words["due_date"], labels.day("due_date", notation.day(due), due)))
    if page.rng.random() < 0.6:
        pairs.insert(page.rng.choice((0, len(pairs))), (page.words["customer_no"], digits(page.rng, 5)))
    if page.rng.random() < 0.5:
        pairs.append((page.words["order_ref"], page.rng.choice(("PO-{}", "{}", "B{}")).format(digits(page.rng, 5))))
    return pairs


def _draw_references(invoice: Invoice, y: float) -> float:
    page, design = invoice.page, invoice.design
    if design.meta == "cells":
        y = META_LOOKS["cells"](page, _references(invoice), y - 4) + 8
        return _draw_parties(invoice, y) + 4
    below_meta = META_LOOKS[design.meta](page, _references(invoice), y)
    return max(_draw_parties(invoice, y), below_meta) + 6


def _draw_parties(invoice: Invoice, y: float) -> float:
    page, buyer = invoice.page, invoice.buyer
    invoice.labels.text("buyer_name", buyer.name)
    lines = envelope(buyer.name, buyer.address, page.notation.region.country if page.rng.random() < 0.3 else None)
    if invoice.design.parties == "window":
        return draw_window_address(page, y, invoice.seller, lines)
    if invoice.design.parties == "columns":
        return draw_party(page, page.left, y, page.words["bill_to"], lines)
    site = choose_address(page.rng, page.notation.region.name) if page.rng.random() < 0.5 else buyer.address
    right = draw_boxed_party(page, page.left + (page.right - page.left) * 0.53, y, page.words["ship_to"], envelope(buyer.name, site))
    return max(right, draw_boxed_party(page, page.left, y, page.words["bill_to"], lines))


def _draw_lines(invoice: Invoice, y: float) -> float:
    page, words, notation = invoice.page, invoice.page.words, invoice.page.notation
    if words["intro"] and invoice.design.parties == "window":
        page.sheet.text(page.left, y + 8, words["intro"], page.style.body, within=page.right - page.left)
        y += 24
    with_code, with_unit = page.rng.random() < 0.5, page.rng.random() < 0.5
    columns = [Column(words["item"], 4.2), Column(words["quantity"], 0.9, "right")]
    columns += [Column(words["unit"], 0.8)] if with_unit else []
    columns += [Column(words["price"], 1.3, "right"), Column(words["line_total"], 1.4, "right")]
    rows = []
    for line in invoice.basket.lines:
        row = [line.name, str(line.quantity), *([line.unit] if with_unit else []), notation.amount(line.price), notation.amount(line.total)]
        rows.append([line.code, *row] if with_code else row)
    columns = [Column(words["code"], 1.1), *columns] if with_code else columns
    look = invoice.design.table or page.rng.choice(TABLE_LOOKS)
    table = Table(tuple(columns), page.left, page.right - page.left, look, page.bottom - 8, page.rng.choice((16.0, 18.0, 21.0)))
    return draw_table(page.sheet, table, y, rows, page.style, page.turn)


def _draw_sums(invoice: Invoice, y: float) -> float:
    page, labels, basket, notation = invoice.page, invoice.labels, invoice.basket, invoice.page.notation
    rate = basket.tax_rate.replace(".", notation.region.decimal_mark)
    tax_word = page.words["sales_tax" if notation.region.name == "us" else "tax"].format(rate=rate)
    part = notation.amount if page.rng.random() < 0.4 else notation.money
    labels.text("currency", notation.region.currency)
    rows = [
        (page.words["net"], labels.money("net_total", part(basket.net), basket.net)),
        (tax_word, labels.money("tax_total", part(basket.tax), basket.tax)),
        (page.words["grand"], labels.money("grand_total", notation.money(basket.grand), basket.grand)),
    ]
    return draw_totals(page, rows, y)


def _draw_payment(invoice: Invoice, y: float) -> float:
    """Bank and tax numbers, where the design puts them."""
    page, seller, labels, words = invoice.page, invoice.seller, invoice.labels, invoice.page.words
    bank = [(words["bank"], seller.bank)]
    if seller.iban and seller.bic:
        grouped = in_groups(seller.iban) if page.rng.random() < 0.7 else seller.iban
        bank += [(words["iban"], labels.identifier("iban", grouped)), (words["bic"], seller.bic)]
    else:
        bank += [(words["account"], digits(page.rng, 9))]
    vat = [(words["vat_id"], labels.identifier("seller_vat_id", seller.vat_id))] if seller.vat_id else []
    if invoice.design.payment == "footer":
        register = [page.style.labelled(label) + " " + value for label, value in vat] + [seller.register]
        places = [[seller.name, *seller.address.lines], [f"{label} {value}" for label, value in bank], register]
        draw_footer(page, places)
        return y + 8
    page.sheet.text(
        page.sheet.width / 2, page.sheet.height - 34, f"{seller.name} - {seller.register}", Pen(page.style.body.family, 7), "center"
    )
    draw = draw_bank_box if invoice.design.payment == "box" else draw_bank_lines
    return draw(page, [*bank, *vat], y)
