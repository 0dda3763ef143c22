"""A confidence is fitted to held out values, never guessed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from printed_page import reading_of

from models.confidence import Calibrator
from models.page import Reading, Sighting
from pipeline.calibrate import calibrate, signs_of
from pipeline.document_types import load_document_types
from pipeline.extract import extract

INVOICE = load_document_types()["invoice"]
LINES = ("IBAN DE88 2008 0000 0970 3757 00", "Net total 100.00", "Tax 19.00", "Total 119.00 EUR", "Invoice date 13/11/2017")
NOTHING_FITTED = Calibrator()


def signs(confidence: float | None) -> dict[str, dict[str, float]]:
    reading = reading_of(*LINES, confidence=confidence)
    found = {one.field: signs_of(one, INVOICE.field(one.field), reading) for one in extract(reading, INVOICE)}
    return {name: dict(one) for name, one in found.items() if one is not None}


def test_without_data_there_is_no_confidence() -> None:
    reading = reading_of(*LINES)
    fields = calibrate(extract(reading, INVOICE), reading, INVOICE, NOTHING_FITTED)
    assert {field.name: field.value for field in fields}["grand_total"] == "119.00"
    assert all(field.confidence is None for field in fields)


@given(values=st.integers(0, 100_000), weight=st.floats(-1e6, 1e6), sign=st.floats(-1e3, 1e3))
def test_a_confidence_is_never_certainty(values: int, weight: float, sign: float) -> None:
    confidence = Calibrator({"log_odds": weight}, 0.0, values).confidence({"log_odds": sign})
    assert confidence is None if values == 0 else 0 < confidence <= (values + 1) / (values + 2)  # type: ignore[operator] # not None


@pytest.mark.parametrize(("printed", "guessed"), [("Invoice date 12/11/2017", 1.0), ("Invoice date 13/11/2017", 0.0)])
def test_a_date_whose_order_only_the_rest_of_the_page_tells_is_a_guess(printed: str, guessed: float) -> None:
    reading = reading_of("Invoice number 7", printed, "Total 119.00 USD")
    found = {one.field: signs_of(one, INVOICE.field(one.field), reading) for one in extract(reading, INVOICE)}
    date = found["issue_date"]
    assert date
    assert date["guessed"] == guessed


def test_proof_is_told_from_mere_agreement() -> None:
    found = signs(None)
    assert found["iban"]["checked"]
    assert all(found[name]["adds_up"] for name in ("net_total", "tax_total", "grand_total"))
    assert not found["issue_date"]["adds_up"]
    assert "due_date" not in found


@pytest.mark.parametrize("agreed", [True, False, None])
def test_what_both_eyes_read_is_told_from_what_they_read_differently(*, agreed: bool | None) -> None:
    page = reading_of(*LINES).pages[0]
    reading = Reading((replace(page, words=tuple(replace(word, agreed=agreed) for word in page.words)),))
    found = [signs_of(one, INVOICE.field(one.field), reading) for one in extract(reading, INVOICE)]
    assert {(one["agreed"], one["differs"]) for one in found if one} == {(float(agreed is True), float(agreed is False))}


@pytest.mark.parametrize(("agreed", "agree"), [((True,), True), ((True, None), False), ((True, False), False), ((None,), False)])
def test_the_eyes_agree_on_a_value_only_where_both_read_every_word_of_it(agreed: tuple[bool | None, ...], *, agree: bool) -> None:
    page = reading_of("IBAN DE88 2008 0000 0970 3757 00").pages[0]
    words = tuple(
        replace(word, agreed=agreed[at % len(agreed)], sightings=(Sighting("other", "?", None),)) for at, word in enumerate(page.words)
    )
    reading = Reading((replace(page, words=words),))
    fields = calibrate(extract(reading, INVOICE), reading, INVOICE, NOTHING_FITTED)
    assert next(field for field in fields if field.name == "iban").eyes_agree is agree


def test_what_else_a_value_could_be_is_handed_on() -> None:
    reading = reading_of("Net total 100.00", "Tax 19.00", "Total 119.00", "Total amount 118.00")
    fields = calibrate(extract(reading, INVOICE), reading, INVOICE, NOTHING_FITTED)
    total = next(field for field in fields if field.name == "grand_total")
    assert total.value == "119.00"
    assert "118.00" in [candidate.value for candidate in total.alternatives]
    assert total.value not in [candidate.value for candidate in total.alternatives]
