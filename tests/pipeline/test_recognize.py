"""Pages are read whichever way they lie, and streamed one by one."""

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from extractors.protocols import Recognizer
from models.limits import Limits
from pipeline.reading_plan import open_reader
from pipeline.recognize import recognize
from pipeline.settings import READERS


@pytest.fixture(scope="module", params=READERS)
def recognizer(request: pytest.FixtureRequest) -> Recognizer:
    return open_reader(request.param, "eng")


def letter() -> Image.Image:
    page = np.full((1400, 1000), 252, np.uint8)
    for row in range(22):
        cv2.putText(page, f"{row}: payment of 1,{row:03d}.00 is due in March", (90, 200 + 50 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 25, 2)
    return Image.fromarray(page)


def saved(image: Image.Image, path: Path, form: str, **options: object) -> Path:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    path.write_bytes(buffer.getvalue())
    return path


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_turned_page_is_read_upright(tmp_path: Path, turned: int, recognizer: Recognizer) -> None:
    path = saved(letter().rotate(-turned, expand=True), tmp_path / "scan.png", "PNG")
    page = recognize(path, "image/png", recognizer, Limits()).page(1)
    assert page.turned_degrees == turned
    words = [word.text for word in page.words]
    assert sum("payment" in word for word in words) >= 20


def test_an_orientation_that_only_the_camera_knows_is_followed(tmp_path: Path, recognizer: Recognizer) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(letter().rotate(90, expand=True), tmp_path / "photo.jpg", "JPEG", exif=exif)
    page = recognize(path, "image/jpeg", recognizer, Limits()).page(1)
    assert page.turned_degrees == 0
    assert sum("payment" in word.text for word in page.words) >= 20


def test_every_page_of_a_tiff_is_read_and_shown(tmp_path: Path, recognizer: Recognizer) -> None:
    pages = [letter() for _ in range(3)]
    path = saved(pages[0], tmp_path / "fax.tif", "TIFF", save_all=True, append_images=pages[1:])
    reading = recognize(path, "image/tiff", recognizer, Limits(), tmp_path)
    assert [page.number for page in reading.pages] == [1, 2, 3]
    assert sorted(shown.name for shown in tmp_path.glob("page-*.jpg")) == ["page-0001.jpg", "page-0002.jpg", "page-0003.jpg"]


def test_noise_is_noted_so_that_a_rescan_can_be_asked_for(tmp_path: Path, recognizer: Recognizer) -> None:
    noise = np.random.default_rng(1).normal(150, 60, (900, 700)).clip(0, 255).astype(np.uint8)
    path = saved(Image.fromarray(noise), tmp_path / "noise.png", "PNG")
    page = recognize(path, "image/png", recognizer, Limits()).page(1)
    assert {"few_words", "low_confidence"} & set(page.notes)
