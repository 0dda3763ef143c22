"""Values stand right of, below or above their label words."""

import pytest
from printed_page import reading_of

from extractors.fields.anchors import AnchorTechnique
from extractors.fields.labels import one_letter_open
from models.document_type import DocumentType, FieldSpec, Place, ValueKind
from models.extraction import Candidate
from models.page import Reading

NUMBER = FieldSpec("number", "Number", ValueKind.IDENTIFIER, anchors=("invoice number", "rechnungs-nr", "numéro de facture"))
TOTAL = FieldSpec("total", "Total", ValueKind.MONEY, anchors=("grand total", "total"), lookalikes=("sub total",))
BUYER = FieldSpec("buyer", "Buyer", ValueKind.ORGANISATION, anchors=("bill to", "käufer"))
ABOVE = FieldSpec("signed", "Signed", ValueKind.DATE, anchors=("date of signature",), places=(Place.ABOVE,))
TYPE = DocumentType("test", "Test", "", (NUMBER, TOTAL, BUYER, ABOVE))


def best(reading: Reading, field: str) -> Candidate | None:
    candidates = [one for one in AnchorTechnique().propose(reading, TYPE) if one.field == field]
    return max(candidates, key=lambda one: one.score, default=None)


def value(reading: Reading, field: str) -> str | None:
    candidate = best(reading, field)
    return candidate.value if candidate else None


def test_a_value_right_of_its_label_is_found_across_a_gap() -> None:
    assert value(reading_of("Invoice Number:               RE-2017/506"), "number") == "RE-2017/506"


def test_a_value_below_its_label_is_found_in_its_column() -> None:
    reading = reading_of("Customer        Invoice number      Page", "K-4711          RE-2017/506         1")
    assert value(reading, "number") == "RE-2017/506"


def test_a_value_above_its_label_is_found_where_the_field_says_so() -> None:
    assert value(reading_of("3 May 2018", "Date of signature"), "signed") == "2018-05-03"


def test_a_field_is_only_looked_for_where_it_may_stand() -> None:
    assert value(reading_of("Date of signature 3 May 2018"), "signed") is None


@pytest.mark.parametrize("label", ["Rechnungs-Nr.:", "RECHNUNGSNR", "Numéro de facture", "NUMERO DE FACTURE :"])
def test_labels_match_without_regard_to_case_accents_and_punctuation(label: str) -> None:
    assert value(reading_of(f"{label} RE-506"), "number") == "RE-506"


def test_a_letter_misread_by_ocr_does_not_hide_a_label_but_costs_score() -> None:
    right, misread = reading_of("Grand Total 12.00", confidence=0.9), reading_of("Gramd Total 12.00", confidence=0.9)
    assert value(misread, "total") == "12.00"
    assert best(misread, "total").score < best(right, "total").score


def test_a_text_layer_is_taken_at_its_word() -> None:
    assert value(reading_of("Invoice numbef RE-506"), "number") is None


def test_a_lookalike_label_announces_nothing() -> None:
    assert value(reading_of("Sub total 10.00", "Total 12.00"), "total") == "12.00"
    assert value(reading_of("Sub total 10.00"), "total") is None


def test_the_amount_behind_quantity_and_rate_is_taken() -> None:
    assert value(reading_of("Total   3   19 %   12.00"), "total") == "12.00"


def test_the_foot_of_a_column_of_amounts_is_its_total() -> None:
    assert (
        value(
            reading_of(
                "Description          Total", "Apples                1.00", "Pears                 2.00", "                      3.00"
            ),
            "total",
        )
        == "3.00"
    )


def test_a_name_stands_below_its_heading_and_not_another_heading_beside_it() -> None:
    reading = reading_of("Bill to              Ship to", "Nordlicht AG         Lager West", "Hafenweg 3           Kai 7")
    assert value(reading, "buyer") == "Nordlicht AG"


def test_a_line_that_says_name_names_the_buyer() -> None:
    reading = reading_of("Käufer", "Nummer:    12345", "Name:      Nordlicht AG")
    assert value(reading, "buyer") == "Nordlicht AG"


def test_the_evidence_is_where_the_value_is_printed() -> None:
    candidate = best(reading_of("", "Invoice Number:               RE-2017/506"), "number")
    evidence = candidate.evidence
    assert (evidence.page, evidence.text, evidence.technique) == (1, "RE-2017/506", "anchors.v1")
    assert (round(evidence.box.x0, 2), round(evidence.box.x1, 2)) == (0.3, 0.41)
    assert (round(evidence.box.y0, 3), round(evidence.box.y1, 3)) == (0.04, 0.052)


@pytest.mark.parametrize(
    ("first", "second", "close"),
    [("total", "totai", True), ("total", "totl", True), ("total", "totaal", True), ("total", "tolat", False), ("total", "to", False)],
)
def test_one_letter_is_forgiven_and_no_more(first: str, second: str, *, close: bool) -> None:
    assert set(one_letter_open(first)).isdisjoint(one_letter_open(second)) is not close
