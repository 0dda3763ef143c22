"""Decides what words a PDF itself says stand on a page, and where; whether to believe them is decided elsewhere."""

import logging
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from models.page import Box, Word

# A gap of this part of the letter height parts two words where the file puts no space between them.
_WORD_GAP = 0.2

# What pdfminer raises on files that PDFium still draws; there is no common base.
_UNREADABLE = (PdfminerException, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError)


class PdfWords:
    """The text of one PDF, opened at the first page that has any; a page whose text cannot be parsed has none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pdf: PDF | None = None
        self._broken = False
        # Its warnings quote the document.
        logging.getLogger("pdfminer").setLevel(logging.ERROR)

    def on_page(self, index: int) -> tuple[Word, ...] | None:
        """Words of the page at this index (from 0) in fractions of the shown page, or None."""
        if self._broken:
            return None
        try:
            return self._read(index)
        except _UNREADABLE:
            return None

    def close(self) -> None:
        if self._pdf is not None:
            self._pdf.close()

    def _read(self, index: int) -> tuple[Word, ...] | None:
        if self._pdf is None:
            self._pdf = self._open()
        if index >= len(self._pdf.pages):
            return None
        page = self._pdf.pages[index]
        words = page.extract_words(x_tolerance_ratio=_WORD_GAP)
        shown = page.cropbox
        page.close()
        return tuple(word for found in words if (word := _word(found, shown)) is not None)

    def _open(self) -> PDF:
        try:
            return pdfplumber.open(self._path)
        except _UNREADABLE:
            self._broken = True
            raise


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
