"""Bank statements over one to three pages: running balances that end where they should."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sample_docs.generator.companies import BANKS, Company, choose_company
from sample_docs.generator.document import GeneratedDocument, Labels
from sample_docs.generator.identifiers import choose_iban, digits, in_groups
from sample_docs.generator.ornaments import draw_logo
from sample_docs.generator.people import choose_person
from sample_docs.generator.regions import REGIONS, choose_day, choose_notation
from sample_docs.generator.sheet import Sheet
from sample_docs.generator.style import choose_style
from sample_docs.generator.tables import Column, Table, draw_table
from sample_docs.generator.trade import cents
from sample_docs.generator.trade_page import TradePage
from sample_docs.generator.wording import choose_words

WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {"title": ("Statement of Account", "ACCOUNT STATEMENT", "Bank statement"), "holder": ("Account holder", "Account name", "Customer"), "from": ("Period from", "From", "Statement from"), "to": ("Period to", "To", "Statement to"), "opening": ("Opening balance", "Balance brought forward", "Previous balance"), "closing": ("Closing balance", "New balance", "Balance carried forward"), "number": ("Account number", "Account No."), "columns": ("Date", "Description", "Paid out", "Paid in", "Balance"), "entries": ("Card payment {}", "Direct debit {}", "Transfer to {}", "Standing order {}"), "salary": ("Salary {}",)},
    "de": {"title": ("Kontoauszug", "KONTOAUSZUG"), "holder": ("Kontoinhaber", "Inhaber"), "from": ("Zeitraum von", "Von"), "to": ("bis", "Zeitraum bis"), "opening": ("Alter Saldo", "Anfangssaldo"), "closing": ("Neuer Saldo", "Endsaldo"), "number": ("Kontonummer",), "columns": ("Datum", "Verwendungszweck", "Soll", "Haben", "Saldo"), "entries": ("Kartenzahlung {}", "Lastschrift {}", "Überweisung {}", "Dauerauftrag {}"), "salary": ("Gehalt {}",)},
}  # fmt: skip
LAYOUTS: Mapping[str, str] = {"statement ruled": "ruled", "statement zebra": "zebra", "statement plain": "plain"}


@dataclass(frozen=True, slots=True)
class Account:
    """`entries` are day, text and signed amount, in order."""

    opening: Decimal
    entries: tuple[tuple[date, str, Decimal], ...]

    @property
    def closing(self) -> Decimal:
        return self.opening + sum((amount for _, _, amount in self.entries), Decimal(0))


def make_bank_statement(rng: Random, layout: str | None = None, entry_count: int | None = None) -> GeneratedDocument:
    layout = layout or rng.choice(sorted(LAYOUTS))
    region = REGIONS[rng.choice(("uk", "uk", "us", "de"))]
    texts, labels = WORDS[region.language], Labels()
    page = TradePage(Sheet(region.paper), choose_style(rng), choose_words(rng, region.language), choose_notation(rng, region), rng)
    first = choose_day(rng).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    account = _account(rng, texts, region.name, first, last, entry_count or rng.choice((9, 14, 18, 26)))
    y = _draw_head(page, texts, labels, (first, last), account)
    _draw_entries(page, texts, account, y, LAYOUTS[layout])
    if page.sheet.page > 1:
        page.number_page()
    return labels.document("bank_statement", layout, page.sheet.finish(), page.sheet.page)


def _account(rng: Random, texts: Mapping[str, tuple[str, ...]], region: str, first: date, last: date, count: int) -> Account:
    days = sorted(first + timedelta(days=rng.randrange((last - first).days)) for _ in range(count))
    entries = []
    for index, day in enumerate(days):
        partner: Company = choose_company(rng, region)
        if index == count // 2:
            entries.append((day, texts["salary"][0].format(partner.name), cents(rng.uniform(1800, 4200))))
        else:
            entries.append((day, rng.choice(texts["entries"]).format(partner.name), -cents(rng.uniform(4, 320))))
    return Account(cents(rng.uniform(1200, 6800)), tuple(entries))


def _draw_head(page: TradePage, texts: Mapping[str, tuple[str, ...]], labels: Labels, period: tuple[date, date], account: Account) -> float:
    rng, notation, sheet = page.rng, page.notation, page.sheet
    bank = rng.choice(BANKS[notation.region.name])
    draw_logo(sheet, page.left, 36, 40, page.style.accent, bank[0], rng)
    sheet.text(page.left + 52, 62, labels.text("bank_name", bank), page.style.heading.scaled(0.8), within=300)
    sheet.text(page.right, 62, rng.choice(texts["title"]), page.style.body.bold().scaled(1.4), "right")
    sheet.line(page.left, 86, page.right, 86, 1, page.style.accent)
    person = choose_person(rng, notation.region.name)
    y = sheet.lines(page.left, 108, (person.name, *person.address.lines), page.style.body)
    iban = choose_iban(rng, notation.region.name)
    number = ("IBAN", labels.identifier("iban", in_groups(iban))) if iban else (rng.choice(texts["number"]), digits(rng, 10))
    labels.text("currency", notation.region.currency)
    pairs = [
        (rng.choice(texts["holder"]), labels.text("account_holder", person.name)),
        number,
        (rng.choice(texts["from"]), labels.day("period_from", notation.day(period[0]), period[0])),
        (rng.choice(texts["to"]), labels.day("period_to", notation.day(period[1]), period[1])),
        (rng.choice(texts["opening"]), labels.money("opening_balance", notation.money(account.opening), account.opening)),
        (rng.choice(texts["closing"]), labels.money("closing_balance", notation.money(account.closing), account.closing)),
    ]
    x = sheet.width * 0.52
    row = 108.0
    for label, value in pairs:
        sheet.text(x, row, page.style.labelled(label), page.style.label)
        sheet.text(page.right, row, value, page.style.body.bold(), "right", within=(page.right - x) * 0.6)
        row += 16
    return max(y, row) + 14


def _draw_entries(page: TradePage, texts: Mapping[str, tuple[str, ...]], account: Account, y: float, look: str) -> None:
    day, text, out, paid_in, balance = texts["columns"]
    columns = (Column(day, 1.3), Column(text, 4), Column(out, 1.2, "right"), Column(paid_in, 1.2, "right"), Column(balance, 1.4, "right"))
    rows, running, notation = [], account.opening, page.notation
    for when, what, amount in account.entries:
        running += amount
        sides = (notation.amount(-amount), "") if amount < 0 else ("", notation.amount(amount))
        rows.append((notation.day(when), what, *sides, notation.amount(running)))
    table = Table(columns, page.left, page.right - page.left, look, page.bottom + 40, 19.0)
    draw_table(page.sheet, table, y, rows, page.style, page.turn)
