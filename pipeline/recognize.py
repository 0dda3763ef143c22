"""Pages become words: from the text layer where it matches the pixels, else by reading them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean

from extractors.codes.barcodes import find_codes
from extractors.containers.page_image import write_page_image
from extractors.containers.registry import container_for
from extractors.marks.finder import find_marks
from extractors.protocols import Pixels, RawPage, Recognizer
from extractors.recognizers import text_layer
from extractors.recognizers.colour import to_gray, without_stamps
from extractors.recognizers.legibility import legibility
from extractors.recognizers.preparation import UprightPage, prepare, stands_sideways
from extractors.recognizers.quality import notes_of
from extractors.recognizers.rulings import find_rulings
from extractors.recognizers.sheet import STEPS, Step, sheet_of
from models.limits import Limits
from models.page import Box, Page, Reading, Word
from pipeline.allowance import page_is_done
from pipeline.memory import give_back
from pipeline.mixed_page import with_pictures

_ENOUGH_LETTERS = 3


def recognize(path: Path, media_type: str, recognizer: Recognizer, limits: Limits, scratch: Path | None = None) -> Reading:
    """All pages of one file, streamed; each upright page also becomes scratch/page-0001.jpg and so on. Raises DocumentError."""
    pages: list[Page] = []
    for raw in container_for(media_type).pages(path, limits):
        pages.append(_read_page(raw, recognizer, scratch))
        page_is_done()
        give_back(len(pages))
    return Reading(tuple(pages))


def _read_page(raw: RawPage, recognizer: Recognizer, scratch: Path | None) -> Page:
    gray = to_gray(raw.pixels)
    unread = text_layer.unread_places(raw.text_layer, gray, recognizer, is_scan=raw.is_scan) if raw.text_layer else None
    if raw.text_layer and unread is not None:
        upright = UprightPage(gray, raw.original, 0, 0.0)
        page = _page(raw, upright, *_typed(raw, unread, recognizer))
    else:
        fine = _fine(raw)
        gray = without_stamps(fine.pixels)
        upright, words = read_upright(replace(fine, pixels=gray), recognizer)
        page = _page(raw, upright, words, recognizer.name)
    if raw.is_scan or page.reader == recognizer.name:
        page = _seen_as_picture(page, upright, gray)
    if scratch:
        # People see the page in its colours, where it needed no turning.
        shown = upright.pixels if upright.turned_degrees or upright.skew_degrees else raw.pixels
        write_page_image(shown, scratch / f"page-{raw.number:04d}.jpg")
    return page


def _seen_as_picture(page: Page, upright: UprightPage, delivered: Pixels) -> Page:
    """A scan's marks, and how legible it is as it was delivered."""
    quality, reasons = legibility(delivered, upright.skew_degrees)
    return replace(page, marks=find_marks(upright.pixels, page.words), quality=quality, notes=tuple(dict.fromkeys((*page.notes, *reasons))))


def _typed(raw: RawPage, unread: Sequence[Box], recognizer: Recognizer) -> tuple[tuple[Word, ...], str]:
    """The words of a page whose text layer is believed, those in its pictures too, and who read them."""
    typed = raw.text_layer or ()
    if not unread:
        return typed, text_layer.NAME
    fine = _fine(raw)
    words = with_pictures(typed, unread, to_gray(fine.pixels), fine.dpi, recognizer)
    return words, f"{text_layer.NAME}+{recognizer.name}" if len(words) > len(typed) else text_layer.NAME


def _fine(raw: RawPage) -> RawPage:
    return raw.finer() if raw.finer else raw


def read_upright(raw: RawPage, recognizer: Recognizer, steps: Mapping[str, Step] = STEPS) -> tuple[UprightPage, tuple[Word, ...]]:
    """The page in the quarter turn in which it reads best; the others are tried only where the likeliest reads badly."""
    as_is = prepare(raw, 0)
    turns = (90, 270, 0, 180) if stands_sideways(as_is[1].ink) else (0, 180, 90, 270)
    tried: list[tuple[float, UprightPage, tuple[Word, ...]]] = []
    for turned in turns:
        upright, outline = prepare(raw, turned) if turned else as_is
        sheet = sheet_of(upright.pixels, outline, steps)
        words = sheet.on_page(recognizer.read(sheet.pixels, raw.dpi))
        tried.append((_sureness(words, upright.pixels), upright, words))
        if tried[-1][0] >= recognizer.upright_confidence:
            break
    _, upright, words = max(tried, key=lambda one: one[0])
    return upright, words


def _sureness(words: tuple[Word, ...], pixels: Pixels) -> float:
    """The mean confidence of what looks like words; strokes read from a turned page are short and unsure.

    Tesseract also reads lines that run from top to bottom, and surely: a page of words that stand is not upright.
    """
    height, width = pixels.shape[:2]
    longer = [word for word in words if word.confidence is not None and sum(map(str.isalnum, word.text)) >= _ENOUGH_LETTERS]
    standing = sum(word.box.height * height > word.box.width * width for word in longer)
    if len(longer) < _ENOUGH_LETTERS or 2 * standing > len(longer):
        return 0.0
    return mean(word.confidence or 0.0 for word in longer)


def _page(raw: RawPage, upright: UprightPage, words: tuple[Word, ...], reader: str) -> Page:
    return Page(
        number=raw.number,
        width_px=upright.pixels.shape[1],
        height_px=upright.pixels.shape[0],
        words=words,
        reader=reader,
        transform=upright.transform,
        turned_degrees=upright.turned_degrees,
        skew_degrees=upright.skew_degrees,
        notes=notes_of(upright.pixels, words),
        rulings=find_rulings(upright.pixels),
        codes=find_codes(upright.pixels, typed=words if reader.startswith(text_layer.NAME) else ()),
    )
