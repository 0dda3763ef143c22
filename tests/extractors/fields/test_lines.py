"""Words become lines, segments and blocks by where they stand."""

from printed_page import UPRIGHT, reading_of

from extractors.fields.lines import blocks_of, lines_of
from models.page import Box, Page, Word


def test_a_wide_gap_parts_a_line_into_segments() -> None:
    (line,) = lines_of(reading_of("Invoice No. 17      Date 3 May").page(1))
    assert [segment.text for segment in line.segments] == ["Invoice No. 17", "Date 3 May"]


def test_a_slightly_slanting_line_stays_one_line() -> None:
    words = tuple(Word(f"word{n}", Box(n / 10, 0.1 + n * 0.001, n / 10 + 0.05, 0.112 + n * 0.001)) for n in range(9))
    page = Page(1, 1000, 1400, words, "test.v1", UPRIGHT)
    assert len(lines_of(page)) == 1


def test_words_in_any_order_come_out_in_reading_order() -> None:
    reading = reading_of("first line here", "second line here")
    page = reading.page(1)
    turned = Page(1, 1000, 1400, tuple(reversed(page.words)), "test.v1", UPRIGHT)
    assert [line.text for line in lines_of(turned)] == ["first line here", "second line here"]


def test_a_label_glued_to_its_value_becomes_two_words() -> None:
    (line,) = lines_of(reading_of("Date:12/01/2019 at 18:30 see http://example.org").page(1))
    assert [word.text for word in line.words][:2] == ["Date:", "12/01/2019"]
    assert [word.text for word in line.words][-3:] == ["18:30", "see", "http://example.org"]


def test_a_stamp_across_the_page_leaves_the_lines_it_crosses_apart() -> None:
    page = reading_of("first line here", "second line here", "third line here").page(1)
    stamp = (Word("2010", Box(0.5, 0.02, 0.53, 0.04), standing=True), Word("JUN", Box(0.5, 0.045, 0.53, 0.07), standing=True))
    stamped = Page(1, 1000, 1400, (*page.words[:4], *stamp, *page.words[4:]), "test.v1", UPRIGHT)
    assert [line.text for line in lines_of(stamped)] == ["first line here", "second line here", "third line here", "2010 JUN"]


def test_a_table_leader_is_no_word() -> None:
    (line,) = lines_of(reading_of("Total....... ......... 12.00").page(1))
    assert [word.text for word in line.words] == ["Total", "12.00"]


def test_lines_under_each_other_make_a_block_and_columns_stay_apart() -> None:
    lines = lines_of(reading_of("Anna Muster            Total", "Hauptstr. 1            12.00", "80333 München").page(1))
    assert [[segment.text for segment in block] for block in blocks_of(lines)] == [
        ["Anna Muster", "Hauptstr. 1", "80333 München"],
        ["Total", "12.00"],
    ]


def test_the_space_of_typewriter_print_does_not_part_a_line_read_by_ocr() -> None:
    words = (Word("Harlan", Box(0.1, 0.1, 0.2, 0.108), 0.96), Word("Springs", Box(0.216, 0.1, 0.3, 0.108), 0.96))
    (line,) = lines_of(Page(1, 1000, 1400, words, "test.v1", UPRIGHT))
    assert [segment.text for segment in line.segments] == ["Harlan Springs"]


def test_flat_strokes_read_as_letters_are_no_words() -> None:
    stroke = Word("ae", Box(0.6, 0.11, 0.9, 0.111), 0.3)
    (line,) = lines_of(Page(1, 1000, 1400, (Word("Total", Box(0.1, 0.1, 0.2, 0.112), 0.96), stroke), "test.v1", UPRIGHT))
    assert line.text == "Total"


def test_the_letter_of_a_logo_is_no_part_of_the_name_beside_it() -> None:
    words = (Word("W", Box(0.1, 0.08, 0.14, 0.13), 0.9), Word("Wessex", Box(0.15, 0.1, 0.2, 0.112), 0.9))
    (line,) = lines_of(Page(1, 1000, 1400, words, "test.v1", UPRIGHT))
    assert [segment.text for segment in line.segments] == ["W", "Wessex"]
