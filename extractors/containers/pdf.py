"""Opens PDF: decides how finely each page is drawn, and hands its own words along, unchecked.

Nothing in the file is run: this PDFium is built without JavaScript, links and launch actions are not followed, attachments stay closed.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.containers.pdf_structure import PdfStructure, check_can_expand, user_unit
from extractors.containers.pdf_words import words_of
from extractors.protocols import Pixels, RawPage
from models.errors import DamagedFile, DocumentError, LimitExceeded, NoPages, PasswordRequired
from models.limits import Limits
from models.page import Transform, Word

_POINTS_PER_INCH = 72

# Typed pages: F1 of Tesseract against the text layer was .77 at 150 dpi, .80 at 200, .81 at 250, .79 at 300 dpi.
_DRAWN_DPI = 200
# What has its own words is drawn to be looked at and compared with them; for A4 as finely as people see it.
_SHOWN_DPI = 144
# A scan inside a PDF is drawn at its own resolution: more invents pixels, and above 300 dpi readers only get slower.
_LEAST_SCAN_DPI, _MOST_SCAN_DPI = 150, 300
_SCAN_COVERS = 0.5
# Ten-point letters are 6 pixels high at 60 dpi: below it nothing can be read and nothing is promised.
_LEAST_LEGIBLE_DPI = 60
_IMAGE_NESTING = 4
# Both parsers keep the pictures of every page they have met until they are closed: 500 scans of 0.6 MB took 310 MB.
_PAGES_OPEN = 50

_DRAWS_TEXT = frozenset(
    {
        pdfium_c.FPDF_ANNOT_WIDGET,
        pdfium_c.FPDF_ANNOT_FREETEXT,
        pdfium_c.FPDF_ANNOT_STAMP,
        pdfium_c.FPDF_ANNOT_INK,
        pdfium_c.FPDF_ANNOT_REDACT,
    }
)


class PdfContainer:
    media_types = frozenset({"application/pdf"})

    def pages(self, path: Path, limits: Limits) -> Iterator[RawPage]:
        """Pages as a person sees them; raises PasswordRequired, DamagedFile, NoPages or LimitExceeded."""
        with closing(_open(path)) as document:
            count = _count_pages(document, limits)
        for first in range(0, count, _PAGES_OPEN):
            with closing(_open(path)) as document, closing(PdfStructure(path)) as structure:
                for index in range(first, min(first + _PAGES_OPEN, count)):
                    structure.ask(index, check_can_expand, None)
                    with closing(_load(document, index)) as page:
                        yield _raw_page(page, index + 1, structure.ask(index, user_unit, 1.0), limits)


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(path)
        document.init_forms()
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise PasswordRequired("The PDF opens with a password only. Ask the sender for a copy without one.") from error
        raise DamagedFile("The PDF is damaged and cannot be opened. Ask for it again, or print and scan it.") from error
    return document


def _count_pages(document: pdfium.PdfDocument, limits: Limits) -> int:
    count = len(document)
    if count < 1:
        raise NoPages("The PDF has no pages. Ask for it again.")
    if count > limits.max_pages:
        raise LimitExceeded(f"The PDF has {count} pages; at most {limits.max_pages} are read. Split it and deliver the parts.")
    return count


def _load(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    with _damage_named(index + 1):
        return document[index]


def _raw_page(page: pdfium.PdfPage, number: int, unit: float, limits: Limits) -> RawPage:
    """The page drawn coarsely where it has words of its own and is no scan; whoever has to read it draws it again."""
    with _damage_named(number):
        scan = _scan_resolution(page, number, limits)
        fine = _resolution(page, number, unit, limits, scan or _DRAWN_DPI)
        words = _text_layer(page)
        dpi = min(fine, _SHOWN_DPI) if words and not scan else fine
        width, height = page.get_size()
        in_points = Transform((width, 0, 0, 0, height, 0, 0, 0, 1))
        raw = RawPage(number, _draw(page, dpi * unit), dpi, words, in_points, is_scan=scan is not None)

    def finer() -> RawPage:
        with _damage_named(number):
            return replace(raw, pixels=_draw(page, fine * unit), dpi=fine)

    return replace(raw, finer=finer) if dpi < fine else raw


@contextmanager
def _damage_named(number: int) -> Iterator[None]:
    try:
        yield
    except pdfium.PdfiumError as error:
        raise _damaged(number) from error


def _damaged(number: int) -> DocumentError:
    return DamagedFile(f"Page {number} of the PDF is damaged. Ask for the document again, or print and scan it.")


def _draw(page: pdfium.PdfPage, dpi: float) -> Pixels:
    with closing(page.render(scale=dpi / _POINTS_PER_INCH)) as bitmap:
        # The bitmap lies in memory of Python's, which the array keeps.
        return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])


def _resolution(page: pdfium.PdfPage, number: int, unit: float, limits: Limits, sought: float) -> float:
    """Dots an inch to draw at; raises LimitExceeded where the allowed pixels leave nothing legible."""
    width, height = (side * unit for side in page.get_size())
    if not width > 0 or not height > 0:
        raise _damaged(number)
    wanted = min(max(sought / unit, _LEAST_SCAN_DPI), _MOST_SCAN_DPI)
    allowed = _POINTS_PER_INCH * (limits.max_page_pixels / (width * height)) ** 0.5
    if allowed < _LEAST_LEGIBLE_DPI:
        inches = f"{width / _POINTS_PER_INCH:.0f} x {height / _POINTS_PER_INCH:.0f} inches"
        raise LimitExceeded(f"Page {number} measures {inches}, too large to be drawn legibly. Deliver it in a normal paper size.")
    return float(min(wanted, allowed))


def _scan_resolution(page: pdfium.PdfPage, number: int, limits: Limits) -> float | None:
    """The resolution of the finest picture that fills most of the page; None where there is none."""
    width, height = page.get_size()
    found: list[float] = []
    for image in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=_IMAGE_NESTING):
        across, down = image.get_px_size()
        if across * down > limits.max_page_pixels:
            raise LimitExceeded(f"A picture on page {number} has {across * down:,} pixels. Scan the page again at 300 dpi.")
        left, bottom, right, top = image.get_bounds()
        drawn_width, drawn_height = right - left, top - bottom
        if drawn_width * drawn_height >= _SCAN_COVERS * width * height:
            # Pictures may stand turned on the page: long sides belong together.
            found.append(_POINTS_PER_INCH * max(across, down) / max(drawn_width, drawn_height))
    return max(found, default=None)


def _text_layer(page: pdfium.PdfPage) -> tuple[Word, ...] | None:
    """None also where annotations draw on the page: what is filled in there is missing from the page's own text."""
    return None if _has_drawing_annotations(page) else words_of(page) or None


def _has_drawing_annotations(page: pdfium.PdfPage) -> bool:
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        subtype = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        pdfium_c.FPDFPage_CloseAnnot(annotation)
        if subtype in _DRAWS_TEXT:
            return True
    return False
