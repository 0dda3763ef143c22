"""Decides what of an upright page is shown to the eyes that read: each step only where a measurement on the page asks for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from extractors.protocols import Pixels
from extractors.recognizers.contrast import with_contrast
from extractors.recognizers.curl import Bend, bend_of
from extractors.recognizers.margins import WHOLE, Part, written_part
from extractors.recognizers.page_ink import Outline
from extractors.recognizers.specks import without_specks
from models.page import Box, Word


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is read instead of an upright page: a part of it, laid straight; `bend` is that of the part."""

    pixels: Pixels
    outline: Outline
    part: Part = WHOLE
    bend: Bend | None = None

    def on_page(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """The same words with their boxes in fractions of the upright page."""
        if self.part == WHOLE and self.bend is None:
            return words
        return tuple(replace(word, box=self._box_on_page(word.box)) for word in words)

    def _box_on_page(self, box: Box) -> Box:
        bent = self.bend.bent(box) if self.bend else box
        left, top, right, bottom = self.part
        across, down = right - left, bottom - top
        return Box(left + bent.x0 * across, top + bent.y0 * down, left + bent.x1 * across, top + bent.y1 * down)


Step = Callable[[Sheet], Sheet]


def cut_margins(sheet: Sheet) -> Sheet:
    part = written_part(sheet.outline)
    height, width = sheet.pixels.shape
    left, top, right, bottom = int(part[0] * width), int(part[1] * height), round(part[2] * width), round(part[3] * height)
    if part == WHOLE or right <= left or bottom <= top:
        return sheet
    exact = (left / width, top / height, right / width, bottom / height)
    return replace(sheet, pixels=sheet.pixels[top:bottom, left:right], outline=sheet.outline.part(*exact), part=exact)


def take_out_specks(sheet: Sheet) -> Sheet:
    return replace(sheet, pixels=without_specks(sheet.pixels))


def lay_straight(sheet: Sheet) -> Sheet:
    bend = bend_of(sheet.outline.ink)
    return replace(sheet, pixels=bend.straightened(sheet.pixels), bend=bend) if bend else sheet


def raise_contrast(sheet: Sheet) -> Sheet:
    return replace(sheet, pixels=with_contrast(sheet.pixels, sheet.outline.small))


STEPS: Mapping[str, Step] = {"margins": cut_margins, "contrast": raise_contrast, "specks": take_out_specks, "curl": lay_straight}


def sheet_of(upright: Pixels, outline: Outline, steps: Mapping[str, Step] = STEPS) -> Sheet:
    """An upright gray page as it is to be read."""
    sheet = Sheet(upright, outline)
    for step in steps.values():
        sheet = step(sheet)
    return sheet
