"""Things bought are read row by row under the words that head them."""

from printed_page import reading_of

from extractors.tables.line_items import find_line_items
from models.document_type import DocumentType
from models.page import Page, Reading
from pipeline.document_types import load_document_types

INVOICE: DocumentType = load_document_types()["invoice"]
HEADER = "Pos   Description               Quantity     Unit price    VAT      Amount"
CHAIRS = "1     Chair, oak                     4         25.00     19 %      100.00"
TABLES = "2     Table for six                  1        320.50     19 %      320.50"
END = "                                            Net total                420.50"


def rows(*lines: str) -> list[tuple[str | None, ...]]:
    return items_of(reading_of(*lines))


def items_of(reading: Reading) -> list[tuple[str | None, ...]]:
    names = [column.name for column in INVOICE.line_items]
    found = find_line_items(reading, INVOICE)
    return [tuple(item.values[name].value if name in item.values else None for name in names) for item in found]


def test_each_row_gives_its_description_and_its_numbers() -> None:
    assert rows(HEADER, CHAIRS, TABLES, END) == [
        ("Chair, oak", "4.00", "25.00", "100.00"),
        ("Table for six", "1.00", "320.50", "320.50"),
    ]


def test_every_value_says_where_it_stands() -> None:
    (item,) = find_line_items(reading_of(HEADER, CHAIRS, END), INVOICE)
    evidence = item.values["line_total"].evidence
    assert evidence is not None
    assert (evidence.page, evidence.text) == (1, "100.00")
    assert evidence.box.x0 > 0.6


def test_a_wrapped_description_is_one() -> None:
    wrapped = "      with arm rests"
    assert rows(HEADER, CHAIRS, wrapped, TABLES, END)[0][0] == "Chair, oak with arm rests"


def test_the_last_description_goes_on_no_longer_than_the_longest_before_it() -> None:
    below = ("      Our goods stay ours until paid", "      Thank you for your order")
    found = rows(HEADER, CHAIRS, "      with arm rests", TABLES, "      made of oak", *below)
    assert found[1][0] == "Table for six made of oak"


def test_a_heading_may_be_stacked_over_several_lines() -> None:
    upper = "      Description               Quantity     Unit          Total-"
    lower = "                                             price         betrag"
    assert rows(upper, lower, "      Chair, oak                     4         25.00        100.00")[0][1:] == ("4.00", "25.00", "100.00")


def test_columns_may_stand_in_any_order_and_language() -> None:
    header = "Menge     Bezeichnung               Einzelpreis     Gesamtpreis"
    assert rows(header, "3 St      Stuhl aus Eiche               25,00 €         75,00 €") == [
        ("Stuhl aus Eiche", "3.00", "25.00", "75.00")
    ]


def test_an_amount_is_a_quantity_where_another_column_is_the_total() -> None:
    header = "Amount     Product              Price       Total"
    assert rows(header, "4.00       Chair, oak           25.00      100.00") == [("Chair, oak", "4.00", "25.00", "100.00")]


def test_the_product_decides_whether_a_separator_parts_thousands() -> None:
    row = "      Hot air                      800         0.025                20.00"
    assert rows(HEADER, row)[0][1:] == ("800.00", "0.025", "20.00")


def test_the_sums_under_a_table_are_no_rows_of_it() -> None:
    rates = "Total                            420.50         67.28               487.78"
    assert len(rows(HEADER, CHAIRS, END, rates)) == 1


def test_a_sum_that_looks_like_a_row_is_none() -> None:
    grouped = "                                    Net total      2            420.50"
    assert len(rows(HEADER, CHAIRS, TABLES, grouped)) == 2


def test_a_speck_behind_a_number_does_not_hide_it() -> None:
    reading = reading_of(HEADER, CHAIRS.replace("100.00", "100.00."), END, confidence=0.9)
    assert items_of(reading)[0][3] == "100.00"


def test_a_heading_with_a_slash_is_one_column() -> None:
    header = "Code      Goods / Services          Quantity     Unit price      Amount"
    assert rows(header, "A17       Chair of oak                    4          25.00      100.00")[0][0] == "Chair of oak"


def test_another_table_below_is_none_of_the_things_bought() -> None:
    other = "Kind            Base            Details         Rate"
    assert len(rows(HEADER, CHAIRS, "", other, "Tax                             100.00        19.00              19.00")) == 1


def test_a_row_below_a_subtotal_counts_where_its_numbers_multiply() -> None:
    assert len(rows(HEADER, CHAIRS, "      Subtotal                                               100.00", TABLES)) == 2


def test_a_number_announced_by_a_colon_is_no_cell() -> None:
    detail = "      Gross price:                            29.75"
    (row,) = rows(HEADER, "      Chair, oak                     4                             100.00", detail)
    assert row[2] is None


def test_a_table_goes_on_on_the_next_page() -> None:
    first, second = reading_of(HEADER, CHAIRS).page(1), reading_of(TABLES).page(1)
    following = Page(2, second.width_px, second.height_px, second.words, second.reader, second.transform)
    assert [row[0] for row in items_of(Reading((first, following)))] == ["Chair, oak", "Table for six"]


def test_a_page_without_a_table_has_no_line_items() -> None:
    assert rows("Description of the matter", "We owe you 12.00 and 13.00", "Total 25.00") == []


def test_without_a_header_amounts_at_the_right_that_add_up_are_rows() -> None:
    found = rows(
        "SOME SHOP, 12 LONG ROAD",
        "Chopping board                       19.00",
        "Sharp knife        2 X   8.02        16.04",
        "Total                                35.04",
        "Cash                                 50.00",
    )
    assert found == [("Chopping board", None, None, "19.00"), ("Sharp knife", "2.00", "8.02", "16.04")]


def test_amounts_that_do_not_line_up_are_no_rows() -> None:
    assert rows("Chopping board              19.00", "Sharp knife                             16.04", "Subtotal            35.04") == []


def test_a_description_above_its_amounts_belongs_to_them() -> None:
    found = rows(
        "Chopping board", "8970669   1 X  19.00   19.00", "Sharp knife", "8970670   2 X   8.02   16.04", "Subtotal                35.04"
    )
    assert [row[0] for row in found] == ["Chopping board 8970669", "Sharp knife 8970670"]


def test_amounts_that_add_up_to_nothing_printed_are_no_rows() -> None:
    assert rows("Chopping board                       19.00", "Sharp knife                          16.04", "Total      99.00") == []
