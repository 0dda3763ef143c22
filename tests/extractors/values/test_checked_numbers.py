"""Account and tax numbers are verified by their check digits, with or without spaces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as standard

from extractors.values import iban, vat_id
from extractors.values.notation import UNKNOWN_NOTATION

IBANS = ["DE88200800000970375700", "FR1420041010050500013M02606", "GB82WEST12345698765432", "NL91ABNA0417164300", "CH9300762011623852957"]
VAT_IDS = ["DE136695976", "FR40303265045", "NL004495445B01", "GB980780684", "ATU13585627", "CHE100155212"]


def grouped(compact: str) -> str:
    return " ".join(compact[index : index + 4] for index in range(0, len(compact), 4))


@pytest.mark.parametrize("number", IBANS)
def test_an_iban_is_verified_compact_or_in_groups(number: str) -> None:
    for printed in (number, grouped(number), f"IBAN: {grouped(number)} BIC COLSDE33"):
        (found,) = iban.find(printed.split(), UNKNOWN_NOTATION)
        assert (found.value, found.verified) == (number, True)
    assert iban.parse(grouped(number).lower()) == number


@given(number=st.sampled_from(IBANS), place=st.integers(4, 20), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_unverifies_an_iban(number: str, place: int, digit: str) -> None:
    wrong = number[:place] + digit + number[place + 1 :]
    if wrong != number:
        assert not standard.is_valid(wrong)
        assert iban.parse(wrong) is None
        assert not any(found.verified for found in iban.find(grouped(wrong).split(), UNKNOWN_NOTATION))


@pytest.mark.parametrize("number", VAT_IDS)
def test_a_vat_number_is_verified_with_its_spaces(number: str) -> None:
    spaced = f"{number[:2]} {number[2:5]} {number[5:]}" if not number.startswith("CHE") else "CHE-100.155.212"
    for printed in (number, spaced):
        (found,) = vat_id.find(printed.split(), UNKNOWN_NOTATION)
        assert (found.value, found.verified) == (number, True)
        assert vat_id.parse(printed) == number


def test_a_vat_number_with_wrong_check_digits_is_found_but_not_verified() -> None:
    (found,) = vat_id.find(["DE136695975"], UNKNOWN_NOTATION)
    assert not found.verified
    assert found.certainty <= 0.5
    assert vat_id.parse("DE136695975") is None


def test_a_vat_number_is_not_taken_for_an_account() -> None:
    assert not list(iban.find(["DE136695976", "HRB", "Nr.", "372876"], UNKNOWN_NOTATION))
