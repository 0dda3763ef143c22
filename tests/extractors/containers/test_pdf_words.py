"""A PDF's letters become the words a person would part, wherever and whichever way they stand on the page."""

import io
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.containers.pdf_words import words_of
from models.page import Word

PAGE = (600, 800)


def words_drawn(draw: Callable[[Canvas], None], turned: int = 0, shown: tuple[int, int, int, int] | None = None) -> tuple[Word, ...]:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=PAGE, cropBox=shown)
    canvas.setPageRotation(turned)
    canvas.setFont("Helvetica", 12)
    draw(canvas)
    canvas.save()
    return words_of(pdfium.PdfDocument(buffer.getvalue())[0])


def texts(words: tuple[Word, ...]) -> list[str]:
    return [word.text for word in words]


def test_words_are_parted_at_spaces_and_ordered_line_by_line() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 500, "second line")
        canvas.drawString(60, 700, "Total 1,280.00")

    words = words_drawn(draw)
    assert texts(words) == ["Total", "1,280.00", "second", "line"]
    box = words[0].box
    assert box.x0 == pytest.approx(0.1, abs=0.002)
    assert box.y0 < 1 - 700 / 800 < box.y1
    assert box.height == pytest.approx(12 / 800, rel=0.3)


def test_words_without_a_space_between_them_are_parted_by_the_gap() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "Amount")
        canvas.drawString(60 + canvas.stringWidth("Amount") + 3, 700, "due")

    assert texts(words_drawn(draw)) == ["Amount", "due"]


def test_letters_placed_one_by_one_make_one_word() -> None:
    def draw(canvas: Canvas) -> None:
        x = 60.0
        for letter in "2041-0815":
            canvas.drawString(x, 700, letter)
            x += canvas.stringWidth(letter) + 0.8

    assert texts(words_drawn(draw)) == ["2041-0815"]


def test_words_printed_twice_to_look_bold_are_one_word() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "Total")
        canvas.drawString(60.2, 700, "Total")

    assert texts(words_drawn(draw)) == ["Total"]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_words_are_read_in_their_own_direction(degrees: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(degrees)
        canvas.drawString(0, 0, "Keep this copy")

    words = words_drawn(draw)
    assert texts(words) == ["Keep", "this", "copy"]
    assert (words[0].box.height * 800 > words[0].box.width * 600) is (degrees != 180)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_boxes_stand_where_a_turned_page_shows_them(turned: int) -> None:
    x, y = words_drawn(lambda canvas: canvas.drawString(30, 30, "corner"), turned)[0].box.center
    expected = {0: (0, 1), 90: (0, 0), 180: (1, 0), 270: (1, 1)}[turned]
    assert (round(x), round(y)) == expected
    assert min(abs(x - expected[0]), abs(y - expected[1])) < 0.1


def test_boxes_are_fractions_of_what_is_shown_and_words_outside_are_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(310, 410, "inside")
        canvas.drawString(60, 100, "outside")

    words = words_drawn(draw, shown=(300, 400, 600, 800))
    assert texts(words) == ["inside"]
    assert words[0].box.x0 == pytest.approx(10 / 300, abs=0.005)
    assert words[0].box.y1 == pytest.approx(1.0, abs=0.03)


def test_invisible_words_are_handed_along_for_the_check_to_judge() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(60, 700)
        text.setTextRenderMode(3)
        text.textLine("hidden answer")
        canvas.drawText(text)

    assert texts(words_drawn(draw)) == ["hidden", "answer"]


def test_a_hyphen_at_the_end_of_a_line_stays_a_hyphen() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "the compre-")
        canvas.drawString(60, 686, "hensive cover")

    assert texts(words_drawn(draw)) == ["the", "compre-", "hensive", "cover"]


def test_a_letter_that_the_font_cannot_draw_stays_in_its_word() -> None:
    """PDFium then knows its place alone, not how wide and high it is."""
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        _stream("BT /F 24 Tf 60 700 Td [<00320032> -20 <002D> -100 <00320032>] TJ ET"),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Arial /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 8 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Arial /CIDSystemInfo 9 0 R /DW 0 /W [50 [556]] /FontDescriptor 7 0 R >>",
        "<< /Type /FontDescriptor /FontName /Arial /Flags 32 /Ascent 905 /Descent -212 /FontBBox [-665 -325 2000 1006] >>",
        _stream(
            "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <002D> <2010> <0032> <0032> endbfchar endcmap"
        ),
        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
    )
    body = "".join(f"{number} 0 obj\n{value}\nendobj\n" for number, value in enumerate(objects, 1))
    file = f"%PDF-1.4\n{body}trailer << /Root 1 0 R /Size 10 >>\n%%EOF\n".encode()
    assert texts(words_of(pdfium.PdfDocument(file)[0])) == ["22\N{HYPHEN}22"]


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"
