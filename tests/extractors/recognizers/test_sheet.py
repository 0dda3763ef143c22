"""What is done to a page before it is read, and that a clean page is left alone."""

import cv2
import numpy as np
import pytest

from extractors.protocols import Pixels
from extractors.recognizers.colour import to_gray, without_stamps
from extractors.recognizers.curl import bend_of
from extractors.recognizers.letter_height import letter_height_px
from extractors.recognizers.page_ink import outline_of
from extractors.recognizers.sheet import sheet_of
from models.page import Box, Word

HEIGHT, WIDTH = 1600, 1100
LINES = range(120, 1500, 46)
BLACK, RED, BLUE = (0, 0, 0), (60, 50, 220), (200, 60, 30)


def page_of_writing() -> Pixels:
    page = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    for number, top in enumerate(LINES):
        cv2.putText(page, f"Line {number} of a page that lies on the table", (60, top), cv2.FONT_HERSHEY_SIMPLEX, 1.1, BLACK, 2)
    return page


PAGE = page_of_writing()


def curled(page: Pixels, share: float, waves: float) -> tuple[Pixels, np.ndarray]:
    columns, rows = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
    drop = (share * WIDTH * np.sin(np.pi * waves * np.arange(WIDTH) / WIDTH)).astype(np.float32)
    return np.asarray(cv2.remap(page, columns, rows - drop, cv2.INTER_LINEAR, borderValue=(250, 250, 250)), np.uint8), drop


def test_a_clean_page_is_read_as_it_is() -> None:
    gray = to_gray(PAGE)
    assert sheet_of(gray, outline_of(gray)).pixels is gray


@pytest.mark.parametrize(("share", "waves"), [(0.02, 1.0), (0.03, 1.0), (0.03, 1.7)])
def test_curled_lines_are_laid_straight_and_boxes_find_their_way_back(share: float, waves: float) -> None:
    gray, drop = curled(to_gray(PAGE), share, waves)
    sheet = sheet_of(gray, outline_of(gray))
    assert sheet.bend
    left, right = ink_height(sheet.pixels[:, 80:200]), ink_height(sheet.pixels[:, 700:820])
    assert max(left, right) < 1.35 * ink_height(to_gray(PAGE)[:, 80:200])
    for column in (150, 500, 760):
        row = LINES[15] - 10  # in the middle of that line, before the page curled
        x, height = column / WIDTH, 30 / HEIGHT
        down = (row + drop[column]) / HEIGHT
        straight = down - float(sheet.bend.drop(np.array(x), np.array(down)))
        word = Word("line", Box(x - 0.02, straight - height / 2, x + 0.02, straight + height / 2))
        assert sheet.on_page((word,))[0].box.center[1] == pytest.approx(down, abs=0.004)


def ink_height(gray: Pixels) -> float:
    """The mean height of the rows of ink, in pixels."""
    rows = (gray < 128).any(axis=1).astype(np.int8)
    return float(rows.sum() / max(1, np.count_nonzero(np.diff(rows) == 1)))


def test_straight_lines_of_uneven_length_are_not_taken_for_curled_ones() -> None:
    page = np.full((HEIGHT, WIDTH), 250, np.uint8)
    for number, top in enumerate(LINES):
        cv2.putText(page, "word " * (1 + number % 7), (60 + 90 * (number % 3), top), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    assert bend_of(outline_of(page).ink) is None


def test_specks_are_taken_out_and_points_of_writing_stay() -> None:
    gray = to_gray(PAGE)
    speckled = gray.copy()
    speckled[np.random.default_rng(1).random(gray.shape) < 0.01] = 0
    cleaned = sheet_of(speckled, outline_of(speckled)).pixels
    assert np.count_nonzero(cleaned < 128) == pytest.approx(np.count_nonzero(gray < 128), rel=0.1)
    margin = (slice(None), slice(0, 50))
    assert np.count_nonzero(cleaned[margin] < 128) < 0.02 * np.count_nonzero(speckled[margin] < 128)


def test_a_stamp_over_black_writing_is_dropped_out() -> None:
    stamped = PAGE.copy()
    cv2.circle(stamped, (400, 600), 160, RED, 8)
    stamped[PAGE.min(axis=2) < 100] = BLACK
    gray = without_stamps(stamped)
    circle = (stamped == RED).all(axis=2)
    assert np.median(gray[circle]) > 180
    assert np.count_nonzero(gray < 100) == pytest.approx(np.count_nonzero(to_gray(PAGE) < 100), rel=0.05)


def test_writing_in_colour_stays() -> None:
    coloured = np.full((400, 1100, 3), 255, np.uint8)
    cv2.putText(coloured, "A heading in blue", (60, 100), cv2.FONT_HERSHEY_SIMPLEX, 2, BLUE, 5)
    cv2.putText(coloured, "and a total in red", (60, 250), cv2.FONT_HERSHEY_SIMPLEX, 2, RED, 5)
    assert np.array_equal(without_stamps(coloured), to_gray(coloured))


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_letters_are_measured_in_pixels_of_the_page(scale: float) -> None:
    finer = cv2.resize(to_gray(PAGE), None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    assert letter_height_px(np.asarray(finer, np.uint8)) == pytest.approx(18 * scale, rel=0.3)


def test_an_empty_page_has_no_letters() -> None:
    assert letter_height_px(np.full((500, 400), 255, np.uint8)) is None
