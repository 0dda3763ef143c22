"""What was bought is shown row by row."""

from io import StringIO

from rich.console import Console

from flows.cli.tables import line_item_table
from models.extraction import LineItem, ProposedField
from pipeline.document_types import load_document_types

INVOICE = load_document_types()["invoice"]


def test_a_row_is_as_sure_as_the_least_sure_of_its_values() -> None:
    values = {"description": ("Chair, oak", 0.8), "quantity": ("4.00", 0.99), "line_total": ("100.00", 0.99)}
    item = LineItem({name: ProposedField(name, value, sure, None) for name, (value, sure) in values.items()})
    shown = StringIO()
    Console(width=120, file=shown).print(line_item_table([item], INVOICE))
    heads, row = shown.getvalue().splitlines()
    assert heads.split() == ["description", "quantity", "unit", "price", "amount", "sure"]
    assert row.split() == ["Chair,", "oak", "4.00", "—", "100.00", "80", "%"]
