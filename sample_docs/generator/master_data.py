"""The tables of another system that fit the shipped documents, with what such tables get wrong: a seller that left, an old account."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from sample_docs.generator.companies import choose_company

OTHER_SELLERS = 60
LEFT_OUT = "Fournitures Valmont SAS"
OLD_ACCOUNT = {"Falkensee Elektrotechnik GmbH & Co. KG": "DE02120300000000202051"}
# Invoices name these orders; the first was placed for less.
ORDERED = (
    ("B03702", "Systèmes Montclair SA", "EUR", "2600.00"),
    ("28042", "Larkspur Timber Inc.", "USD", "1357.72"),
)
# What came for them; the first in two deliveries.
RECEIVED = (
    ("D-1001", "B03702", "EUR", "2000.00"),
    ("D-1002", "B03702", "EUR", "701.54"),
    ("D-1003", "28042", "USD", "1357.72"),
)


def write_master_data(folder: Path, labels: Iterable[Mapping[str, Any]]) -> None:
    """Writes sellers.csv, purchase_orders.csv, goods_received.csv and policies.csv to fit labelled documents."""
    documents = [(label["doc_type"], _values(label)) for label in labels]
    folder.mkdir(parents=True, exist_ok=True)
    sellers = {values["seller_name"]: values for doc_type, values in documents if doc_type == "invoice"}
    named = [(name, _of(values, "seller_vat_id"), OLD_ACCOUNT.get(name, _of(values, "iban"))) for name, values in sellers.items()]
    known = [row for row in named if row[0] != LEFT_OUT] + _others(Random(7))
    rows = [(f"S{number:04}", *row) for number, row in enumerate(sorted(known), start=1)]
    _write(folder / "sellers.csv", ("seller_id", "name", "vat_id", "iban"), rows)
    orders = {values["order_number"]: values for doc_type, values in documents if doc_type == "purchase_order"}
    placed = [(number, values["supplier_name"], values["currency"], values["order_total"]) for number, values in orders.items()]
    _write(folder / "purchase_orders.csv", ("order_number", "supplier", "currency", "total"), [*placed, *ORDERED])
    _write(folder / "goods_received.csv", ("delivery_note", "order_number", "currency", "total"), RECEIVED)
    claims = (values for doc_type, values in documents if doc_type == "insurance_claim")
    insured = [(values["policy_number"], values["claimant_name"], values["date_of_birth"]) for values in claims]
    _write(folder / "policies.csv", ("policy_number", "holder", "date_of_birth"), insured)


def _values(label: Mapping[str, Any]) -> dict[str, str]:
    return {**label["fields"], **label["fields_norm"]}


def _of(values: Mapping[str, str], name: str) -> str:
    return values.get(name) or ""


def _others(rng: Random) -> list[tuple[str, str, str]]:
    companies = (choose_company(rng, rng.choice(("de", "fr", "uk"))) for _ in range(OTHER_SELLERS))
    return list({one.name: (one.name, one.vat_id or "", one.iban or "") for one in companies}.values())


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
