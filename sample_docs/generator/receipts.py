"""Till receipts on narrow paper: a plain one, a boxed one and a wide one from a restaurant."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from sample_docs.generator.companies import Company, choose_company
from sample_docs.generator.document import GeneratedDocument, Labels
from sample_docs.generator.identifiers import digits
from sample_docs.generator.ornaments import draw_bars, draw_logo
from sample_docs.generator.regions import REGIONS, Notation, choose_day, choose_notation
from sample_docs.generator.sheet import Pen, Sheet
from sample_docs.generator.trade import Basket, choose_basket

TOTAL_WORDS = ("TOTAL", "Total", "TOTAL DUE", "AMOUNT DUE", "GRAND TOTAL", "NET TOTAL", "Total incl. tax")
DATE_WORDS = ("Date:", "Date", "DATE:", "")
THANKS = (
    "THANK YOU, PLEASE COME AGAIN",
    "Goods sold are not returnable",
    "Thank you for shopping with us",
    "Keep this receipt for exchange",
)


@dataclass(frozen=True, slots=True)
class Look:
    """`rule` parts the sections; `columns` is the paper's width in characters."""

    regions: tuple[str, ...]
    columns: int
    rule: str
    has_logo: bool
    is_boxed: bool


LAYOUTS: Mapping[str, Look] = {
    "till roll": Look(("us", "uk", "my"), 38, "-", has_logo=False, is_boxed=False),
    "till roll with logo": Look(("us", "uk", "my"), 40, "=", has_logo=True, is_boxed=False),
    "boxed": Look(("my", "uk"), 46, "_", has_logo=False, is_boxed=True),
}


@dataclass(frozen=True, slots=True)
class Till:
    """One receipt being printed."""

    sheet: Sheet
    pen: Pen
    notation: Notation
    look: Look
    labels: Labels
    rng: Random

    @property
    def margin(self) -> float:
        return 14.0

    @property
    def right(self) -> float:
        return self.sheet.width - self.margin

    def row(self, y: float, left: str, right: str, pen: Pen | None = None) -> float:
        pen = pen or self.pen
        self.sheet.text(self.margin, y, left, pen, within=(self.right - self.margin) * 0.68)
        self.sheet.text(self.right, y, right, pen, "right")
        return y + pen.size * 1.35

    def center(self, y: float, text: str, pen: Pen | None = None) -> float:
        pen = pen or self.pen
        self.sheet.text(self.sheet.width / 2, y, text, pen, "center", within=self.right - self.margin)
        return y + pen.size * 1.35

    def rule(self, y: float) -> float:
        if self.look.is_boxed:
            self.sheet.line(self.margin, y - 4, self.right, y - 4, 0.7)
            return y + 8
        return self.center(y, self.look.rule * self.look.columns)


def make_receipt(rng: Random, layout: str | None = None) -> GeneratedDocument:
    layout = layout or rng.choice(sorted(LAYOUTS))
    look = LAYOUTS[layout]
    region = REGIONS[rng.choice(look.regions)]
    notation = choose_notation(rng, region)
    shop = choose_company(rng, region.name)
    basket = choose_basket(rng, shop.products, rng.choice((2, 3, 4, 5, 6, 7)), rng.choice(region.tax_rates))
    pen = Pen("Courier", rng.choice((8.5, 9.0)))
    height = 330 + len(basket.lines) * pen.size * 2.8 + (50 if look.has_logo else 0)
    till = Till(Sheet((look.columns * pen.size * 0.6 + 28, height)), pen, notation, look, Labels(), rng)
    y = _draw_head(till, shop)
    y = _draw_goods(till, basket, y)
    _draw_end(till, basket, y)
    return till.labels.document("receipt", layout, till.sheet.finish(), 1)


def _draw_head(till: Till, shop: Company) -> float:
    y = 26.0
    if till.look.has_logo:
        draw_logo(till.sheet, till.sheet.width / 2 - 20, 16, 40, "#222222", shop.name[0], till.rng)
        y = 72.0
    y = till.center(y, till.labels.text("company", shop.name), till.pen.bold().scaled(1.15)) + 2
    till.labels.text("address", " ".join(shop.address.lines))
    for line in shop.address.lines:
        y = till.center(y, line)
    y = till.center(y, f"Tel: {shop.phone}")
    if till.rng.random() < 0.6:
        y = till.center(y, f"{till.rng.choice(('GST ID', 'Reg. No', 'VAT No'))}: {digits(till.rng, 9)}")
    y = till.rule(y + 2)
    if till.rng.random() < 0.5:
        y = till.center(y, till.rng.choice(("RECEIPT", "TAX INVOICE", "CASH SALE", "SALES RECEIPT")), till.pen.bold())
    day = choose_day(till.rng)
    printed = till.labels.day("date", till.notation.day(day), day)
    clock = f"{till.rng.randint(8, 21):02}:{till.rng.randint(0, 59):02}"
    word = till.rng.choice(DATE_WORDS)
    y = till.row(y, f"{word} {printed} {clock}".strip(), f"#{digits(till.rng, 6)}")
    return till.row(y, f"Cashier: {till.rng.choice(('ANNA', 'Joe', 'MEI', '03', 'Counter 2'))}", f"POS {till.rng.randint(1, 9)}")


def _draw_goods(till: Till, basket: Basket, y: float) -> float:
    y = till.rule(y)
    y = till.row(
        y,
        till.rng.choice(("ITEM", "Description", "Qty Item")),
        till.rng.choice(("AMOUNT", "Price", "RM" if till.notation.region.name == "my" else "Amt")),
    )
    y = till.rule(y)
    for line in basket.lines:
        if till.look.is_boxed:
            y = till.row(y, f"{line.quantity:>3} {line.name}", till.notation.amount(line.total))
        else:
            y = till.row(y, line.name, "")
            y = till.row(y, f"   {line.quantity} x {till.notation.amount(line.price)}", till.notation.amount(line.total))
    return till.rule(y)


def _draw_end(till: Till, basket: Basket, y: float) -> None:
    y = till.row(y, till.rng.choice(("Sub-total", "SUBTOTAL", "Subtotal")), till.notation.amount(basket.net))
    if basket.tax_rate != "0":
        word = {"us": "Sales tax", "uk": "VAT", "my": "GST"}[till.notation.region.name]
        y = till.row(y, f"{word} {basket.tax_rate}%", till.notation.amount(basket.tax))
    printed = till.labels.money("total", till.notation.money(basket.grand), basket.grand)
    y = till.row(y + 2, till.rng.choice(TOTAL_WORDS), printed, till.pen.bold().scaled(1.2)) + 2
    if till.rng.random() < 0.6:
        given = (basket.grand // 10 + 1) * 10
        y = till.row(y, "CASH", till.notation.amount(given))
        y = till.row(y, "CHANGE", till.notation.amount(given - basket.grand))
    else:
        y = till.row(y, till.rng.choice(("VISA", "DEBIT CARD", "CONTACTLESS")), f"**** {digits(till.rng, 4)}")
    y = till.rule(y)
    y = till.row(y, f"Items: {len(basket.lines)}", f"Qty: {sum(Decimal(line.quantity) for line in basket.lines)}")
    y = till.center(y + 8, till.rng.choice(THANKS))
    if till.rng.random() < 0.7:
        draw_bars(till.sheet, till.margin + 20, y + 2, till.right - till.margin - 40, 26, till.rng)
