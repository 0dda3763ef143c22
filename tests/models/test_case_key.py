"""When two keys are the same."""

import pytest

from models.case_key import SAME_BUSINESS, KeyRule

ORDER = KeyRule("order", ("order_number",))
PERSON = KeyRule("person", ("given_names", "surname"))
BUSINESS = KeyRule(f"{SAME_BUSINESS}invoice", ("number", "total"))


@pytest.mark.parametrize("number", ["PO-4711/a", "po 4711 A", "  Po4711.A"])
def test_case_blanks_and_punctuation_do_not_matter(number: str) -> None:
    assert ORDER.value({"order_number": number}) == "po4711a"


def test_a_name_in_two_fields_is_the_name_in_one() -> None:
    whole = KeyRule("person", ("name",))
    assert PERSON.value({"given_names": "Amara", "surname": "O'Neil"}) == whole.value({"name": "Amara ONeil"})


def test_amounts_stay_as_they_are() -> None:
    assert BUSINESS.value({"number": "1", "total": "1.50"}) != BUSINESS.value({"number": "1", "total": "15.0"})
    assert BUSINESS.value({"number": "1", "total": "-1.50"}) != BUSINESS.value({"number": "1", "total": "1.50"})


def test_a_digit_more_of_one_field_is_no_digit_of_the_next() -> None:
    assert BUSINESS.value({"number": "12", "total": "3"}) != BUSINESS.value({"number": "1", "total": "23"})


@pytest.mark.parametrize("missing", [None, "", " - "])
def test_without_all_its_fields_there_is_no_key(missing: str | None) -> None:
    assert BUSINESS.value({"number": missing, "total": "1.00"}) is None


def test_a_long_key_is_kept_short_and_still_tells_two_apart() -> None:
    one, other = (ORDER.value({"order_number": "9" * 5000 + end}) for end in "12")
    assert one is not None
    assert one != other
    assert len(one) <= 200
