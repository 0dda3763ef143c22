"""Decides from a PDF's objects, before anything is drawn, how large a page is meant to be and whether it would swell beyond reason."""

import logging
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pdfplumber
from pdfminer.pdftypes import PDFStream, resolve1
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from models.errors import LimitExceeded

Result = TypeVar("Result")

# What pdfminer raises on files that PDFium still draws; there is no common base.
_UNREADABLE = (PdfminerException, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError)

# Drawing instructions of one page: maps and plans stay far below it, and it is still read in seconds.
_MOST_CONTENT_BYTES = 100 << 20
_FLATE = {"FlateDecode", "Fl"}
# ISO 32000-1, 14.11.2: UserUnit is at least 1 where anything is stated at all.
_LARGEST_UNIT = 75_000.0


class PdfStructure:
    """The objects of one PDF as pdfminer finds them; every question has an answer for files it cannot parse."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pdf: PDF | None = None
        self._broken = False
        # Its warnings quote the document.
        logging.getLogger("pdfminer").setLevel(logging.ERROR)

    def close(self) -> None:
        if self._pdf is not None:
            self._pdf.close()

    def ask(self, index: int, question: Callable[[Page], Result], unknown: Result) -> Result:
        """What `question` finds on the page at this index (from 0), or `unknown` where the page cannot be parsed."""
        if self._broken:
            return unknown
        try:
            if self._pdf is None:
                self._pdf = self._open()
            pages = self._pdf.pages
            return question(pages[index]) if index < len(pages) else unknown
        except _UNREADABLE:
            return unknown

    def _open(self) -> PDF:
        try:
            return pdfplumber.open(self._path)
        except _UNREADABLE:
            self._broken = True
            raise


def user_unit(page: Page) -> float:
    """How many points a unit of the page is; PDFium draws and measures as if it were always 1."""
    stated = resolve1(page.page_obj.attrs.get("UserUnit", 1))
    return min(max(float(stated), 1.0), _LARGEST_UNIT)


def check_can_expand(page: Page) -> None:
    """Raises LimitExceeded where the page's instructions are small in the file and huge when unpacked."""
    room = _MOST_CONTENT_BYTES
    for stream in _contents(page):
        room -= _expanded_size(stream, room)
        if room < 0:
            raise LimitExceeded(
                f"Page {page.page_number} unpacks to more than {_MOST_CONTENT_BYTES >> 20} MB of drawing instructions. "
                "Print and scan the document, or ask the sender for a simpler copy."
            )


def _contents(page: Page) -> Iterator[PDFStream]:
    for content in page.page_obj.contents:
        stream = resolve1(content)
        if isinstance(stream, PDFStream) and stream.rawdata is not None:
            yield stream


def _expanded_size(stream: PDFStream, most: int) -> int:
    """Bytes after the leading Flate filters, counted no further than one beyond `most`."""
    data = _deciphered(stream)
    for name, _ in stream.get_filters():
        if str(name).strip("/'") not in _FLATE:
            break
        try:
            data = zlib.decompressobj().decompress(data, most + 1)
        except zlib.error:
            break
        if len(data) > most:
            break
    return len(data)


def _deciphered(stream: PDFStream) -> bytes:
    data = stream.rawdata or b""
    if stream.decipher is None or stream.objid is None or stream.genno is None:
        return data
    return stream.decipher(stream.objid, stream.genno, data, stream.attrs)
