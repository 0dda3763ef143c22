"""The taste of one issuer: fonts, colours, margins, chosen once a document."""

from dataclasses import dataclass
from random import Random

from sample_docs.generator.sheet import Pen

INKS = ("#1f3a5f", "#7a1f2b", "#1e5945", "#3b3b3b", "#0b5d8a", "#5b3a78", "#8a4b08", "#000000", "#2a6f6f")


@dataclass(frozen=True, slots=True)
class Style:
    """`colon` follows each label; `margin` is the left and right margin in points."""

    body: Pen
    heading: Pen
    label: Pen
    accent: str
    margin: float
    colon: str

    @property
    def small(self) -> Pen:
        return self.body.sized(max(6.5, self.body.size - 2))

    def labelled(self, label: str) -> str:
        return f"{label}{self.colon}"


def choose_style(rng: Random, families: tuple[str, ...] = ("Helvetica", "Helvetica", "Times")) -> Style:
    family = rng.choice(families)
    heading = family if rng.random() < 0.6 else rng.choice(families)
    size = rng.choice((8.5, 9, 9.5, 10)) + (0.6 if family == "Times" else 0)
    accent = rng.choice(INKS)
    body = Pen(family, size)
    label = rng.choice((body, body.bold(), body.inked("#555555"), body.inked(accent)))
    return Style(
        body,
        Pen(heading, size * 2.1, is_bold=True, color=accent),
        label,
        accent,
        rng.choice((42, 50, 56, 64)),
        rng.choice((":", ":", "", " :")),
    )
