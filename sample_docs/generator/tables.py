"""Tables of line items in the looks that issuers give them, continued over pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sample_docs.generator.sheet import Sheet
from sample_docs.generator.style import Style

TABLE_LOOKS = ("ruled", "grid", "zebra", "plain", "banner")
PADDING = 4.0


@dataclass(frozen=True, slots=True)
class Column:
    """`share` is the part of the table's width, relative to the other columns."""

    title: str
    share: float
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table stands and how it looks; `bottom` is the lowest y a row may reach."""

    columns: tuple[Column, ...]
    x: float
    width: float
    look: str
    bottom: float
    row_height: float = 17.0

    @property
    def edges(self) -> tuple[float, ...]:
        """Left edge of each column, and the right edge of the last."""
        whole = sum(column.share for column in self.columns)
        edges = [self.x]
        for column in self.columns:
            edges.append(edges[-1] + self.width * column.share / whole)
        return tuple(edges)

    def anchor(self, index: int) -> tuple[float, str, float]:
        """Where text of a column goes: x, alignment, room."""
        left, right = self.edges[index], self.edges[index + 1]
        align = self.columns[index].align
        x = {"left": left + PADDING, "right": right - PADDING, "center": (left + right) / 2}[align]
        return x, align, right - left - 2 * PADDING


def draw_table(
    sheet: Sheet, table: Table, y: float, rows: Sequence[Sequence[str]], style: Style, on_new_page: Callable[[], float]
) -> float:
    """Draws head and rows from y down, returns the y below; `on_new_page` turns the page and says where to go on."""
    top = y
    y = _draw_head(sheet, table, y, style)
    for index, row in enumerate(rows):
        if y + table.row_height > table.bottom:
            _close(sheet, table, top, y)
            top = on_new_page()
            y = _draw_head(sheet, table, top, style)
        _draw_row(sheet, table, y, row, style, shaded=bool(index % 2))
        y += table.row_height
    _close(sheet, table, top, y)
    return y


def _draw_head(sheet: Sheet, table: Table, y: float, style: Style) -> float:
    height = table.row_height + 2
    pen = style.body.bold()
    if table.look == "banner":
        sheet.box(table.x, y, table.width, height, 0, fill=style.accent)
        pen = pen.inked("#ffffff")
    elif table.look in ("grid", "zebra"):
        sheet.box(table.x, y, table.width, height, 0.6 if table.look == "grid" else 0, fill="#e3e6ea")
    for index, column in enumerate(table.columns):
        x, align, room = table.anchor(index)
        sheet.text(x, y + height * 0.68, column.title, pen, align, within=room)
    if table.look == "ruled":
        sheet.line(table.x, y, table.x + table.width, y, 1.1)
        sheet.line(table.x, y + height, table.x + table.width, y + height, 0.8)
    if table.look == "plain":
        sheet.line(table.x, y + height - 1, table.x + table.width, y + height - 1, 0.6, dash=(2, 2))
    return y + height


def _draw_row(sheet: Sheet, table: Table, y: float, row: Sequence[str], style: Style, *, shaded: bool) -> None:
    if shaded and table.look in ("zebra", "banner"):
        sheet.box(table.x, y, table.width, table.row_height, 0, fill="#f1f3f5")
    for index, text in enumerate(row):
        x, align, room = table.anchor(index)
        sheet.text(x, y + table.row_height * 0.68, text, style.body, align, within=room)
    if table.look in ("ruled", "grid"):
        sheet.line(table.x, y + table.row_height, table.x + table.width, y + table.row_height, 0.35, "#888888")


def _close(sheet: Sheet, table: Table, top: float, bottom: float) -> None:
    right = table.x + table.width
    if table.look == "grid":
        for edge in table.edges:
            sheet.line(edge, top, edge, bottom, 0.5)
    if table.look in ("ruled", "grid", "banner"):
        sheet.line(table.x, bottom, right, bottom, 0.9)
    if table.look == "plain":
        sheet.line(table.x, bottom + 1, right, bottom + 1, 0.6, dash=(2, 2))
