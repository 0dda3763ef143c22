"""Lines ruled from left to right are told from letters, dashes and bars."""

import cv2
import numpy as np

from extractors.protocols import Pixels
from extractors.recognizers.rulings import find_rulings


def sheet() -> Pixels:
    page = np.full((1000, 800), 255, np.uint8)
    for row in (100, 160, 220):
        cv2.putText(page, "TOTAL EFFECT OF 12,345.00", (80, row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    return page


def test_a_thin_line_is_found_where_it_is_drawn() -> None:
    page = sheet()
    page[130, 80:720] = 120
    (ruling,) = find_rulings(page)
    assert abs(ruling.x0 - 0.1) < 0.02
    assert abs(ruling.x1 - 0.9) < 0.02
    assert 0.129 < ruling.center[1] < 0.132


def test_letters_and_dashes_are_no_rulings() -> None:
    page = sheet()
    page[130, 80:100] = 0
    assert find_rulings(page) == ()


def test_a_bar_is_no_ruling() -> None:
    page = sheet()
    page[300:340, 80:720] = 0
    assert find_rulings(page) == ()


def test_rulings_come_from_top_to_bottom() -> None:
    page = sheet()
    for row in (180, 130, 240):
        page[row : row + 2, 80:720] = 0
    assert [round(ruling.y0 * 1000) for ruling in find_rulings(page)] == [130, 180, 240]
