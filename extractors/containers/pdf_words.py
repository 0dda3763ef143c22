"""Decides what words a PDF itself says stand on a page, and where; whether to believe them is decided elsewhere.

PDFium places the letters, pdfplumber parts them into words: pdfminer places the same letters fifteen times slower.
"""

import ctypes
import math
from collections import defaultdict
from contextlib import closing
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pdfplumber.utils.text import extract_words

from models.page import Box, Word

# A gap of this part of the letters' height parts two words where the file puts no space between them: of set invoices, kerned
# letters stood up to .12 apart, words from .13.
_WORD_GAP = 0.14
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
# PDFium's own mark for a hyphen at the end of a line, and the soft one, which is drawn where it stands.
_HYPHENS = (0x02, 0xAD)
_SPACE = 0x20
_ASCENT = 0.9
_SURROGATES = range(0xD800, 0xE000)
_QUARTERS_A_RADIAN = 2 / math.pi

Edges = tuple[float, float, float, float]
Letter = dict[str, Any]


def words_of(page: pdfium.PdfPage) -> tuple[Word, ...]:
    """Words in fractions of the shown page, upright ones first; a letter that nobody can name is U+FFFD."""
    with closing(page.get_textpage()) as text:
        by_quarter = _letters(text)
    shown, turned = page.get_bbox(), page.get_rotation() // 90
    words = []
    for quarter in sorted(by_quarter):
        for found in extract_words(by_quarter[quarter], x_tolerance_ratio=_WORD_GAP):
            edges = _turned((found["x0"], found["top"], found["x1"], found["bottom"]), quarter)
            box = _shown_box(edges, shown, turned)
            if box.width > 0 and box.height > 0:
                words.append(Word(found["text"], box))
    return tuple(words)


def _letters(text: pdfium.PdfTextPage) -> dict[int, list[Letter]]:
    """The letters by the quarter turns clockwise in which they are written, each where it stands seen upright."""
    by_quarter: dict[int, list[Letter]] = defaultdict(list)
    raw, box = text.raw, pdfium_c.FS_RECTF()
    height = 0.0
    for index in range(text.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(raw, index)
        if code <= _SPACE and pdfium_c.FPDFText_IsGenerated(raw, index) == 1:
            continue
        pdfium_c.FPDFText_GetLooseCharBox(raw, index, box)
        quarter = round(pdfium_c.FPDFText_GetCharAngle(raw, index) * _QUARTERS_A_RADIAN) % 4
        left, top, right, bottom = edges = _turned((box.left, box.bottom, box.right, box.top), quarter)
        if bottom - top != height and _is_ink_alone(raw, index, box):
            line = _line_edges(raw, index, quarter)
            top, bottom = min(top, line[0]), max(bottom, line[1])
        else:
            height = bottom - top
        letter = _letter(raw, index, code)
        if letter == " " or (left <= right and top < bottom and all(map(math.isfinite, edges))):
            by_quarter[quarter].append(
                {
                    "text": letter,
                    "x0": left,
                    "x1": right,
                    "top": top,
                    "bottom": bottom,
                    "doctop": top,
                    "upright": True,
                    "size": bottom - top,
                }
            )
    return by_quarter


def _is_ink_alone(raw: pdfium_c.FPDF_TEXTPAGE, index: int, box: pdfium_c.FS_RECTF) -> bool:
    """Whether a box is that of the ink because the font does not say how high its letters are: a dash is then as flat as it is drawn."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharBox(raw, index, left, right, bottom, top)
    return math.isclose(top.value, box.top, abs_tol=0.01) and math.isclose(bottom.value, box.bottom, abs_tol=0.01)


def _line_edges(raw: pdfium_c.FPDF_TEXTPAGE, index: int, quarter: int) -> tuple[float, float]:
    """Top and bottom of a letter's line, by its base line and the size of its font."""
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetCharOrigin(raw, index, x, y)
    pdfium_c.FPDFText_GetMatrix(raw, index, matrix)
    size = pdfium_c.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d)
    base = _turned((x.value, y.value, x.value, y.value), quarter)[1]
    return base - _ASCENT * size, base + (1 - _ASCENT) * size


def _letter(raw: pdfium_c.FPDF_TEXTPAGE, index: int, code: int) -> str:
    if code in _HYPHENS:
        return "-"
    if code == 0 or code in _SURROGATES or pdfium_c.FPDFText_HasUnicodeMapError(raw, index) == 1:
        return UNREADABLE
    return chr(code) if code > _SPACE else " "


def _turned(edges: Edges, quarter: int) -> Edges:
    """A rectangle between the page (y upward) and the page turned so that letters of this quarter stand upright (y downward)."""
    x0, y0, x1, y1 = edges
    if quarter == 0:
        return x0, -y1, x1, -y0
    return ((-y1, -x1, -y0, -x0), (-x1, y0, -x0, y1), (y0, x0, y1, x1))[quarter - 1]


def _shown_box(edges: Edges, shown: Edges, turned: int) -> Box:
    """A rectangle of the page (y upward) in fractions of what is shown of it, turned clockwise by quarters and cut off at the edges."""
    left, bottom, right, top = shown
    width, height = right - left, top - bottom
    x0, x1 = (edges[0] - left) / width, (edges[2] - left) / width
    y0, y1 = (edges[1] - bottom) / height, (edges[3] - bottom) / height
    placed = ((x0, 1 - y1, x1, 1 - y0), (y0, x0, y1, x1), (1 - x1, y0, 1 - x0, y1), (1 - y1, 1 - x1, 1 - y0, 1 - x0))[turned]
    return Box(*(min(max(edge, 0.0), 1.0) for edge in placed))
