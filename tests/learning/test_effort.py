"""Manual effort: keys with the machine's help against keys by hand, each case worked out on paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.effort import Effort, effort_of, keys_to_edit, total
from learning.scoring import cell_of


def effort(
    label: str | None, value: str | None, *, accepted: bool = False, others: tuple[str, ...] = (), norm: str | None = None
) -> Effort:
    cell = cell_of("company", label, norm, value, accepted=accepted, confidence=0.9)
    assert cell is not None
    return effort_of("company", label, norm, value, others, cell)


@pytest.mark.parametrize(
    ("before", "after", "keys"),
    [
        ("", "", 0),
        ("", "abc", 3),
        ("abc", "", 3),
        ("abc", "abc", 0),
        ("abc", "axc", 2),
        ("ACME LTD", "ACME LTD.", 1),
        ("kitten", "sitting", 5),
    ],
)
def test_an_edit_is_the_fewest_letters_deleted_and_typed(before: str, after: str, keys: int) -> None:
    assert keys_to_edit(before, after) == keys


def test_by_hand_every_letter_is_typed_and_entered() -> None:
    assert effort("Acme  Ltd", None) == Effort(9, 9)
    assert effort("13/11/2017", None, norm="2017-11-13") == Effort(11, 11)


def test_what_passes_costs_nothing_and_what_is_right_one_key() -> None:
    assert effort("Acme Ltd", "ACME LTD", accepted=True) == Effort(0, 9)
    assert effort("Acme Ltd", "ACME LTD") == Effort(1, 9)


def test_what_is_wrong_is_corrected_the_cheapest_way() -> None:
    assert effort("Acme Trading Ltd", "Acme Trading Ltd.").keys == 3  # step in, delete the point, Enter
    assert effort("Acme Trading Ltd", "Acme Tr", others=("Nordlicht", "ACME TRADING LTD")).keys == 2  # its number, Enter
    assert effort("Acme", "Nordlicht Trading", others=("Melati",)).keys == 5  # typed anew, Enter


def test_a_value_where_the_page_is_blank_is_cleared() -> None:
    assert effort(None, "Acme") == Effort(2, 0)


def test_the_share_is_of_all_keys_and_not_the_mean_of_documents() -> None:
    assert total([Effort(1, 2), Effort(0, 8)]).share == 0.1
    assert total([]).share == 0


TEXTS = st.none() | st.text(alphabet="aB1 .", max_size=12)


@given(label=TEXTS, value=TEXTS, others=st.lists(st.text(alphabet="aB1 .", min_size=1, max_size=12), max_size=4), accepted=st.booleans())
def test_help_never_costs_more_than_keying_but_for_two_keys_on_a_blank(
    *, label: str | None, value: str | None, others: list[str], accepted: bool
) -> None:
    cell = cell_of("company", label, None, value, accepted=accepted, confidence=None)
    if cell is None:
        return
    got = effort_of("company", label, None, value, others, cell)
    assert 0 <= got.keys <= (got.keys_by_hand if cell.labelled else 2)
    assert cell.accepted == (got.keys == 0)
