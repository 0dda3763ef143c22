"""The surface a document is drawn on: points from the top left corner, pages counted, bytes that do not vary."""

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Self

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

# Only the standard 14: they need no file, so nothing depends on the fonts of a machine.
FACES = {
    "Helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "Times": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "Courier": ("Courier", "Courier-Bold", "Courier-Oblique"),
}
SMALLEST_SHRINK = 0.55


@dataclass(frozen=True, slots=True)
class Pen:
    """How text looks; `size` in points."""

    family: str = "Helvetica"
    size: float = 10
    is_bold: bool = False
    is_italic: bool = False
    color: str = "#111111"

    @property
    def face(self) -> str:
        regular, bold, italic = FACES[self.family]
        return bold if self.is_bold else italic if self.is_italic else regular

    def bold(self) -> "Pen":
        return replace(self, is_bold=True)

    def italic(self) -> "Pen":
        return replace(self, is_italic=True)

    def sized(self, size: float) -> "Pen":
        return replace(self, size=size)

    def scaled(self, factor: float) -> "Pen":
        return replace(self, size=self.size * factor)

    def inked(self, color: str) -> "Pen":
        return replace(self, color=color)

    def width(self, text: str) -> float:
        return pdfmetrics.stringWidth(text, self.face, self.size)


class Sheet:
    """One document being drawn, page after page."""

    def __init__(self, size: tuple[float, float] = A4) -> None:
        self._buffer = BytesIO()
        self.canvas = Canvas(self._buffer, pagesize=size, invariant=1, pageCompression=1)
        self.width, self.height = size
        self.page = 1

    def text(self, x: float, y: float, text: str, pen: Pen, align: str = "left", within: float | None = None) -> Self:
        """Draws on the base line y; shrinks what is wider than `within`."""
        if within and pen.width(text) > within:
            pen = pen.scaled(max(SMALLEST_SHRINK, within / pen.width(text)))
        self.canvas.setFillColor(HexColor(pen.color))
        self.canvas.setFont(pen.face, pen.size)
        draw = {"left": self.canvas.drawString, "right": self.canvas.drawRightString, "center": self.canvas.drawCentredString}[align]
        draw(x, self.height - y, text)
        return self

    def lines(self, x: float, y: float, texts: tuple[str, ...] | list[str], pen: Pen, align: str = "left", leading: float = 1.3) -> float:
        """Draws line below line, returns the base line after the last."""
        for text in texts:
            self.text(x, y, text, pen, align)
            y += pen.size * leading
        return y

    def paragraph(self, x: float, y: float, width: float, text: str, pen: Pen, leading: float = 1.35) -> float:
        return self.lines(x, y, simpleSplit(text, pen.face, pen.size, width), pen, leading=leading)

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        weight: float = 0.6,
        color: str = "#333333",
        dash: tuple[float, float] | None = None,
    ) -> None:
        self.canvas.setDash(*dash) if dash else self.canvas.setDash()
        self.canvas.setStrokeColor(HexColor(color))
        self.canvas.setLineWidth(weight)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)
        self.canvas.setDash()

    def box(
        self, x: float, y: float, width: float, height: float, weight: float = 0.6, color: str = "#333333", fill: str | None = None
    ) -> None:
        """A rectangle by its top left corner; weight 0 draws no border."""
        self.canvas.setStrokeColor(HexColor(color))
        self.canvas.setLineWidth(weight)
        if fill:
            self.canvas.setFillColor(HexColor(fill))
        self.canvas.rect(x, self.height - y - height, width, height, stroke=int(weight > 0), fill=int(fill is not None))

    def next_page(self) -> None:
        self.canvas.showPage()
        self.page += 1

    def finish(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self._buffer.getvalue()
