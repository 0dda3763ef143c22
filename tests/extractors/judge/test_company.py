"""A value is known by the company of the other values proposed for its field."""

from extractors.judge.company import Company
from models.document_type import ValueKind


def test_a_value_knows_whether_it_holds_another_and_whether_another_holds_it() -> None:
    company = Company(["Harbour Office", "Harbour Office Ltd", "harbour office", "Quay"], ValueKind.ORGANISATION, {})
    *_, extends, within, _ = company.of("Harbour Office Ltd")
    assert (extends, within) == (True, False)
    *_, extends, within, _ = company.of("Quay")
    assert (extends, within) == (False, False)


def test_the_same_name_in_other_letters_counts_as_printed_again_and_as_part_of_it() -> None:
    times, rivals, *_, extends, within, _ = Company(["Quay 7", "QUAY 7", "Quay 7"], ValueKind.TEXT, {}).of("Quay 7")
    assert (times, rivals, extends, within) == (3, 2, True, True)


def test_three_letters_are_part_of_nothing() -> None:
    assert Company(["707", "7075"], ValueKind.IDENTIFIER, {}).of("707")[-3:-1] == (False, False)


def test_amounts_rank_by_their_size_and_days_by_the_calendar() -> None:
    amounts = Company(["9.00", "30.00", "30.0", "100.00"], ValueKind.MONEY, {"30.00": 0.5})
    assert [amounts.of(value)[2] for value in ("9.00", "30.00", "30.0", "100.00")] == [0.0, 0.5, 0.5, 1.0]
    assert [amounts.of(value)[3] for value in ("30.00", "9.00")] == [0.5, 0.0]
    days = Company(["2024-02-01", "2023-12-31"], ValueKind.DATE, {})
    assert [days.of(value)[2] for value in ("2023-12-31", "2024-02-01")] == [0.0, 1.0]


def test_what_cannot_be_compared_stands_in_the_middle() -> None:
    assert Company(["9.00"], ValueKind.MONEY, {}).of("9.00")[2] == 0.5
    assert Company(["A1", "B2"], ValueKind.IDENTIFIER, {}).of("A1")[2] == 0.5


def test_a_rounded_amount_is_told_from_the_one_it_was_rounded_from() -> None:
    company = Company(["23.26", "23.25", "181.98", "182.00", "7.10"], ValueKind.MONEY, {})
    assert [company.of(value)[-1] for value in ("23.26", "23.25", "181.98", "182.00", "7.10")] == [-1.0, 1.0, -1.0, 1.0, 0.0]
