"""A page is set upright, and every box finds its way back to the original."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.protocols import Pixels, RawPage
from extractors.recognizers.page_ink import outline_of
from extractors.recognizers.preparation import prepare, skew_of, stands_sideways
from extractors.recognizers.sheet import sheet_of
from models.page import Transform

WIDTH, HEIGHT = 850, 1100
SENTENCE = "It was agreed that the goods be sent by rail, paid on arrival, and insured by the buyer for all of the journey"


def text_page() -> Pixels:
    """Lines of writing, and a black square whose place is known."""
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for row, y in enumerate(range(150, 1000, 38)):
        cv2.putText(page, SENTENCE[row : row + 34 + 5 * (row % 3)], (70, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 30, 2)
    cv2.rectangle(page, (600, 60), (620, 80), 0, -1)
    return page


PAGE = text_page()
SQUARE = (610.0, 70.0)


def skewed(page: Pixels, degrees: float) -> tuple[Pixels, np.ndarray]:
    """The page turned clockwise by some degrees, and where its points went."""
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, matrix, (WIDTH, HEIGHT), borderValue=(255,)), np.uint8), matrix


def raw(pixels: Pixels) -> RawPage:
    height, width = pixels.shape
    return RawPage(1, pixels, 200, None, Transform((width, 0, 0, 0, height, 0, 0, 0, 1)))


def place_of_square(pixels: Pixels) -> tuple[float, float]:
    """In fractions: the middle of the largest solid black thing."""
    solid = cv2.erode((pixels < 110).astype(np.uint8), np.ones((9, 9), np.uint8))
    ys, xs = np.nonzero(solid)
    return float(xs.mean() + 0.5) / pixels.shape[1], float(ys.mean() + 0.5) / pixels.shape[0]


@settings(max_examples=12, deadline=None)
@given(degrees=st.floats(-10, 10))
def test_skew_is_found_within_a_third_of_a_degree(degrees: float) -> None:
    pixels, _ = skewed(PAGE, degrees)
    assert skew_of(outline_of(pixels).ink) == pytest.approx(degrees, abs=0.3)


@settings(max_examples=12, deadline=None)
@given(degrees=st.floats(-10, 10), turned=st.sampled_from([0, 90, 180, 270]))
def test_a_place_on_the_upright_page_leads_back_to_the_original(degrees: float, turned: int) -> None:
    pixels, matrix = skewed(PAGE, degrees)
    scanned = np.ascontiguousarray(np.rot90(pixels, -turned // 90))
    upright, _ = prepare(raw(scanned), turned)
    x, y = upright.transform.apply(*place_of_square(upright.pixels))
    column, row = matrix @ np.array([*SQUARE, 1])
    expected = {0: (column, row), 90: (HEIGHT - row, column), 180: (WIDTH - column, HEIGHT - row), 270: (row, WIDTH - column)}[turned]
    assert (x, y) == pytest.approx(expected, abs=4)


def test_a_straight_page_is_left_as_it_is() -> None:
    upright, _ = prepare(raw(PAGE), 0)
    assert upright.skew_degrees == 0
    assert np.array_equal(upright.pixels, PAGE)


def test_a_page_on_its_side_is_noticed() -> None:
    assert not stands_sideways(outline_of(PAGE).ink)
    assert stands_sideways(outline_of(np.ascontiguousarray(np.rot90(PAGE))).ink)


def test_faint_writing_on_shaded_paper_gets_its_contrast_back() -> None:
    shade = np.linspace(0.55, 1.0, WIDTH)[None, :]
    faint = np.asarray((190 + PAGE * 0.2) * shade, np.uint8)
    sheet = sheet_of(faint, outline_of(faint))
    assert np.percentile(sheet.pixels, 95) - sheet.pixels.min() > 2 * (np.percentile(faint, 95) - np.percentile(faint, 2))
