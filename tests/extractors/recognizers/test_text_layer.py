"""A PDF's own words are believed only where they are what a person sees."""

import io
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image
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
    draw_page(canvas, lines, mode, picture, color)
    canvas.save()
    return buffer.getvalue()


def draw_page(canvas: Canvas, lines: tuple[str, ...], mode: int, picture: bytes | None, color: float) -> None:
    if picture:
        canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, 595, 842)
    text = canvas.beginText(60, 700)
    text.setFont("Helvetica", 14)
    text.setTextRenderMode(mode)
    text.setFillGray(color)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)
    canvas.showPage()


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


def test_one_page_of_ten_that_lies_is_found(tmp_path: Path, scan: bytes) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for number in range(1, 11):
        draw_page(canvas, LINES, 3 if number == 7 else 0, scan if number == 7 else None, 0.0)
    canvas.save()
    path = tmp_path / "ten.pdf"
    path.write_bytes(buffer.getvalue())
    pages = recognize(path, "application/pdf", RECOGNIZER, Limits()).pages
    assert [page.number for page in pages if page.reader != "text_layer.v1"] == [7]
    assert "account" in text_of(pages[6])


def test_a_layer_that_names_each_letter_wrongly_is_not_believed(tmp_path: Path) -> None:
    """As with a font whose Unicode map is wrong: each word lies where it should and says something else."""
    wrong = tuple("".join(chr(ord(letter) + 1) if letter.isalnum() else letter for letter in line) for line in LINES)
    shown = pdfium.PdfDocument(drawn())[0].render(scale=3).to_numpy()
    page = read(drawn(wrong, mode=3, picture=bytes(cv2.imencode(".png", shown)[1])), tmp_path)
    assert page.reader == "rapidocr.v1"
    assert "Invoice" in text_of(page)


def pasted(picture: Image.Image) -> bytes:
    """Typed lines in the upper half of a page, a picture in the lower."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.setFont("Helvetica", 12)
    for row in range(8):
        canvas.drawString(60, 780 - 16 * row, f"{row}: printing paper, ten boxes of 500 sheets, 128.0{row}")
    canvas.drawImage(ImageReader(picture), 60, 300, 440, 220)
    canvas.save()
    return buffer.getvalue()


def test_writing_in_a_pasted_picture_is_read_beside_the_typed_words(tmp_path: Path) -> None:
    picture = np.full((660, 1320), 250, np.uint8)
    for row, line in enumerate(("Delivery note 77-1204", "received in good order", "14 March 2026")):
        cv2.putText(picture, line, (60, 160 + 150 * row), cv2.FONT_HERSHEY_SIMPLEX, 2.2, 20, 4)
    page = read(pasted(Image.fromarray(picture)), tmp_path)
    assert page.reader == "text_layer.v1+rapidocr.v1"
    assert {word.sightings[0].eye for word in page.words} == {"text_layer.v1", "rapidocr.v1"}
    typed, seen = ([word for word in page.words if word.sightings[0].eye == eye] for eye in ("text_layer.v1", "rapidocr.v1"))
    assert len(typed) == 8 * 9
    assert "77-1204" in {word.text for word in seen}
    (number,) = (word.box for word in seen if word.text == "77-1204")
    before, until = (
        60 + cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 2.2, 4)[0][0] for text in ("Delivery note ", "Delivery note 77-1204")
    )
    assert (number.x0 * 595, number.x1 * 595) == pytest.approx((60 + before / 3, 60 + until / 3), abs=6)
    assert (number.y0 + number.y1) / 2 == pytest.approx(1 - (520 - 138 / 3) / 842, abs=0.01)


def test_a_picture_without_writing_adds_nothing(tmp_path: Path) -> None:
    squares = np.random.default_rng(1).integers(0, 2, (30, 60)).astype(np.uint8) * 255
    page = read(pasted(Image.fromarray(squares).resize((1320, 660), Image.Resampling.NEAREST)), tmp_path)
    assert page.reader == "text_layer.v1"
    assert len(page.words) == 8 * 9
