"""Without a label to go by, every value of the kind is offered, and every part of a line that may be one."""

from printed_page import reading_of

from extractors.fields.anywhere import AnywhereTechnique
from models.document_type import DocumentType, FieldSpec, ValueKind


def offered(kind: ValueKind, *lines: str, pattern: str | None = None, anchors: tuple[str, ...] = ()) -> list[str]:
    spec = FieldSpec("field", "Field", kind, pattern=pattern, anchors=anchors)
    form = DocumentType("form", "Form", "", (spec,))
    return [one.value for one in AnywhereTechnique().propose(reading_of(*lines), form)]


def test_a_declared_pattern_finds_the_value_itself() -> None:
    assert offered(ValueKind.TEXT, "Exempt payee code B   (class A)   Bavaria", pattern="[A-M]") == ["B", "A"]
    assert offered(ValueKind.IDENTIFIER, "Registration No.   #1813", pattern=r"\d{3,5}") == ["1813"]


def test_digits_in_boxes_of_their_own_are_one_number() -> None:
    assert "1 2 3 4 5 6" in offered(ValueKind.IDENTIFIER, "Number   1   2   -   3   4   -   5   6", pattern=r"\d( \d){5}")


def test_a_name_behind_a_caption_without_colon_is_offered_alone() -> None:
    assert "Arden Mills" in offered(ValueKind.ORGANISATION, "2. Name Arden Mills   Address 4 Mill Lane")
    assert "Arden Mills" in offered(ValueKind.ORGANISATION, "Registrant Arden Mills", anchors=("name of registrant",))


def test_a_name_that_begins_behind_a_caption_and_runs_on_below_is_offered_whole() -> None:
    assert "Arden Mills Trust" in offered(ValueKind.ORGANISATION, "Advertiser: Arden Mills", "            Trust")


def test_words_under_a_heading_of_their_own_are_parted_from_a_neighbour_that_nearly_touches_them() -> None:
    line = "Our terms are see page 4 Arden Mills"
    assert "Arden Mills" not in offered(ValueKind.ORGANISATION, line)
    assert "Arden Mills" in offered(ValueKind.ORGANISATION, "                         Buyer", line)


def test_no_part_of_a_plain_line_is_offered() -> None:
    assert offered(ValueKind.ORGANISATION, "Luke Arden for Mayor") == ["Luke Arden for Mayor"]
