"""Draws an invoice as a back office gets one, and knows where each value stands on it."""

import io
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from models.page import Box

WIDTH, HEIGHT = 1240, 1754
INK = (28, 30, 34)
FAINT = (120, 124, 130)


@dataclass
class Paper:
    """One page being written on; `places` remembers the box of each named text."""

    image: Image.Image = field(default_factory=lambda: Image.new("RGB", (WIDTH, HEIGHT), "white"))
    places: dict[str, Box] = field(default_factory=dict)

    def write(
        self, x: float, y: float, text: str, *, size: int = 22, name: str | None = None, right: bool = False, ink: tuple[int, ...] = INK
    ) -> None:
        draw = ImageDraw.Draw(self.image)
        font = ImageFont.load_default(size)
        x -= draw.textlength(text, font) if right else 0
        draw.text((x, y), text, ink, font)
        if name:
            x0, y0, x1, y1 = draw.textbbox((x, y), text, font)
            self.places[name] = Box(x0 / WIDTH, y0 / HEIGHT, x1 / WIDTH, y1 / HEIGHT)

    def rule(self, y: float) -> None:
        ImageDraw.Draw(self.image).line((90, y, WIDTH - 90, y), FAINT, 2)

    def jpeg(self) -> bytes:
        kept = io.BytesIO()
        self.image.save(kept, "JPEG", quality=80)
        return kept.getvalue()


def draw_invoice(number: str = "INV-2041", seller: str = "Acme Paper & Print Ltd", total: str = "1,280.00") -> Paper:
    """One invoice; the places are named after the fields of the type 'invoice'."""
    paper = Paper()
    paper.write(90, 90, seller, size=40, name="seller_name")
    paper.write(90, 150, "14 Foundry Lane, Leeds LS9 8AT", ink=FAINT)
    paper.write(90, 182, "VAT no.", ink=FAINT)
    paper.write(190, 182, "GB 980 7806 84", name="seller_vat_id", ink=FAINT)
    paper.write(1150, 100, "INVOICE", size=46, right=True)
    for at, (label, text, name) in enumerate(
        (("Invoice no.", number, "invoice_number"), ("Invoice date", "1 November 2026", "issue_date"), ("Due", "01/12/2026", "due_date"))
    ):
        paper.write(760, 190 + 36 * at, label, ink=FAINT)
        paper.write(1150, 190 + 36 * at, text, name=name, right=True)
    paper.write(90, 330, "Bill to", ink=FAINT)
    paper.write(90, 364, "Northern Rail Catering", name="buyer_name")
    paper.write(90, 396, "Station House, Platform 4, York YO24 1AB")
    _draw_lines(paper)
    for at, (label, text, name) in enumerate(
        (("Net total", "1,064.00", "net_total"), ("VAT 20 %", "216.00", "tax_total"), ("Grand total", total, "grand_total"))
    ):
        paper.write(800, 1080 + 44 * at, label, size=24)
        paper.write(1150, 1080 + 44 * at, text, size=24, name=name, right=True)
    paper.rule(1240)
    paper.write(90, 1270, "Please pay to IBAN", ink=FAINT)
    paper.write(300, 1270, "GB33 BUKB 2020 1555 5555 55", name="iban")
    paper.write(90, 1310, "All amounts in", ink=FAINT)
    paper.write(240, 1310, "GBP", name="currency")
    return paper


def _draw_lines(paper: Paper) -> None:
    paper.rule(500)
    for x, label in ((90, "Item"), (760, "Quantity"), (900, "Price")):
        paper.write(x, 512, label, ink=FAINT)
    paper.write(1150, 512, "Amount", ink=FAINT, right=True)
    paper.rule(548)
    items = (
        ("Menu cards, A5, 350 g", "800", "0.68", "544.00"),
        ("Place mats, printed one side", "1,000", "0.31", "310.00"),
        ("Loyalty leaflets", "1,500", "0.14", "210.00"),
    )
    for at, (item, quantity, price, amount) in enumerate(items):
        y = 568 + 40 * at
        paper.write(90, y, item)
        paper.write(850, y, quantity, right=True)
        paper.write(960, y, price, right=True)
        paper.write(1150, y, amount, right=True)
    paper.rule(700)
