"""A machine eye for single lines: Tesseract's library in this process, which spares a program start for every line."""

import ctypes
import os
from collections.abc import Callable
from ctypes.util import find_library
from typing import Any
from weakref import finalize

import numpy as np

from extractors.protocols import Pixels
from models.errors import MissingTool
from models.page import Box, Word

# One process a core beats Tesseract's own threads; its library reads this when it is loaded.
os.environ["OMP_THREAD_LIMIT"] = "1"

_ONE_LINE = 7
_USUAL_DPI = 200
_TEXT_COLUMN = 11
_Pointer, _Text, _Integer = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int


class TesseractLines:
    """Reads one line at a time, warm; not for more than one thread at a time."""

    name = "tesseract-line.v1"

    def __init__(self, languages: str = "eng") -> None:
        """Raises MissingTool where the library or a language is not installed."""
        self._library = _loaded()
        self._engine = self._library.TessBaseAPICreate()
        finalize(self, self._library.TessBaseAPIDelete, self._engine)
        if self._library.TessBaseAPIInit3(self._engine, None, languages.encode()):
            raise MissingTool(f"Tesseract lacks a language of '{languages}'. What to install: foureyes doctor")
        self._library.TessBaseAPISetPageSegMode(self._engine, _ONE_LINE)

    def read(self, line: Pixels) -> tuple[Word, ...]:
        """The words of a gray picture of one line, boxes in fractions of it, with Tesseract's own confidence (0 to 1)."""
        gray = np.ascontiguousarray(line)
        height, width = gray.shape
        self._library.TessBaseAPISetImage(self._engine, gray.ctypes.data, width, height, 1, width)
        self._library.TessBaseAPISetSourceResolution(self._engine, _USUAL_DPI)
        table = self._library.TessBaseAPIGetTsvText(self._engine, 0)
        if not table:
            return ()
        try:
            rows = ctypes.string_at(table).decode("utf-8", "replace").splitlines()
        finally:
            self._library.TessDeleteText(table)
        return tuple(_word(columns, width, height) for row in rows if _holds_word(columns := row.split("\t")))

    def read_signs(self, line: Pixels, signs: str) -> str:
        """What a line says that is known to hold these signs alone."""
        self._allow(signs)
        try:
            return "".join(word.text for word in self.read(line))
        finally:
            self._allow("")

    def _allow(self, signs: str) -> None:
        self._library.TessBaseAPISetVariable(self._engine, b"tessedit_char_whitelist", signs.encode())


def _holds_word(columns: list[str]) -> bool:
    return len(columns) > _TEXT_COLUMN and bool(columns[_TEXT_COLUMN].strip()) and float(columns[10]) >= 0


def _word(columns: list[str], width: int, height: int) -> Word:
    left, top, across, down = (int(column) for column in columns[6:10])
    box = Box(left / width, top / height, (left + across) / width, (top + down) / height)
    return Word(columns[_TEXT_COLUMN], box, float(columns[10]) / 100)


def _loaded() -> Any:  # noqa: ANN401 - a C library
    name = find_library("tesseract")
    if name is None:
        raise MissingTool("Tesseract's library is not installed. Debian, Ubuntu: sudo apt-get install tesseract-ocr")
    library = ctypes.CDLL(name)
    for function, result, arguments in _SIGNATURES:
        declared: Callable[..., Any] = getattr(library, function)
        declared.restype, declared.argtypes = result, arguments  # type: ignore[attr-defined]
    return library


# tesseract/capi.h; unchanged since Tesseract 4.
_SIGNATURES: tuple[tuple[str, Any, list[Any]], ...] = (
    ("TessBaseAPICreate", _Pointer, []),
    ("TessBaseAPIDelete", None, [_Pointer]),
    ("TessBaseAPIInit3", _Integer, [_Pointer, _Text, _Text]),
    ("TessBaseAPISetPageSegMode", None, [_Pointer, _Integer]),
    ("TessBaseAPISetVariable", _Integer, [_Pointer, _Text, _Text]),
    ("TessBaseAPISetImage", None, [_Pointer, _Pointer, _Integer, _Integer, _Integer, _Integer]),
    ("TessBaseAPISetSourceResolution", None, [_Pointer, _Integer]),
    ("TessBaseAPIGetTsvText", _Pointer, [_Pointer, _Integer]),
    ("TessDeleteText", None, [_Pointer]),
)
