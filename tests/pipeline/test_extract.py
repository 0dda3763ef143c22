"""Techniques propose; agreement and arithmetic decide."""

import pytest
from printed_page import reading_of

from extractors.fields.registry import TECHNIQUES
from models.document_type import DocumentType, FieldSpec, Rule, ValueKind
from models.page import Reading
from pipeline.document_types import load_document_types
from pipeline.extract import Extracted, extract

INVOICE = load_document_types()["invoice"]
PAPER = reading_of(
    "Nordlicht AG - Hafenweg 3 - 20457 Hamburg",
    "",
    "Rechnung Nr. RE-2017/506                 Datum: 13.11.2017",
    "",
    "Rechnungsempfänger",
    "Müller & Söhne GmbH",
    "Hauptstr. 1",
    "80333 München",
    "",
    "Summe netto                100,00 €",
    "zzgl. 19 % MwSt.            19,00 €",
    "Gesamtbetrag               119,00 €",
    "Zahlbar bis 13.12.2017 auf IBAN DE88 2008 0000 0970 3757 00",
    "USt-IdNr.: DE136695976",
)


def by_field(reading: Reading, document_type: DocumentType = INVOICE) -> dict[str, Extracted]:
    return {one.field: one for one in extract(reading, document_type)}


def chosen(reading: Reading, document_type: DocumentType = INVOICE) -> dict[str, str | None]:
    return {name: one.chosen.value if one.chosen else None for name, one in by_field(reading, document_type).items()}


def test_an_invoice_is_understood_field_by_field() -> None:
    assert chosen(PAPER) == {
        "invoice_number": "RE-2017/506",
        "issue_date": "2017-11-13",
        "due_date": "2017-12-13",
        "seller_name": "Nordlicht AG",
        "buyer_name": "Müller & Söhne GmbH",
        "seller_vat_id": "DE136695976",
        "iban": "DE88200800000970375700",
        "currency": "EUR",
        "net_total": "100.00",
        "tax_total": "19.00",
        "grand_total": "119.00",
        "amount_due": "119.00",
        "order_reference": None,
        "seller_tax_number": None,
        "tax_rate": None,
    }


def test_every_candidate_shows_where_it_stands_and_who_found_it() -> None:
    for extracted in extract(PAPER, INVOICE):
        for candidate in extracted.candidates:
            assert candidate.evidence.page == 1
            assert candidate.evidence.box.width > 0
            assert candidate.evidence.technique in TECHNIQUES
            assert 0 <= candidate.score <= 1


def test_choices_are_ranked_and_each_value_stands_once() -> None:
    for extracted in extract(PAPER, INVOICE):
        scores = [choice.score for choice in extracted.choices]
        assert scores == sorted(scores, reverse=True)
        assert len({choice.value.casefold() for choice in extracted.choices}) == len(extracted.choices)


def test_techniques_that_agree_leave_less_doubt_than_one_alone() -> None:
    alone = by_field(reading_of("Konto DE88 2008 0000 0970 3757 00"))["iban"].chosen
    agreed = by_field(reading_of("IBAN DE88 2008 0000 0970 3757 00"))["iban"].chosen
    assert alone.techniques == ("checked_number.v1",)
    assert agreed.techniques == ("anchors.v1", "checked_number.v1")
    assert agreed.score > alone.score


def test_amounts_that_add_up_win_over_a_likelier_one_that_does_not() -> None:
    reading = reading_of("Net total 100.00", "Tax 19.00", "Total     118.00     119.00", "Total amount 118.00")
    total = by_field(reading)["grand_total"].chosen
    assert (total.value, total.adds_up) == ("119.00", True)


def test_a_sum_with_nothing_in_it_proves_nothing() -> None:
    reading = reading_of("Net total 100.00", "Tax 0.00", "Total 100.00")
    assert not any(one.chosen.adds_up for one in extract(reading, INVOICE) if one.chosen)


def test_an_invoice_free_of_tax_keeps_its_total_though_other_amounts_happen_to_add_up() -> None:
    found = chosen(reading_of("Tools    46.95", "Screws    7.55", "Ladder   54.50", "Net total 109.00", "Tax 0.00", "Total 109.00"))
    assert (found["net_total"], found["tax_total"], found["grand_total"]) == ("109.00", "0.00", "109.00")


def test_nobody_is_both_seller_and_buyer() -> None:
    blocks = ("Nordlicht AG", "Hafenweg 3", "20457 Hamburg", "", "", "", "Müller & Söhne GmbH", "Hauptstr. 1", "80333 München")
    found = chosen(reading_of(*blocks, "", "", "Seller: Nordlicht AG"))
    assert (found["seller_name"], found["buyer_name"]) == ("Nordlicht AG", "Müller & Söhne GmbH")


def test_nothing_is_chosen_where_nothing_is_printed() -> None:
    assert set(chosen(reading_of()).values()) == {None}


@pytest.mark.parametrize("technique", ["anchors.v1", "sums.v1"])
def test_only_the_techniques_a_field_names_are_heard(technique: str) -> None:
    specs = tuple(FieldSpec(name, name, ValueKind.MONEY, anchors=(name,), techniques=(technique,)) for name in ("net", "tax", "gross"))
    document_type = DocumentType("test", "Test", "", specs, (Rule("net + tax = gross", "does not add up"),))
    reading = reading_of("net 100.00", "tax 19.00", "gross 119.00")
    assert {name for one in extract(reading, document_type) for choice in one.choices for name in choice.techniques} == {technique}


def test_every_shipped_type_names_only_known_techniques() -> None:
    for document_type in load_document_types().values():
        for spec in document_type.fields:
            assert set(spec.techniques) <= set(TECHNIQUES), (document_type.name, spec.name)
            assert spec.anchors or spec.techniques, (document_type.name, spec.name)
            assert spec.help, (document_type.name, spec.name)
