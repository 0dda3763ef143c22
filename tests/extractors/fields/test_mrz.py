"""The machine-readable zone: check digits decide what is believed."""

import pytest
from printed_page import reading_of

from extractors.fields.registry import TECHNIQUES
from extractors.values.travel_zone import check_digit
from models.document_type import DocumentType, FieldSpec, ValueKind

NAMES = ("document_number", "surname", "given_names", "nationality", "birth_date", "expiry_date", "sex")
TYPE = DocumentType("identity_document", "ID", "", tuple(FieldSpec(name, name, ValueKind.TEXT) for name in NAMES))
# The specimens of ICAO 9303, parts 4, 5 and 6.
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")


def read(*lines: str) -> dict[str, str]:
    candidates = TECHNIQUES["mrz.v1"].propose(reading_of("PASSPORT", "", *lines), TYPE)
    return {one.field: one.value for one in candidates}


@pytest.mark.parametrize(("lines", "number"), [(TD3, "L898902C3"), (TD2, "D23145890"), (TD1, "D23145890")])
def test_each_format_is_read(lines: tuple[str, ...], number: str) -> None:
    assert read(*lines) == {
        "document_number": number,
        "surname": "ERIKSSON",
        "given_names": "ANNA MARIA",
        "nationality": "UTO",
        "birth_date": "1974-08-12",
        "expiry_date": "2012-04-15",
        "sex": "F",
    }


def test_letters_read_for_digits_in_dates_are_mended() -> None:
    assert read(TD3[0], TD3[1].replace("7408122", "74O8122"))["birth_date"] == "1974-08-12"


def test_a_digit_read_for_the_letter_of_a_series_is_mended() -> None:
    line = "I12345678" + check_digit("I12345678") + TD3[1][10:]
    assert read(TD3[0], line.replace("I1", "11", 1))["document_number"] == "I12345678"


def test_fillers_miscounted_or_misread_do_not_hide_the_zone() -> None:
    found = read("I<UTOD231458907<<<<<<cc#<<<<<<<<", TD1[1].replace("<<<<<", "<<<<", 1), TD1[2].replace("<<<<<<", "<<<<cec"))
    assert (found["document_number"], found["birth_date"], found["given_names"]) == ("D23145890", "1974-08-12", "ANNA MARIA")


def test_a_name_that_ends_in_the_letter_fillers_are_misread_for_is_kept() -> None:
    assert read("P<UTOERIKSSON<<PATRICK<<<<<<<<<<<<<<<<<<<<<<", TD3[1])["given_names"] == "PATRICK"
    assert read("P<UTOERIKSSON<<ANNA<" + "K" * 20, TD3[1])["given_names"] == "ANNA"


def test_a_wrong_check_digit_takes_the_proof_away() -> None:
    proven = {one.field: one.score for one in TECHNIQUES["mrz.v1"].propose(reading_of(*TD3), TYPE)}
    wrong = {one.field: one.score for one in TECHNIQUES["mrz.v1"].propose(reading_of(TD3[0], "L898902C46" + TD3[1][10:]), TYPE)}
    assert wrong["document_number"] < proven["document_number"]
    assert wrong["birth_date"] == proven["birth_date"]


def test_lines_that_only_look_like_a_zone_give_nothing() -> None:
    assert read("A" * 44, "B" * 44) == {}


def test_the_check_digit_is_that_of_the_standard() -> None:
    assert (check_digit("D23145890"), check_digit("520727"), check_digit("<<<<<<")) == ("7", "3", "0")
