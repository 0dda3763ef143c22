"""The machine is sure of rows whose numbers belong together, and says where they do not add up."""

from printed_page import reading_of

from models.extraction import LineItem, ProposedField
from pipeline.document_types import load_document_types
from pipeline.line_items import DO_NOT_ADD_UP, line_items_of

INVOICE = load_document_types()["invoice"]
HEADER = "Description               Quantity     Unit price      Amount"
CHAIRS = "Chair, oak                     4          25.00      100.00"
WRONG = "Chair, oak                     4          26.00      100.00"


def judged(*lines: str, net: str | None = None) -> tuple[tuple[LineItem, ...], list[str]]:
    fields = (ProposedField("net_total", net, None, None),)
    items, broken = line_items_of(reading_of(*lines), INVOICE, fields)
    return items, [rule.rule for rule in broken]


def sureness(item: LineItem) -> float:
    return item.values["line_total"].confidence or 0.0


def test_rows_that_add_up_to_a_field_break_no_rule() -> None:
    assert judged(HEADER, CHAIRS, net="100.00")[1] == []


def test_rows_that_add_up_to_an_amount_below_them_break_no_rule() -> None:
    assert judged(HEADER, CHAIRS, "Goods                                                100.00", "Total  95.00", net="95.00")[1] == []


def test_rows_that_add_up_to_nothing_are_a_reason_for_a_person() -> None:
    items, broken = judged(HEADER, CHAIRS, "Net total                                            120.00", net="120.00")
    assert len(items) == 1
    assert broken == [DO_NOT_ADD_UP]


def test_a_row_is_surer_where_quantity_times_price_is_the_amount() -> None:
    right, wrong = (judged(HEADER, row, net="100.00")[0][0] for row in (CHAIRS, WRONG))
    assert sureness(right) > sureness(wrong)


def test_a_row_is_surer_where_all_rows_add_up() -> None:
    alone, proven = (judged(HEADER, CHAIRS, net=net)[0][0] for net in ("99.00", "100.00"))
    assert sureness(proven) > sureness(alone)


def test_a_document_without_rows_breaks_no_rule() -> None:
    assert judged("Dear Sir", "Total 12.00", net="12.00") == ((), [])
