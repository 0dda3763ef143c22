"""What is an l among small letters, and what stays a one or a capital I."""

import pytest

from extractors.recognizers.lookalikes import with_small_l

ANYWHERE = range(100)


READ_AND_MEANT = [("Tota1", "Total"), ("BIk", "Blk"), ("Mal1,", "Mall,"), ("(Te1:", "(Tel:"), ("TotaI", "Total")]


@pytest.mark.parametrize(("read", "meant"), READ_AND_MEANT)
def test_a_one_or_capital_i_among_small_letters_is_an_l(read: str, meant: str) -> None:
    assert with_small_l(read, ANYWHERE) == meant


@pytest.mark.parametrize("read", ["INV1", "A1", "1st", "McIntyre", "II", "DIS30", "RM1.40", "cafe1@example.com", "12", "I"])
def test_codes_names_and_numbers_stay_as_they_are(read: str) -> None:
    assert with_small_l(read, ANYWHERE) == read


def test_a_one_stays_where_the_reader_saw_no_l() -> None:
    assert with_small_l("Unit1", possible=()) == "Unit1"
