"""Codes are found on pages of writing, wherever and however they stand; pages without any cost little and yield none."""

import cv2
import numpy as np
import pytest
import zxingcpp

from extractors.codes.barcodes import find_codes
from extractors.protocols import Pixels

HEIGHT, WIDTH = 2200, 1700


def page_of_writing() -> Pixels:
    page = np.full((HEIGHT, WIDTH), 250, np.uint8)
    for number, top in enumerate(range(150, 2150, 60)):
        cv2.putText(page, f"Line {number} of a letter with a code on it", (100, top), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 20, 3)
    return page


def drawn(form: zxingcpp.BarcodeFormat, text: str, scale: int = 4) -> Pixels:
    return np.asarray(zxingcpp.create_barcode(text, form).to_image(scale=scale, add_quiet_zones=True), np.uint8)


FORMS = [
    (zxingcpp.BarcodeFormat.Code128, "ASN000123"),
    (zxingcpp.BarcodeFormat.QRCode, "https://example.com/pay?amount=12.50"),
    (zxingcpp.BarcodeFormat.DataMatrix, "DOC-2026-17"),
    (zxingcpp.BarcodeFormat.PDF417, "PACKET 4 OF 7"),
]


@pytest.mark.parametrize(("form", "text"), FORMS)
@pytest.mark.parametrize("turns", [0, 1])
def test_a_code_is_read_on_a_page_of_writing(form: zxingcpp.BarcodeFormat, text: str, turns: int) -> None:
    code = np.ascontiguousarray(np.rot90(drawn(form, text), turns))
    height, width = code.shape
    page = page_of_writing()
    page[900 : 900 + height, 300 : 300 + width] = code
    noisy = np.clip(page + np.random.default_rng(1).normal(0, 12, page.shape), 0, 255).astype(np.uint8)
    (found,) = find_codes(noisy)
    assert found.text == text
    middle = found.box.center
    assert middle == pytest.approx(((300 + width / 2) / WIDTH, (900 + height / 2) / HEIGHT), abs=0.04)


def test_two_codes_come_from_top_to_bottom() -> None:
    page = page_of_writing()
    for top, text in ((1700, "SECOND"), (300, "FIRST")):
        code = drawn(zxingcpp.BarcodeFormat.Code128, text)
        page[top : top + code.shape[0], 200 : 200 + code.shape[1]] = code
    assert [code.text for code in find_codes(page)] == ["FIRST", "SECOND"]


def test_a_page_of_writing_holds_no_code() -> None:
    assert find_codes(page_of_writing()) == ()


def test_a_faint_small_picture_of_a_code_is_prepared_until_it_is_read() -> None:
    code = drawn(zxingcpp.BarcodeFormat.EAN13, "4006381333931", scale=1)
    faint = np.asarray(120 + code * 0.1, np.uint8)
    assert [code.text for code in find_codes(faint)] == ["4006381333931"]


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1)])
def test_a_picture_of_one_pixel_holds_no_code(shape: tuple[int, int]) -> None:
    assert find_codes(np.zeros(shape, np.uint8)) == ()
