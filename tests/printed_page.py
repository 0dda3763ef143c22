"""Typewritten pages for tests: one string a line, a column a hundredth of the width; three spaces are a gap."""

from models.page import Box, Page, Reading, Transform, Word

COLUMNS, LINE_HEIGHT, LETTER_HEIGHT = 100, 0.02, 0.012
UPRIGHT = Transform((1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))


def reading_of(*lines: str, confidence: float | None = None) -> Reading:
    """One page; `confidence` None stands for a text layer."""
    words = tuple(word for row, line in enumerate(lines) for word in _words(row, line, confidence))
    return Reading((Page(1, 1000, 1400, words, "typewriter.v1", UPRIGHT),))


def _words(row: int, line: str, confidence: float | None) -> list[Word]:
    words, column = [], 0
    for text in line.split(" "):
        if text:
            top = 0.02 + row * LINE_HEIGHT
            words.append(Word(text, Box(column / COLUMNS, top, (column + len(text)) / COLUMNS, top + LETTER_HEIGHT), confidence))
        column += len(text) + 1
    return words
