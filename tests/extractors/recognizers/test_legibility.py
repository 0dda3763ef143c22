"""A clean scan is legible; what spoils it is named, so that an operator knows what to do."""

import cv2
import numpy as np
import pytest

from extractors.protocols import Pixels
from extractors.recognizers.legibility import LEAST_QUALITY, legibility


def scan() -> Pixels:
    page = np.full((1600, 1200), 235, np.uint8)
    for number, top in enumerate(range(100, 1550, 40)):
        cv2.putText(page, f"{number} words of a letter that was scanned today", (80, top), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 25, 2)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 0.7), np.uint8)


def glaring(page: Pixels) -> Pixels:
    cv2.ellipse(page, (600, 800), (450, 500), 0, 0, 360, 255, -1)
    return page


SPOILED = {
    "blurred": lambda page: cv2.GaussianBlur(page, (0, 0), 6),
    "low_contrast": lambda page: np.asarray(200 + page * 0.09, np.uint8),
    "low_resolution": lambda page: cv2.resize(page, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA),
    "cut_off": lambda page: page[:, 300:],
    "glare": glaring,
}


def test_a_clean_scan_is_legible() -> None:
    quality, reasons = legibility(scan())
    assert quality is not None
    assert quality > 0.8
    assert reasons == ()


@pytest.mark.parametrize("reason", SPOILED)
def test_what_spoils_a_scan_is_named(reason: str) -> None:
    quality, reasons = legibility(np.asarray(SPOILED[reason](scan()), np.uint8))
    assert reason in reasons
    assert quality is not None
    assert quality < LEAST_QUALITY


def test_a_page_that_lay_too_far_askew_is_named() -> None:
    assert "skewed" in legibility(scan(), skew_degrees=12.6)[1]


def test_worse_is_never_better() -> None:
    qualities = [legibility(np.asarray(cv2.GaussianBlur(scan(), (0, 0), sigma), np.uint8))[0] or 0.0 for sigma in (1, 2, 3, 4, 6)]
    assert qualities == sorted(qualities, reverse=True)


@pytest.mark.parametrize("page", [np.zeros((1, 1), np.uint8), np.full((900, 700), 255, np.uint8), np.zeros((900, 700), np.uint8)])
def test_a_page_without_letters_is_not_judged(page: Pixels) -> None:
    assert legibility(page) == (None, ())
