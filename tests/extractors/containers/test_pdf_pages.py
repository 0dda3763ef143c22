"""Pages of a long PDF come one by one and in order, however often the file is opened anew meanwhile."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.containers import pdf
from extractors.containers.pdf import PdfContainer
from models.errors import LimitExceeded
from models.limits import Limits


@pytest.fixture
def five_pages(tmp_path: Path) -> Path:
    path = tmp_path / "five.pdf"
    canvas = Canvas(str(path), pagesize=(300, 200))
    for number in range(1, 6):
        canvas.drawString(50, 100, f"Sheet {number}")
        canvas.showPage()
    canvas.save()
    return path


def test_no_page_is_lost_where_the_file_is_opened_anew(five_pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_PAGES_OPEN", 2)
    pages = list(PdfContainer().pages(five_pages, Limits()))
    assert [page.number for page in pages] == [1, 2, 3, 4, 5]
    assert [[word.text for word in page.text_layer or ()] for page in pages] == [["Sheet", str(number)] for number in range(1, 6)]


def test_pages_beyond_the_limit_are_refused_before_any_is_drawn(five_pages: Path) -> None:
    with pytest.raises(LimitExceeded, match="5 pages"):
        next(PdfContainer().pages(five_pages, Limits(max_pages=4)))
