"""Tables are found where texts line up, and their cells by the gaps between them."""

from dataclasses import replace

from printed_page import reading_of

from extractors.tables.finder import find_tables, table_in
from models.page import Box, Reading
from models.table import Table

WHOLE = Box(0, 0, 1, 1)
PROSE = "This letter explains at some length why we write to you, and what we want of you this time."
HEADER = "Town           People        Houses"
ROWS = ("Northam          1,200           310", "Southwold          980           244", "Easton           3,150           871")


def grid(table: Table | None) -> list[list[str]]:
    assert table is not None
    texts = {(cell.row, cell.column): cell.text for cell in table.cells}
    return [[texts.get((row, column), "") for column in range(table.columns)] for row in range(table.rows)]


def place(*lines: str) -> Table | None:
    return table_in(reading_of(*lines).page(1), WHOLE)


def test_columns_are_parted_by_the_gaps_that_run_through_all_lines() -> None:
    assert grid(place(HEADER, *ROWS))[:2] == [["Town", "People", "Houses"], ["Northam", "1,200", "310"]]


def test_a_heading_over_two_columns_spans_them_and_hides_no_gap() -> None:
    table = place("               Counted in the year", HEADER, *ROWS)
    assert grid(table)[1] == ["Town", "People", "Houses"]
    assert table is not None
    assert (table.cells[0].column, table.cells[0].column_span) == (1, 2)


def test_a_heading_is_as_wide_as_the_ruling_under_it() -> None:
    page = reading_of("                            Counted", HEADER, *ROWS).page(1)
    table = table_in(replace(page, rulings=(Box(0.15, 0.036, 0.36, 0.037),)), WHOLE)
    assert table is not None
    assert (table.cells[0].text, table.cells[0].column, table.cells[0].column_span) == ("Counted", 1, 2)


def test_what_stands_between_two_rulings_is_one_row() -> None:
    texts = (
        "Scale     Meaning",
        "Visual    A line of words",
        "Analog    From end to end",
        "Likert    A list of answers",
        "Scale     To choose from",
    )
    page = reading_of(*texts).page(1)
    rulings = tuple(Box(0.0, y, 0.3, y + 0.001) for y in (0.036, 0.076))
    table = table_in(replace(page, rulings=rulings), WHOLE)
    assert grid(table) == [
        ["Scale", "Meaning"],
        ["Visual Analog", "A line of words From end to end"],
        ["Likert Scale", "A list of answers To choose from"],
    ]
    assert len(grid(table_in(page, WHOLE))) == 5


def test_an_empty_cell_stays_empty() -> None:
    assert grid(place(HEADER, *ROWS, "Weston                           120"))[-1] == ["Weston", "", "120"]


def test_a_wrapped_text_is_one_cell() -> None:
    rows = ("Northam        a town by the sea      1,200", "               with a harbour", "Southwold      a village                980")
    assert grid(place(*rows))[0] == ["Northam", "a town by the sea with a harbour", "1,200"]


def test_a_heading_of_two_lines_is_one_row() -> None:
    page = reading_of("               Number of     Number of", HEADER, *ROWS).page(1)
    nearer = [replace(word, box=replace(word.box, y0=word.box.y0 + 0.006, y1=word.box.y1 + 0.006)) for word in page.words[:4]]
    table = table_in(replace(page, words=(*nearer, *page.words[4:])), WHOLE)
    assert grid(table)[0] == ["Town", "Number of People", "Number of Houses"]


def test_numbers_under_numbers_are_never_one_cell() -> None:
    assert len(grid(place(*ROWS))) == 3


def test_a_place_without_columns_holds_no_table() -> None:
    assert place(PROSE, PROSE) is None
    assert place("") is None


def test_a_table_between_paragraphs_is_found_without_them() -> None:
    (table,) = find_tables(reading_of(PROSE, PROSE, "", HEADER, *ROWS, "", PROSE, PROSE))
    assert grid(table)[0] == ["Town", "People", "Houses"]
    assert grid(table)[-1] == ["Easton", "3,150", "871"]


def test_a_caption_and_the_other_column_of_the_page_are_no_cells() -> None:
    beside = "towns grew fast in that year or"
    caption = f"{beside}       Table 3: Towns counted"
    lines = [f"{beside}       {line}" for line in (HEADER, *ROWS)]
    (table,) = find_tables(reading_of(caption, *lines))
    assert grid(table)[0] == ["Town", "People", "Houses"]


def test_long_numbers_in_narrow_columns_stand_each_in_its_own() -> None:
    rows = (
        "2001    800    900   1000",
        "2002    700    800    900",
        "2003 10,800 10,900 10,000",
        "2004    600    700    800",
        "2005    600    700    800",
    )
    assert grid(place(*rows))[2] == ["2003", "10,800", "10,900", "10,000"]


def test_a_letter_has_no_table() -> None:
    assert find_tables(reading_of("To Anna Muster            3 May 2024", "", PROSE, PROSE, PROSE)) == ()


def test_a_table_that_goes_on_on_the_next_page_is_one() -> None:
    first = reading_of(HEADER, *ROWS).page(1)
    second = replace(reading_of(HEADER, "Weston             640           120", "Upton              310            95").page(1), number=2)
    (table,) = find_tables(Reading((first, second)))
    assert table.pages == (1, 2)
    assert [row[0] for row in grid(table)] == ["Town", "Northam", "Southwold", "Easton", "Weston", "Upton"]
    assert {cell.page for cell in table.cells if cell.row > 3} == {2}


def test_a_table_of_other_columns_on_the_next_page_is_another() -> None:
    first = reading_of(HEADER, *ROWS).page(1)
    second = replace(reading_of("Year     Rain", "2021     1,200", "2022       980", "2023       870").page(1), number=2)
    assert len(find_tables(Reading((first, second)))) == 2


def test_a_cell_is_as_sure_as_its_words() -> None:
    (table,) = find_tables(reading_of(HEADER, *ROWS, confidence=0.9))
    assert {cell.confidence for cell in table.cells} == {0.9}
