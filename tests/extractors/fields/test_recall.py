"""A layout is recognised among hundreds, a letter misread tolerated."""

from printed_page import reading_of

from extractors.fields.recall import fixed_words, recall
from models.memory import FieldPlace, Memory, RememberedLayout
from models.page import Box, Reading

SLIP = ("Harbour Office", "", "Berthing slip", "Keeper   Ada Byron", "Mooring   Quay", "Amount payable   30.00", "", "Payable within days")


def layout(number: int, *lines: str) -> RememberedLayout:
    words = fixed_words(reading_of(*lines))
    return RememberedLayout("slip", number, words, (FieldPlace("total", 1, Box(0.2, 0.1, 0.3, 0.12)),))


def others(count: int) -> tuple[RememberedLayout, ...]:
    """Layouts that share words with the slip and have them elsewhere."""
    return tuple(layout(number, *(f"{'_' * (n + number)}{line}" for n, line in enumerate(SLIP[::-1]))) for number in range(1, count + 1))


def recalled(reading: Reading, *layouts: RememberedLayout) -> int | None:
    known = recall(reading, Memory(layouts))
    return known.layout.case_id if known else None


def test_a_layout_is_found_among_others_with_the_same_words() -> None:
    assert recalled(reading_of(*SLIP), *others(20), layout(0, *SLIP), *others(20)) == 0


def test_a_letter_misread_in_every_word_does_not_hide_a_layout() -> None:
    misread = [" ".join(f"{word[:-1]}x" if word.isalpha() else word for word in line.split(" ")) for line in SLIP]
    assert recalled(reading_of(*misread), layout(0, *SLIP)) == 0


def test_a_page_with_few_of_the_words_is_another_layout() -> None:
    assert (
        recalled(reading_of("Harbour Office", "", "Ferry timetable", "Departures   Arrivals", "Weekdays   Holidays"), layout(0, *SLIP))
        is None
    )
