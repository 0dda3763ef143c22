"""Decides what a page says of which a part is typed and a part a picture of writing: both, and each word says who read it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extractors.protocols import Pixels, Recognizer
from extractors.recognizers.text_layer import NAME as TEXT_LAYER
from extractors.recognizers.writing import pixels_of
from models.page import Box, Sighting, Word

# Stamps and drawings read as strokes lie below, writing above.
_LEAST_CONFIDENCE = 0.6


def with_pictures(
    typed: Sequence[Word], places: Iterable[Box], gray: Pixels, dpi: float | None, recognizer: Recognizer
) -> tuple[Word, ...]:
    """The typed words, and what is read in these places of the page."""
    read = (word for place in places for word in _read_place(place, gray, dpi, recognizer))
    added = [word for word in read if not any(_is_in(word.box, other.box) for other in typed)]
    return (*(_seen_by(TEXT_LAYER, word) for word in typed), *(_seen_by(recognizer.name, word) for word in added))


def _read_place(place: Box, gray: Pixels, dpi: float | None, recognizer: Recognizer) -> Iterator[Word]:
    left, top, right, bottom = pixels_of(gray, place, 0)
    height, width = gray.shape
    across, down = right - left, bottom - top
    for word in recognizer.read(gray[top:bottom, left:right], dpi):
        if word.confidence is None or word.confidence >= _LEAST_CONFIDENCE:
            box = word.box
            on_page = ((left + box.x0 * across) / width, (top + box.y0 * down) / height)
            yield replace(word, box=Box(*on_page, (left + box.x1 * across) / width, (top + box.y1 * down) / height))


def _is_in(box: Box, other: Box) -> bool:
    x, y = box.center
    return other.x0 <= x <= other.x1 and other.y0 <= y <= other.y1


def _seen_by(eye: str, word: Word) -> Word:
    """Words of two eyes say already who read them."""
    return word if word.sightings else replace(word, sightings=(Sighting(eye, word.text, word.confidence),))
