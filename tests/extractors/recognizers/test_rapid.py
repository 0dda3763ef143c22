"""The eye that finds lines and reads each by itself says what stands there, and where."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from extractors.protocols import Pixels
from extractors.recognizers.line_finder import Strip, in_reading_order
from extractors.recognizers.line_reader import LineReader
from extractors.recognizers.onnx_models import open_session
from extractors.recognizers.rapid import RapidRecognizer
from extractors.recognizers.standing import columns_of
from extractors.recognizers.tesseract_library import TesseractLines
from models.errors import MissingTool

LINES = ("INVOICE NUMBER 20417", "DATE 12/03/2026", "TOTAL 1,280.45")


@pytest.fixture(scope="module")
def printed() -> Pixels:
    page = np.full((600, 800), 255, np.uint8)
    for at, text in enumerate(LINES):
        cv2.putText(page, text, (60, 120 + 120 * at), cv2.FONT_HERSHEY_DUPLEX, 1.2, (0,), 2, cv2.LINE_AA)
    return page


@pytest.fixture(scope="module")
def eye() -> RapidRecognizer:
    return RapidRecognizer()


def test_words_are_read_in_order(eye: RapidRecognizer, printed: Pixels) -> None:
    assert " ".join(word.text for word in eye.read(printed, None)) == " ".join(LINES)


def test_each_word_stands_where_its_ink_is(eye: RapidRecognizer, printed: Pixels) -> None:
    height, width = printed.shape
    for word in eye.read(printed, None):
        box = word.box
        inside = printed[int(box.y0 * height) : int(box.y1 * height), int(box.x0 * width) : int(box.x1 * width)]
        assert (inside < 128).mean() > 0.05, word.text
    first, second, _ = (word.box for word in eye.read(printed, None)[:3])
    assert first.x0 == pytest.approx(60 / width, abs=0.02)
    assert first.x1 <= second.x0 + 0.01


def test_confidence_is_a_probability(eye: RapidRecognizer, printed: Pixels) -> None:
    confidences = [word.confidence or 0.0 for word in eye.read(printed, None)]
    assert all(0.8 < confidence <= 1.0 for confidence in confidences)


def test_only_the_given_lines_are_read(eye: RapidRecognizer, printed: Pixels) -> None:
    strips = eye.find_lines(printed)
    ((*words,),) = eye.read_lines(printed, strips[-1:])
    assert " ".join(word.text for word in words) == LINES[-1]


@pytest.mark.parametrize("turn", [cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE])
def test_a_stamp_across_the_page_is_read_along_its_own_line(eye: RapidRecognizer, printed: Pixels, turn: int) -> None:
    stamp = np.full((60, 380), 255, np.uint8)
    cv2.putText(stamp, "2010 JUN 12 RECEIVED", (5, 40), cv2.FONT_HERSHEY_DUPLEX, 0.9, (0,), 2, cv2.LINE_AA)
    page = printed.copy()
    page[100:480, 700:760] = cv2.rotate(stamp, turn)
    words = eye.read(page, None)
    standing = [word for word in words if word.standing]
    assert " ".join(word.text for word in standing) == "2010 JUN 12 RECEIVED"
    assert " ".join(word.text for word in words if not word.standing) == " ".join(LINES)
    tops = [word.box.y0 for word in standing]
    assert tops == sorted(tops, reverse=turn == cv2.ROTATE_90_COUNTERCLOCKWISE)


def test_the_pieces_of_a_broken_stamp_make_one_line() -> None:
    lying = [Strip(60, 90 * at, 400, 90 * at + 40) for at in range(6)]
    stamp = [Strip(700, 100, 750, 260), Strip(705, 270, 745, 330), Strip(702, 350, 752, 390)]
    (column,) = columns_of((*lying, *stamp, Strip(700, 600, 750, 640)))
    assert column.pieces == frozenset(stamp)
    assert column.strip == Strip(700, 100, 752, 390)


def test_no_word_stands_on_a_page_that_lies_on_its_side(eye: RapidRecognizer, printed: Pixels) -> None:
    lying = np.ascontiguousarray(np.rot90(printed))
    assert not any(word.standing for word in eye.read(lying, None))


@pytest.mark.parametrize("paper", [0, 128, 255])
def test_an_even_page_has_no_words(eye: RapidRecognizer, paper: int) -> None:
    assert eye.read(np.full((300, 200), paper, np.uint8), None) == ()


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1)])
def test_a_page_too_small_for_writing_is_read_as_empty(eye: RapidRecognizer, shape: tuple[int, int]) -> None:
    assert eye.read(np.zeros(shape, np.uint8), None) == ()


def test_colour_changes_nothing(eye: RapidRecognizer, printed: Pixels) -> None:
    coloured = np.asarray(cv2.cvtColor(printed, cv2.COLOR_GRAY2BGR), np.uint8)
    assert eye.read(coloured, None) == eye.read(printed, None)


def test_an_empty_crop_is_no_line() -> None:
    assert LineReader().read(np.zeros((0, 10), np.uint8)) == ()


def test_pieces_of_a_line_follow_one_another_from_left_to_right() -> None:
    right, left, below = Strip(300, 8, 400, 30), Strip(10, 12, 200, 34), Strip(10, 40, 400, 62)
    assert in_reading_order([below, right, left]) == (left, right, below)


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingTool, match="uv sync"):
        open_session(tmp_path / "absent.onnx")


def test_the_library_of_tesseract_reads_a_line(printed: Pixels) -> None:
    words = TesseractLines().read(printed[310:380])
    assert " ".join(word.text for word in words) == LINES[-1]
    assert all(0.0 <= word.box.x0 < word.box.x1 <= 1.0 for word in words)


def test_a_language_that_is_not_installed_is_a_missing_tool() -> None:
    with pytest.raises(MissingTool, match="doctor"):
        TesseractLines("xxx")
