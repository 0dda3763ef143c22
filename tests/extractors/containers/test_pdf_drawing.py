"""A PDF page is drawn as finely as what is to be done with it takes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.containers.pdf import PdfContainer
from extractors.protocols import RawPage
from models.limits import Limits


def first_page(path: Path, draw: Callable[[Canvas], None]) -> RawPage:
    canvas = Canvas(str(path), pagesize=(595, 842))
    draw(canvas)
    canvas.save()
    return next(iter(PdfContainer().pages(path, Limits())))


def test_a_typed_page_is_drawn_to_be_looked_at_and_more_finely_for_whoever_must_read_it(tmp_path: Path) -> None:
    path = tmp_path / "typed.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.drawString(60, 700, "Invoice 2041")
    canvas.save()
    for raw in PdfContainer().pages(path, Limits()):
        assert not raw.is_scan
        assert raw.finer is not None
        fine = raw.finer()
        assert (raw.dpi, fine.dpi) == (144, 200)
        assert fine.pixels.shape[0] / raw.pixels.shape[0] == pytest.approx(200 / 144, abs=0.002)
        assert fine.text_layer == raw.text_layer


def test_a_scan_is_drawn_once_at_its_own_resolution(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (2066, 2924), 250)), 0, 0, 595, 842)
        canvas.drawString(60, 700, "hidden beneath")

    raw = first_page(tmp_path / "scan.pdf", draw)
    assert raw.is_scan
    assert raw.finer is None
    assert raw.dpi == pytest.approx(250, abs=0.1)


def test_a_page_without_words_is_drawn_to_be_read(tmp_path: Path) -> None:
    raw = first_page(tmp_path / "lines.pdf", lambda canvas: canvas.rect(60, 60, 200, 200))
    assert raw.text_layer is None
    assert (raw.dpi, raw.finer) == (200, None)
