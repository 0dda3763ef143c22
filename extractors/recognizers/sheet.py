"""Decides what of an upright page is shown to the eyes that read: each step only where a measurement on the page asks for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from extractors.protocols import Pixels
from extractors.recognizers.contrast import with_contrast
from extractors.recognizers.curl import Bend, bend_of
from extractors.recognizers.page_ink import Outline
from extractors.recognizers.specks import without_specks
from models.page import Word


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is read instead of an upright page, and how that was bent."""

    pixels: Pixels
    outline: Outline
    bend: Bend | None = None

    def on_page(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """The same words with their boxes in fractions of the upright page."""
        bend = self.bend
        return tuple(replace(word, box=bend.bent(word.box)) for word in words) if bend else words


Step = Callable[[Sheet], Sheet]


def take_out_specks(sheet: Sheet) -> Sheet:
    return replace(sheet, pixels=without_specks(sheet.pixels))


def lay_straight(sheet: Sheet) -> Sheet:
    bend = bend_of(sheet.outline.ink)
    return replace(sheet, pixels=bend.straightened(sheet.pixels), bend=bend) if bend else sheet


def raise_contrast(sheet: Sheet) -> Sheet:
    return replace(sheet, pixels=with_contrast(sheet.pixels, sheet.outline.small))


STEPS: Mapping[str, Step] = {"contrast": raise_contrast, "specks": take_out_specks, "curl": lay_straight}


def sheet_of(upright: Pixels, outline: Outline, steps: Mapping[str, Step] = STEPS) -> Sheet:
    """An upright gray page as it is to be read."""
    sheet = Sheet(upright, outline)
    for step in steps.values():
        sheet = step(sheet)
    return sheet
