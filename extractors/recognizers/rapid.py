"""A machine eye that finds lines and reads each by itself: PP-OCR's models on onnxruntime, one thread a process."""

from collections.abc import Sequence

from extractors.protocols import Pixels
from extractors.recognizers.line_finder import LineFinder, Sight, Strip
from extractors.recognizers.line_reader import LineReader
from extractors.recognizers.preparation import to_gray
from models.page import Box, Word

Line = tuple[Word, ...]


class RapidRecognizer:
    name = "rapidocr.v1"
    # Of 26 receipts, all upright lay above .93, all those on their head below .73.
    upright_confidence = 0.85

    def __init__(self, sight: Sight | None = None) -> None:
        self._finder = LineFinder(sight or Sight())
        self._reader = LineReader()

    def read(self, pixels: Pixels, dpi: float | None) -> tuple[Word, ...]:  # noqa: ARG002 - it goes by the height of the writing
        """Words in reading order, each with the mean probability of its letters; raises MissingTool where a model is missing."""
        gray = to_gray(pixels)
        lines = self.read_lines(gray, self._finder.find(gray))
        return tuple(word for line in lines for word in line)

    def find_lines(self, gray: Pixels) -> tuple[Strip, ...]:
        """Where lines of writing stand, in reading order."""
        return self._finder.find(gray)

    def read_lines(self, gray: Pixels, strips: Sequence[Strip]) -> tuple[Line, ...]:
        """The words of the given lines alone, without looking for others; one tuple a line."""
        return tuple(self._read_line(gray, strip) for strip in strips)

    def _read_line(self, gray: Pixels, strip: Strip) -> Line:
        height, width = gray.shape
        across = strip.right - strip.left
        return tuple(
            Word(
                word.text,
                Box(
                    (strip.left + word.start * across) / width,
                    strip.top / height,
                    (strip.left + word.end * across) / width,
                    strip.bottom / height,
                ),
                word.confidence,
            )
            for word in self._reader.read(strip.crop(gray))
        )
