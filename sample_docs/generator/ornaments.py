"""What makes paper look used: logos, signatures, stamps, bar codes, ticks."""

import math
from random import Random

from reportlab.lib.colors import HexColor

from sample_docs.generator.sheet import Pen, Sheet

INK_BLUE = "#1b2f7a"


def draw_logo(sheet: Sheet, x: float, y: float, size: float, color: str, initial: str, rng: Random) -> None:
    """A mark in a square by its top left corner."""
    canvas, bottom = sheet.canvas, sheet.height - y - size
    canvas.setFillColor(HexColor(color))
    canvas.setStrokeColor(HexColor(color))
    shape = rng.choice(("disc", "tile", "ring", "bars", "peak"))
    if shape == "disc":
        canvas.circle(x + size / 2, bottom + size / 2, size / 2, stroke=0, fill=1)
    elif shape == "tile":
        canvas.roundRect(x, bottom, size, size, size * 0.18, stroke=0, fill=1)
    elif shape == "ring":
        canvas.setLineWidth(size * 0.12)
        canvas.circle(x + size / 2, bottom + size / 2, size * 0.43, stroke=1, fill=0)
    elif shape == "bars":
        for index, height in enumerate((0.45, 0.75, 1.0)):
            canvas.rect(x + index * size * 0.36, bottom, size * 0.27, size * height, stroke=0, fill=1)
    else:
        path = canvas.beginPath()
        path.moveTo(x, bottom)
        path.lineTo(x + size * 0.5, bottom + size)
        path.lineTo(x + size, bottom)
        path.lineTo(x + size * 0.5, bottom + size * 0.35)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)
    if shape in ("disc", "tile", "ring"):
        ink = color if shape == "ring" else "#ffffff"
        sheet.text(x + size / 2, y + size * 0.69, initial, Pen("Times", size * 0.55, is_bold=True, color=ink), "center")


def draw_signature(sheet: Sheet, x: float, y: float, width: float, rng: Random, color: str = INK_BLUE) -> None:
    """A scribble on the base line y."""
    canvas = sheet.canvas
    canvas.setStrokeColor(HexColor(color))
    canvas.setLineWidth(rng.uniform(0.8, 1.4))
    path = canvas.beginPath()
    height, strokes = width * 0.16, rng.randint(5, 8)
    step, level = width / strokes, sheet.height - y
    path.moveTo(x, level + rng.uniform(0, height))
    for index in range(strokes):
        start = x + index * step
        lift = height * (2.0 if index in (0, 3) else 1.0)
        path.curveTo(
            start + rng.uniform(-0.3, 0.4) * step, level + lift * rng.uniform(0.6, 1.3),
            start + rng.uniform(0.5, 1.4) * step, level - height * rng.uniform(0.2, 0.8),
            start + step * rng.uniform(0.8, 1.1), level + height * rng.uniform(-0.1, 0.5),
        )  # fmt: skip
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.line(x + width * 0.1, level - height * 0.3, x + width * rng.uniform(0.8, 1.1), level - height * rng.uniform(0.0, 0.5))


def draw_stamp(sheet: Sheet, x: float, y: float, lines: tuple[str, ...], rng: Random, color: str = "#a3262a") -> None:
    """A rubber stamp around its middle, a little askew."""
    canvas, pen = sheet.canvas, Pen("Helvetica", 12, is_bold=True, color=color)
    width = max(pen.width(line) for line in lines) + 18
    height = len(lines) * 15 + 10
    canvas.saveState()
    canvas.translate(x, sheet.height - y)
    canvas.rotate(rng.uniform(-9, 9))
    canvas.setStrokeColor(HexColor(color))
    canvas.setLineWidth(1.6)
    canvas.roundRect(-width / 2, -height / 2, width, height, 4, stroke=1, fill=0)
    canvas.setFillColor(HexColor(color))
    canvas.setFont(pen.face, pen.size)
    for index, line in enumerate(lines):
        canvas.drawCentredString(0, height / 2 - 15 - index * 15, line)
    canvas.restoreState()


def draw_bars(sheet: Sheet, x: float, y: float, width: float, height: float, rng: Random) -> None:
    """A bar code as clutter: it encodes nothing."""
    left = x
    while left < x + width - 4:
        bar = rng.choice((0.8, 0.8, 1.6, 2.4))
        sheet.box(left, y, bar, height, 0, fill="#111111")
        left += bar + rng.choice((0.8, 1.6, 2.4))


def draw_tick_box(sheet: Sheet, x: float, y: float, label: str, pen: Pen, *, ticked: bool) -> float:
    """A square with its label on the base line y; returns where the label ends."""
    side = pen.size * 0.95
    sheet.box(x, y - side + 1, side, side, 0.7)
    if ticked:
        sheet.line(x + 1.2, y - side + 2.2, x + side - 1.2, y - 0.2, 1.2, INK_BLUE)
        sheet.line(x + 1.2, y - 0.2, x + side - 1.2, y - side + 2.2, 1.2, INK_BLUE)
    sheet.text(x + side + 4, y, label, pen)
    return x + side + 4 + pen.width(label)


def draw_guilloche(sheet: Sheet, x: float, y: float, width: float, height: float, color: str, rng: Random) -> None:
    """The fine waves behind identity documents."""
    canvas = sheet.canvas
    canvas.setStrokeColor(HexColor(color))
    canvas.setLineWidth(0.35)
    phase, waves = rng.uniform(0, 6), rng.uniform(2.5, 4.5)
    for row in range(int(height / 5)):
        path = canvas.beginPath()
        for step in range(41):
            across = step / 40
            rise = 2.4 * math.sin(across * waves * 2 * math.pi + phase + row * 0.35)
            point = (x + across * width, sheet.height - y - 4 - row * 5 + rise)
            path.lineTo(*point) if step else path.moveTo(*point)
        canvas.drawPath(path, stroke=1, fill=0)


def draw_portrait(sheet: Sheet, x: float, y: float, width: float, height: float, rng: Random) -> None:
    """A photograph of nobody: a grey silhouette."""
    canvas, bottom = sheet.canvas, sheet.height - y - height
    sheet.box(x, y, width, height, 0.5, fill="#cfd3d6")
    clip = canvas.beginPath()
    clip.rect(x, bottom, width, height)
    canvas.saveState()
    canvas.clipPath(clip, stroke=0)
    canvas.setFillColor(HexColor("#4b5157"))
    canvas.ellipse(x + width * 0.1, bottom - height * 0.35, x + width * 0.9, bottom + height * 0.32, stroke=0, fill=1)
    canvas.setFillColor(HexColor(rng.choice(("#9a8578", "#b39c8c", "#7d6658"))))
    canvas.rect(x + width * 0.42, bottom + height * 0.24, width * 0.16, height * 0.2, stroke=0, fill=1)
    canvas.ellipse(x + width * 0.3, bottom + height * 0.34, x + width * 0.7, bottom + height * 0.83, stroke=0, fill=1)
    canvas.setFillColor(HexColor(rng.choice(("#2e2723", "#5a4634", "#777777"))))
    canvas.ellipse(x + width * 0.28, bottom + height * 0.64, x + width * 0.72, bottom + height * 0.88, stroke=0, fill=1)
    canvas.restoreState()
