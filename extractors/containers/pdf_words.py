"""Decides what words a PDF itself says stand on a page, and where; whether to believe them is decided elsewhere."""

from typing import Any

from pdfplumber.page import Page

from models.page import Box, Word

# A gap of this part of the letter height parts two words where the file puts no space between them.
_WORD_GAP = 0.2


def words_of(page: Page) -> tuple[Word, ...]:
    """Words in fractions of the shown page."""
    words = page.extract_words(x_tolerance_ratio=_WORD_GAP)
    shown = page.cropbox
    page.close()
    return tuple(word for found in words if (word := _word(found, shown)) is not None)


def _word(found: dict[str, Any], shown: tuple[float, float, float, float]) -> Word | None:
    """The word in fractions of what the page shows; None where it stands outside of it."""
    left, top, right, bottom = shown
    width, height = right - left, bottom - top
    box = Box(
        max(0.0, (found["x0"] - left) / width),
        max(0.0, (found["top"] - top) / height),
        min(1.0, (found["x1"] - left) / width),
        min(1.0, (found["bottom"] - top) / height),
    )
    return Word(found["text"], box) if box.width > 0 and box.height > 0 else None
