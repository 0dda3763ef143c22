"""Check boxes and bubbles are found, letters and tables are not taken for them, and marks are told from paper."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from extractors.marks.finder import find_marks
from extractors.protocols import Pixels
from models.page import Box, Mark, Word

HEIGHT, WIDTH, SIDE = 1400, 1000, 18
LEFT, ROWS = 120, (300, 360, 420, 480, 540, 600)


def form() -> Pixels:
    page = np.full((HEIGHT, WIDTH), 250, np.uint8)
    for row in ROWS:
        cv2.rectangle(page, (LEFT, row), (LEFT + SIDE, row + SIDE), 20, 2)
        cv2.putText(page, "employee of the company", (LEFT + 50, row + SIDE), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 20, 2)
    return page


def ticked(page: Pixels, row: int) -> None:
    cv2.polylines(
        page, [np.array([(LEFT + 4, row + 9), (LEFT + 8, row + 15), (LEFT + 24, row - 6)])], isClosed=False, color=30, thickness=2
    )


def crossed(page: Pixels, row: int) -> None:
    cv2.line(page, (LEFT, row), (LEFT + SIDE, row + SIDE), 20, 2)
    cv2.line(page, (LEFT, row + SIDE), (LEFT + SIDE, row), 20, 2)


def blacked(page: Pixels, row: int) -> None:
    cv2.rectangle(page, (LEFT + 2, row + 2), (LEFT + SIDE - 2, row + SIDE - 2), 30, -1)


def boxes_at(marks: tuple[Mark, ...]) -> list[Mark]:
    return [mark for mark in marks if abs(mark.box.center[0] * WIDTH - LEFT - SIDE / 2) < 5]


@pytest.mark.parametrize("marked", [ticked, crossed, blacked])
def test_a_marked_box_is_told_from_the_empty_ones(marked: Callable[[Pixels, int], None]) -> None:
    page = form()
    marked(page, ROWS[2])
    found = boxes_at(find_marks(page, ()))
    assert [mark.filled for mark in found] == [row == ROWS[2] for row in ROWS]
    assert all(mark.confidence > 0.7 for mark in found)


def test_boxes_are_found_on_a_noisy_finer_scan() -> None:
    page = form()
    crossed(page, ROWS[4])
    finer = cv2.resize(page, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    noisy = np.clip(finer + np.random.default_rng(1).normal(0, 15, finer.shape), 0, 255).astype(np.uint8)
    assert [mark.filled for mark in boxes_at(find_marks(noisy, ()))] == [row == ROWS[4] for row in ROWS]


def test_the_cells_of_a_table_are_no_check_boxes() -> None:
    page = np.full((HEIGHT, WIDTH), 250, np.uint8)
    for step in range(12):
        cv2.line(page, (200, 300 + 24 * step), (200 + 11 * 24, 300 + 24 * step), 20, 2)
        cv2.line(page, (200 + 24 * step, 300), (200 + 24 * step, 300 + 11 * 24), 20, 2)
    assert sum(not mark.round for mark in find_marks(page, ())) <= 4  # the cells at the corners look like boxes


def test_the_hollow_of_a_letter_is_no_check_box() -> None:
    page = np.full((HEIGHT, WIDTH), 250, np.uint8)
    cv2.rectangle(page, (200, 300), (212, 312), 20, 2)
    assert find_marks(page, ())
    word = Word("Doe", Box(0.19, 0.21, 0.26, 0.228))
    assert find_marks(page, (word,)) == ()


def test_bubbles_of_an_answer_sheet_are_found_and_the_filled_ones_told() -> None:
    page = np.full((HEIGHT, WIDTH), 250, np.uint8)
    answers = [2, 0, 3, 1, 1, 0, 2, 3]
    for row, answer in enumerate(answers):
        for column in range(4):
            middle = 300 + 50 * column, 300 + 50 * row
            cv2.circle(page, middle, 14, 30, 2)
            cv2.putText(page, "ABCD"[column], (middle[0] - 6, middle[1] + 6), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 60, 1)
            if column == answer:
                cv2.circle(page, middle, 12, 30, -1)
    marks = find_marks(page, ())
    assert len(marks) == 32
    assert [round((mark.box.center[0] * WIDTH - 300) / 50) for mark in marks if mark.filled] == answers


@pytest.mark.parametrize("page", [np.zeros((1, 1), np.uint8), np.full((500, 400), 255, np.uint8), np.zeros((500, 400), np.uint8)])
def test_an_empty_page_has_no_marks(page: Pixels) -> None:
    assert find_marks(page, ()) == ()
