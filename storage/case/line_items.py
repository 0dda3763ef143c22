"""How the rows of things bought that the machine proposed for a case are written and read."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from models.extraction import LineItem, ProposedField
from storage.case.entries import evidence_from, evidence_row
from storage.sql.database import Connection, Row
from storage.sql.texts import storable_or_none


def replace_line_items(connection: Connection, case_id: int, items: Sequence[LineItem]) -> None:
    connection.execute("DELETE FROM line_item WHERE case_id = :case_id", {"case_id": case_id})
    connection.executemany(
        """
        INSERT INTO line_item (case_id, position, name, value, confidence, page, x0, y0, x1, y1, printed, technique)
        VALUES (:case_id, :position, :name, :value, :confidence, :page, :x0, :y0, :x1, :y1, :printed, :technique)
        """,
        [{"case_id": case_id, "position": position} | row for position, item in enumerate(items) for row in _rows(item)],
    )


def line_items_of(connection: Connection, case_id: int) -> tuple[LineItem, ...]:
    """In the order of the page."""
    rows = connection.execute("SELECT * FROM line_item WHERE case_id = :case_id ORDER BY position", {"case_id": case_id}).fetchall()
    return tuple(LineItem({row["name"]: _value(row) for row in item}) for _, item in groupby(rows, key=lambda row: row["position"]))


def _rows(item: LineItem) -> Iterator[dict[str, object]]:
    for name, one in item.values.items():
        if one.evidence:
            yield {"name": name, "value": storable_or_none(one.value), "confidence": one.confidence} | evidence_row(one.evidence)


def _value(row: Row) -> ProposedField:
    return ProposedField(row["name"], row["value"], row["confidence"], evidence_from(row))
