"""What a document's disagreement with master data is called, and that a person always looks."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from models.case import FieldValue, Outcome
from models.case_key import KeyRule
from models.document_type import DocumentType, FieldSpec, Mode, Policy, ValueKind
from models.extraction import Classification, Proposal
from models.master_data import Holds, MasterColumn, MasterRecord, MasterTable, Tolerance
from pipeline.master.data import MasterData
from pipeline.master.match import IndexedTable
from pipeline.master.reasons import CODES, compare, earlier_amounts, master_reasons
from pipeline.route import route

EXACT = Tolerance()
ACCOUNT, OTHER_ACCOUNT = "DE02120300000000202051", "GB82WEST12345698765432"
INVOICE = DocumentType(
    name="invoice",
    title="Invoice",
    description="",
    fields=(
        FieldSpec("seller_name", "Seller", ValueKind.ORGANISATION),
        FieldSpec("seller_vat_id", "VAT number", ValueKind.VAT_ID),
        FieldSpec("iban", "IBAN", ValueKind.IBAN),
        FieldSpec("order_reference", "Order", ValueKind.IDENTIFIER),
        FieldSpec("currency", "Currency", ValueKind.CURRENCY),
        FieldSpec("grand_total", "Total", ValueKind.MONEY),
        FieldSpec("issue_date", "Date", ValueKind.DATE),
    ),
    policy=Policy(mode=Mode.STRAIGHT_THROUGH),
)
SOLD = {"seller_vat_id": "vat_id", "iban": "iban", "seller_name": "name"}
ORDERED = {"order_reference": "order_number", "seller_name": "supplier", "currency": "currency", "grand_total": "total"}
NAME = MasterColumn(ValueKind.ORGANISATION, fuzzy=True)
NUMBER = MasterColumn(ValueKind.IDENTIFIER)


def table(holds: Holds, columns: dict[str, MasterColumn | None], *rows: dict[str, str], tolerance: Tolerance = EXACT) -> IndexedTable:
    declared = MasterTable("table", "table.csv", next(iter(columns)), columns, holds, tolerance=tolerance)
    return IndexedTable(declared, [MasterRecord(row[declared.key], row) for row in rows])


SELLERS = table(
    Holds.SELLERS,
    {"id": NUMBER, "name": NAME, "vat_id": MasterColumn(ValueKind.VAT_ID), "iban": MasterColumn(ValueKind.IBAN)},
    {"id": "S1", "name": "Kestrel Tools Ltd", "vat_id": "GB283780233", "iban": ACCOUNT},
    {"id": "S2", "name": "Larkspur Timber A", "vat_id": "", "iban": ""},
    {"id": "S3", "name": "Larkspur Timber B", "vat_id": "", "iban": ""},
)
MONEY = {"currency": MasterColumn(ValueKind.CURRENCY), "total": MasterColumn(ValueKind.MONEY)}
ORDER = {"order_number": "PO-1", "supplier": "Kestrel Tools Ltd", "currency": "EUR", "total": "100.00"}


def orders(tolerance: Tolerance = EXACT) -> IndexedTable:
    return table(Holds.ORDERS, {"order_number": NUMBER, "supplier": NAME, **MONEY}, ORDER, tolerance=tolerance)


def deliveries(*totals: str) -> IndexedTable:
    rows = ({"note": f"D{place}", "order_number": "PO-1", "currency": "EUR", "total": total} for place, total in enumerate(totals))
    return table(Holds.DELIVERIES, {"note": NUMBER, "order_number": NUMBER, **MONEY}, *rows)


def against_sellers(**values: str | None) -> dict[str, str | None]:
    return {reason.code: reason.field for reason in compare(values, INVOICE, SELLERS, SOLD)}


def against_orders(tolerance: Tolerance = EXACT, **values: str | None) -> dict[str, str | None]:
    invoiced = {"order_reference": "PO 1", "seller_name": "Kestrel Tools", "currency": "EUR", "grand_total": "100.00"} | values
    return {reason.code: reason.field for reason in compare(invoiced, INVOICE, orders(tolerance), ORDERED)}


def test_a_known_seller_with_its_own_account_gives_no_reason() -> None:
    assert not against_sellers(seller_name="KESTREL TOOLS LIMITED", seller_vat_id="GB283780233", iban=ACCOUNT)


@pytest.mark.parametrize("known_by", [{"seller_vat_id": "GB283780233"}, {"seller_name": "Kestrel Tools"}])
def test_a_changed_account_of_a_known_seller_is_seen(known_by: dict[str, str]) -> None:
    assert against_sellers(**known_by, iban=OTHER_ACCOUNT) == {"iban_changed": "iban"}


def test_the_reason_names_what_was_expected_and_what_was_found() -> None:
    (reason,) = compare({"seller_vat_id": "GB283780233", "iban": OTHER_ACCOUNT}, INVOICE, SELLERS, SOLD)
    assert ACCOUNT in reason.text
    assert OTHER_ACCOUNT in reason.text


def test_an_account_of_a_seller_who_had_none_counts_as_changed() -> None:
    assert against_sellers(seller_name="Larkspur Timber A", iban=OTHER_ACCOUNT) == {"iban_changed": "iban"}


def test_an_unknown_seller_is_a_new_payee_and_so_is_none_at_all() -> None:
    assert against_sellers(seller_name="Hollow Oak") == {"new_payee": "seller_name"}
    assert against_sellers(seller_name=None) == {"new_payee": "seller_name"}


def test_two_sellers_who_may_be_meant_are_ambiguous() -> None:
    assert against_sellers(seller_name="Larkspur Timber") == {"payee_ambiguous": "seller_name"}


def test_another_legal_form_is_not_sure_enough() -> None:
    assert against_sellers(seller_name="Kestrel Tools LLC") == {"payee_unsure": "seller_name"}


def test_another_vat_number_of_a_known_seller_is_seen() -> None:
    assert against_sellers(seller_name="Kestrel Tools", seller_vat_id="GB807599391") == {"vat_differs": "seller_vat_id"}


def test_anothers_name_over_a_known_account_is_seen() -> None:
    assert against_sellers(seller_name="Hollow Oak", iban=ACCOUNT) == {"payee_name_differs": "seller_name"}


def test_a_known_seller_over_the_account_of_another_one_counts_as_a_changed_account() -> None:
    assert against_sellers(seller_name="Larkspur Timber A", iban=ACCOUNT) == {"iban_changed": "iban"}


def test_an_invoice_that_matches_its_order_gives_no_reason_and_neither_does_one_without_an_order() -> None:
    assert not against_orders()
    assert not against_orders(order_reference=None)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"order_reference": "PO-2"}, "order_unknown"),
        ({"grand_total": "100.01"}, "order_total_differs"),
        ({"grand_total": "99.99"}, "order_total_differs"),
        ({"grand_total": "unreadable"}, "order_total_differs"),
        ({"currency": "USD"}, "order_currency_differs"),
        ({"seller_name": "Hollow Oak"}, "order_seller_differs"),
    ],
)
def test_each_mismatch_with_the_order_has_its_reason(values: dict[str, str], code: str) -> None:
    assert set(against_orders(**values)) == {code}


@pytest.mark.parametrize(
    ("amount", "percent", "total", "allowed"),
    [
        (None, None, "100.00", True),
        (None, None, "100.01", False),
        ("5", None, "105.00", True),
        ("5", None, "105.01", False),
        (None, "1", "101.00", True),
        (None, "1", "98.99", False),
        ("5", "1", "103.00", False),  # both limits hold
        ("5", "10", "106.00", False),
    ],
)
def test_the_total_may_differ_within_every_limit_that_is_set(amount: str | None, percent: str | None, total: str, allowed: bool) -> None:  # noqa: FBT001
    tolerance = Tolerance(Decimal(amount) if amount else None, Decimal(percent) if percent else None)
    assert against_orders(tolerance, grand_total=total) == ({} if allowed else {"order_total_differs": "grand_total"})


@pytest.mark.parametrize(
    ("received", "codes"),
    [(("100.00",), set()), (("60.00", "40.00"), set()), (("60.00",), {"received_total_differs"}), ((), {"nothing_received"})],
)
def test_what_was_received_in_all_deliveries_is_compared(received: tuple[str, ...], codes: set[str]) -> None:
    columns = {"order_reference": "order_number", "currency": "currency", "grand_total": "total"}
    values = {"order_reference": "PO-1", "currency": "EUR", "grand_total": "100.00"}
    assert {reason.code for reason in compare(values, INVOICE, deliveries(*received), columns)} == codes


def test_what_was_received_in_another_currency_is_seen() -> None:
    values = {"order_reference": "PO-1", "currency": "USD"}
    columns = {"order_reference": "order_number", "currency": "currency"}
    assert {reason.code for reason in compare(values, INVOICE, deliveries("1.00"), columns)} == {"received_currency_differs"}


@pytest.mark.parametrize(
    ("earlier", "codes"),
    [((), set()), (("0.00",), set()), (("100.00",), {"order_exceeded"}), (("100.00", "-100.00"), set()), (("?",), {"order_exceeded"})],
)
def test_an_order_that_is_invoiced_again_under_another_number_is_seen(earlier: tuple[str, ...], codes: set[str]) -> None:
    values = {"order_reference": "PO-1", "currency": "EUR", "grand_total": "100.00"}
    reasons = compare(values, INVOICE, orders(), ORDERED, {"grand_total": earlier})
    assert {reason.code for reason in reasons} == codes


def test_what_was_invoiced_on_an_order_is_looked_up_by_its_number_but_not_for_the_order_itself(tmp_path: Path) -> None:
    asked: list[tuple[str, str, int]] = []

    class Cases:
        def amounts_under(self, rule: KeyRule, value: str, field: str, but: int) -> list[str]:
            asked.append((f"{rule.kind} {value}", field, but))
            return ["70.00"]

    master_data = MasterData({"orders": replace(orders().table, name="orders")}, tmp_path, lambda url, query: [])  # noqa: ARG005
    invoice = replace(INVOICE, master={"orders": ORDERED}, record_keys={"order": ("order_reference",)})
    values = {"order_reference": "PO-1", "grand_total": "100.00"}
    assert earlier_amounts(Cases(), 7, values, invoice, master_data) == {"grand_total": ["70.00"]}  # type: ignore[arg-type]
    assert asked == [("order po1", "grand_total", 7)]
    order = replace(invoice, unique_by=("order_reference",))
    assert earlier_amounts(Cases(), 7, values, order, master_data) == {}  # type: ignore[arg-type]


def test_a_record_of_any_other_kind_is_compared_field_by_field() -> None:
    records = table(Holds.RECORDS, {"number": NUMBER, "holder": NAME}, {"number": "P1", "holder": "Amara Jessop"})
    columns = {"order_reference": "number", "seller_name": "holder"}
    for values, codes in (
        ({"order_reference": "P1", "seller_name": "amara jessop"}, set()),
        ({"order_reference": "P1", "seller_name": "Lorna Moss"}, {"record_differs"}),
        ({"order_reference": "P2"}, {"record_unknown"}),
    ):
        assert {reason.code for reason in compare(values, INVOICE, records, columns)} == codes


def test_no_code_stands_for_two_things() -> None:
    codes = [code for one in CODES.values() for code in (one.unknown, one.ambiguous, one.unsure, one.otherwise, *one.differs.values())]
    assert len(codes) == len(set(codes))


def test_a_table_that_cannot_be_read_is_a_reason(tmp_path: Path) -> None:
    declared = replace(SELLERS.table, name="sellers", source="gone.csv")
    master_data = MasterData({"sellers": declared}, tmp_path, lambda url, query: [])  # noqa: ARG005
    (reason,) = master_reasons({}, replace(INVOICE, master={"sellers": SOLD}), master_data)
    assert reason.code == "master_data_unavailable"
    assert "gone.csv" in reason.text


@pytest.mark.parametrize("of_a_field", [True, False])
def test_what_master_data_has_against_a_sure_entry_stops_it(of_a_field: bool) -> None:  # noqa: FBT001
    sure = FieldValue("iban", None, None, None, Outcome.PROPOSED, accepted=False)
    proposal = Proposal(Classification("invoice", 1.0), (), (), 1)
    _, straight = route([sure], proposal, INVOICE)
    assert straight.straight_through
    (reason,) = compare({"seller_vat_id": "GB283780233", "iban": OTHER_ACCOUNT}, INVOICE, SELLERS, SOLD)
    _, stopped = route([sure], proposal, INVOICE, (reason if of_a_field else replace(reason, field=None),))
    assert not stopped.straight_through
    assert "iban_changed" in {one.code for one in stopped.reasons}
