"""A PDF's own words are believed only where they are what a person sees."""

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.recognizers.rapid import RapidRecognizer
from models.limits import Limits
from models.page import Page
from pipeline.recognize import recognize

LINES = ("Invoice number 2041 of 3 March 2026", "Paper for the printing room, ten boxes", "Total amount payable 1,280.00 pounds")


RECOGNIZER = RapidRecognizer()


def read(pdf: bytes, folder: Path) -> Page:
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    return recognize(path, "application/pdf", RECOGNIZER, Limits()).page(1)


def drawn(lines: tuple[str, ...] = LINES, *, mode: int = 0, picture: bytes | None = None, color: float = 0.0) -> bytes:
    """A page with these words as text; `mode` 3 is invisible; a picture lies below."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    if picture:
        canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, 595, 842)
    text = canvas.beginText(60, 700)
    text.setFont("Helvetica", 14)
    text.setTextRenderMode(mode)
    text.setFillGray(color)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)
    canvas.save()
    return buffer.getvalue()


@pytest.fixture(scope="module")
def scan() -> bytes:
    """A picture of other words."""
    page = np.full((1684, 1190), 250, np.uint8)
    for row, line in enumerate(("Statement of account", "Balance brought forward 77.10", "Thank you for your custom")):
        cv2.putText(page, line, (130, 400 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 20, 2)
    return bytes(cv2.imencode(".jpg", page)[1])


def text_of(page: Page) -> str:
    return " ".join(word.text for word in page.words)


def test_an_honest_layer_is_believed(tmp_path: Path) -> None:
    page = read(drawn(), tmp_path)
    assert page.reader == "text_layer.v1"
    assert "1,280.00" in text_of(page)


def test_a_hidden_layer_that_says_something_else_is_not_believed(tmp_path: Path, scan: bytes) -> None:
    page = read(drawn(mode=3, picture=scan), tmp_path)
    assert page.reader == "rapidocr.v1"
    assert "account" in text_of(page)
    assert "2041" not in text_of(page)


def test_white_words_on_white_paper_are_not_believed(tmp_path: Path, scan: bytes) -> None:
    assert read(drawn(color=1.0, picture=scan), tmp_path).reader == "rapidocr.v1"


def test_a_typed_heading_over_a_scan_does_not_speak_for_the_whole_page(tmp_path: Path, scan: bytes) -> None:
    page = read(drawn(("Received 4 March 2026, mail room",), picture=scan), tmp_path)
    assert page.reader == "rapidocr.v1"
    assert "77.10" in text_of(page)


def test_a_page_without_words_is_noted_as_blank(tmp_path: Path) -> None:
    assert read(drawn(()), tmp_path).notes == ("blank",)
