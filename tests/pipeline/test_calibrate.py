"""A confidence is counted, never guessed."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from printed_page import reading_of

from models.errors import BadSetting
from pipeline.calibrate import MIN_COUNT, ConfidenceModel, Signs, calibrate, load_confidence_model, load_confidence_models, signs_of
from pipeline.document_types import load_document_types
from pipeline.extract import extract

INVOICE = load_document_types()["invoice"]
LINES = ("IBAN DE88 2008 0000 0970 3757 00", "Net total 100.00", "Tax 19.00", "Total 119.00 EUR", "Invoice date 13/11/2017")
SIGNS = Signs("total", "money", "anchors", "ocr", ">=0.9", "alone", ">=0.8", "clear")


def signs(confidence: float | None) -> dict[str, Signs | None]:
    reading = reading_of(*LINES, confidence=confidence)
    return {one.field: signs_of(one, INVOICE.field(one.field), reading) for one in extract(reading, INVOICE)}


def test_without_data_there_is_no_confidence() -> None:
    reading = reading_of(*LINES)
    fields = calibrate(extract(reading, INVOICE), reading, INVOICE, ConfidenceModel({}))
    assert {field.name: field.value for field in fields}["grand_total"] == "119.00"
    assert all(field.confidence is None for field in fields)


def test_a_kind_of_value_that_was_hardly_counted_gets_no_confidence() -> None:
    *_, coarse = SIGNS.bins()
    assert ConfidenceModel({coarse: (MIN_COUNT - 1, MIN_COUNT - 1)}).confidence(SIGNS) is None
    assert ConfidenceModel({coarse: (MIN_COUNT, MIN_COUNT)}).confidence(SIGNS) == (MIN_COUNT + 1) / (MIN_COUNT + 2)


@given(count=st.integers(0, 100_000), share=st.floats(0, 1))
def test_a_confidence_is_never_certainty(count: int, share: float) -> None:
    model = ConfidenceModel({name: (count, round(count * share)) for name in SIGNS.bins()})
    confidence = model.confidence(SIGNS)
    assert confidence is None if count < MIN_COUNT else 0 < confidence < 1


def test_the_more_was_counted_with_the_same_signs_the_more_it_weighs() -> None:
    names = list(SIGNS.bins())
    confidences = [ConfidenceModel({names[0]: (count, count), names[-1]: (98, 49)}).confidence(SIGNS) for count in (0, 8, 80, 800)]
    assert confidences == sorted(confidences)
    assert (confidences[0], confidences[-1] > 0.98) == (0.5, True)
    other = replace(SIGNS, proof="sum", technique="sums")
    assert ConfidenceModel({names[0]: (800, 800), names[-1]: (98, 49)}).confidence(other) == 0.5


@pytest.mark.parametrize(("printed", "proof"), [("Invoice date 12/11/2017", "order"), ("Invoice date 13/11/2017", "alone")])
def test_a_date_whose_order_only_the_rest_of_the_page_tells_is_counted_apart(printed: str, proof: str) -> None:
    reading = reading_of("Invoice number 7", printed, "Total 119.00 USD")
    found = {one.field: signs_of(one, INVOICE.field(one.field), reading) for one in extract(reading, INVOICE)}
    date = found["issue_date"]
    assert date
    assert (date.proof == "order") == (proof == "order")


def test_counting_the_same_values_in_nested_bins_makes_nobody_surer() -> None:
    assert ConfidenceModel(dict.fromkeys(SIGNS.bins(), (48, 48))).confidence(SIGNS) == 0.98


def test_proof_is_told_from_mere_agreement() -> None:
    found = signs(None)
    assert found["iban"].proof == "checksum"
    assert {found[name].proof for name in ("net_total", "tax_total", "grand_total")} == {"sum"}
    assert found["issue_date"].proof == "agreement"
    assert found["due_date"] is None


def test_a_text_layer_is_told_from_what_was_recognised_and_how_well() -> None:
    assert {one.source for one in signs(None).values() if one} == {"text"}
    assert {one.legibility for one in signs(0.95).values() if one} == {">=0.9"}
    assert {one.legibility for one in signs(0.3).values() if one} == {"<0.7"}
    assert {one.source for one in signs(0.3).values() if one} == {"ocr"}


def test_the_shipped_weights_say_where_they_come_from_and_never_claim_certainty() -> None:
    models = load_confidence_models()
    assert {"invoice", "receipt"} <= set(models)
    for model in models.values():
        assert {"source", "fitted", "values"} <= set(model.provenance)
        assert all(0 <= right <= count for count, right in model.bins.values())


def test_two_files_of_weights_that_speak_for_one_type_are_refused(tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        (tmp_path / name).write_text('{"bins": {}, "types": ["receipt"]}', "utf-8")
    with pytest.raises(BadSetting, match="receipt"):
        load_confidence_models(tmp_path)


def test_missing_weights_are_an_error_of_the_installation(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="reinstall"):
        load_confidence_model(tmp_path / "none.json")


def test_what_else_a_value_could_be_is_handed_on() -> None:
    reading = reading_of("Net total 100.00", "Tax 19.00", "Total 119.00", "Total amount 118.00")
    fields = calibrate(extract(reading, INVOICE), reading, INVOICE, ConfidenceModel({}))
    total = next(field for field in fields if field.name == "grand_total")
    assert total.value == "119.00"
    assert "118.00" in [candidate.value for candidate in total.alternatives]
    assert total.value not in [candidate.value for candidate in total.alternatives]
