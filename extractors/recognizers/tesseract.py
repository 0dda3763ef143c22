"""The first machine eye: Tesseract through pytesseract, one thread a process."""

import os
import tempfile
from pathlib import Path

import cv2
import numpy as np
import pytesseract

from extractors.protocols import Pixels
from models.errors import MissingTool
from models.page import Box, Word

# One process a core beats Tesseract's own threads.
os.environ["OMP_THREAD_LIMIT"] = "1"

_SPARSE, _BLOCK, _LINE = 3, 6, 7
_FRAME_PX = (12, 12, 12, 12)
# Office paper stands 1.29 (Letter) to 1.41 (A4) times as high as wide; on longer strips, receipts, one block finds most.
_STRIP_RATIO = 1.55
# Wider pages are read twice as fast at this width, without loss.
_MOST_WIDTH_PX = 2000
_USUAL_DPI = 200


class TesseractRecognizer:
    name = "tesseract.v1"
    # Of 26 receipts, 24 upright lay above .7, all those on their head below .5.
    upright_confidence = 0.55

    def __init__(self, languages: str = "eng") -> None:
        self._languages = languages

    def read(self, pixels: Pixels, dpi: float | None) -> tuple[Word, ...]:
        """Words in reading order with Tesseract's own confidence (0 to 1); raises MissingTool where it is not installed."""
        height, width = pixels.shape[:2]
        scale = min(1.0, _MOST_WIDTH_PX / width)
        small = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8) if scale < 1 else pixels
        mode = _BLOCK if height > _STRIP_RATIO * width else _SPARSE
        config = f"--psm {mode} --dpi {round((dpi or _USUAL_DPI) * scale)}"
        found = _image_to_data(small, self._languages, config)
        return tuple(
            Word(
                text,
                Box(left / small.shape[1], top / small.shape[0], (left + across) / small.shape[1], (top + down) / small.shape[0]),
                float(sure) / 100,
            )
            for text, left, top, across, down, sure in zip(
                found["text"], found["left"], found["top"], found["width"], found["height"], found["conf"], strict=True
            )
            if text.strip() and float(sure) >= 0
        )

    def read_line(self, line: Pixels) -> str:
        framed = cv2.copyMakeBorder(line, *_FRAME_PX, cv2.BORDER_REPLICATE)
        return " ".join(_image_to_data(np.asarray(framed, np.uint8), self._languages, f"--psm {_LINE} --dpi {_USUAL_DPI}")["text"])


def _image_to_data(pixels: Pixels, languages: str, config: str) -> dict[str, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        # An uncompressed file spares pytesseract its own detour over PNG.
        path = Path(folder) / "page.pgm"
        cv2.imwrite(str(path), pixels)
        try:
            data: dict[str, list[str]] = pytesseract.image_to_data(
                str(path), lang=languages, config=config, output_type=pytesseract.Output.DICT
            )
        except pytesseract.TesseractNotFoundError as error:
            raise MissingTool("tesseract is not on the PATH. What to install: foureyes doctor") from error
        except pytesseract.TesseractError as error:
            if "language" in str(error):
                raise MissingTool(f"Tesseract lacks a language of '{languages}'. What to install: foureyes doctor") from error
            raise
    return data
