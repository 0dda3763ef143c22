"""Values of forms: under their label in a box, beside it in columns, never a neighbour's label."""

import pytest
from printed_page import reading_of

from extractors.fields.anchors import AnchorTechnique
from models.document_type import DocumentType, FieldSpec, ValueKind
from models.extraction import Candidate
from models.page import Reading

APPLICATION = DocumentType(
    name="application",
    title="Application",
    description="",
    fields=(
        FieldSpec("applicant", "Applicant", ValueKind.PERSON, anchors=("name of applicant", "applicant")),
        FieldSpec("programme", "Programme", ValueKind.TEXT, anchors=("programme", "programme of study")),
        FieldSpec("number", "Number", ValueKind.IDENTIFIER, anchors=("application number",)),
        FieldSpec("supplier", "Supplier", ValueKind.ORGANISATION, anchors=("supplier", "to")),
    ),
)


def best(reading: Reading, field: str) -> str | None:
    found = [one for one in AnchorTechnique().propose(reading, APPLICATION) if one.field == field]
    return max(found, key=lambda one: one.score).value if found else None


def proposed(reading: Reading, field: str) -> list[Candidate]:
    return [one for one in AnchorTechnique().propose(reading, APPLICATION) if one.field == field]


def test_a_value_in_a_box_wins_over_the_label_of_the_next_box() -> None:
    reading = reading_of(
        "Name of applicant        Postal address",
        "Della Sedgwick           12 Mill Lane, Wexcombe",
        "",
        "Programme                Mode of study",
        "B.A. History             Full time",
    )
    assert best(reading, "applicant") == "Della Sedgwick"
    assert best(reading, "programme") == "B.A. History"


def test_a_value_in_a_box_wins_also_where_no_list_knows_the_next_label() -> None:
    reading = reading_of("Programme                Haustier", "B.A. History             Dackel", "", "", "Anything else            Nothing")
    assert best(reading, "programme") == "B.A. History"


def test_a_value_beside_its_label_wins_over_the_label_of_the_row_below() -> None:
    reading = reading_of(
        "Name of applicant        Della Sedgwick           Nationality      Welsh",
        "Postal address           12 Mill Lane, Wexcombe   Telephone        01632 960595",
    )
    assert best(reading, "applicant") == "Della Sedgwick"


@pytest.mark.parametrize("label", ["Application #", "Application No.", "Application Nr:", "APPLICATION NUM.", "Application number"])
def test_a_number_is_announced_by_any_word_for_number(label: str) -> None:
    assert best(reading_of(f"{label}   LA0806276"), "number") == "LA0806276"


def test_the_number_sign_alone_announces_nothing() -> None:
    assert not proposed(reading_of("#   LA0806276"), "number")


def test_a_short_heading_announces_the_name_under_it() -> None:
    assert best(reading_of("To", "Ember & Ash Tools LLC", "12 Mill Lane"), "supplier") == "Ember & Ash Tools LLC"


def test_a_short_word_in_a_sentence_announces_nothing() -> None:
    assert not proposed(reading_of("Please quote this reference in all letters to Ember & Ash Tools LLC"), "supplier")


def test_the_house_number_of_an_address_is_no_order_number() -> None:
    reading = reading_of("Application number", "Redstone Foods", "1082 Prairie View Drive", "", "", "Application number   45367571")
    assert best(reading, "number") == "45367571"


def test_an_instruction_on_the_form_is_no_value() -> None:
    reading = reading_of(
        "Programme", "Please complete in capital letters and black ink. Fields marked are required.", "", "Programme   B.A. History"
    )
    assert best(reading, "programme") == "B.A. History"


def test_a_label_whose_words_run_together_is_known_again() -> None:
    assert best(reading_of("Nameofapplicant   Della Sedgwick", confidence=0.9), "applicant") == "Della Sedgwick"


def test_the_dash_that_a_ruled_line_leaves_is_no_part_of_a_name() -> None:
    assert best(reading_of("Name of applicant:   — Della Sedgwick", confidence=0.9), "applicant") == "Della Sedgwick"


def test_a_row_below_that_begins_with_a_label_is_no_value() -> None:
    reading = reading_of("Programme               B.A. History", "Postal address = 1013 Old Mill Road", confidence=0.9)
    assert best(reading, "programme") == "B.A. History"


def test_the_label_of_the_next_box_is_known_though_its_words_run_together() -> None:
    reading = reading_of("Programme               Postaladdress", "\u00a9 B.A. History          1013 Old Mill Road", confidence=0.9)
    assert best(reading, "programme") == "B.A. History"
