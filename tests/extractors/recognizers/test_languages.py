"""What is written in several languages is read in all of them, and a language pack that is missing is named."""

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont

from extractors.protocols import Pixels
from extractors.recognizers.tesseract_program import installed_tesseract
from models.errors import BadSetting, MissingTool
from pipeline.reading_plan import open_reader
from pipeline.settings import READERS, settings_from

ROOT = Path(__file__).resolve().parents[3]
GERMAN = "Die Lieferung der Möbel erfolgt für Gebühren ab März über Köln"
FRENCH = "Le règlement à réception est prévu sans délai après février"


@pytest.fixture(scope="module")
def mixed_page() -> Pixels:
    page = Image.new("L", (1300, 700), 255)
    font = ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"), 30)
    for row, text in enumerate((GERMAN, FRENCH) * 4):
        ImageDraw.Draw(page).text((60, 60 + 70 * row), text, font=font, fill=10)
    return np.asarray(page)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only programs on the PATH: a Tesseract that has English and German, and what a shell script needs."""
    listed = 'List of available languages in "/usr/share/tessdata/" (3):\\ndeu\\neng\\nosd\\n'
    put_program(tmp_path / "tesseract", f"[ $1 = --version ] && echo 'tesseract 5.3.0' || printf '{listed}'")
    put_program(tmp_path / "python3", "exit 0")
    put_program(tmp_path / "id", "echo 1000")
    for name in ("bash", "grep"):
        (tmp_path / name).symlink_to(f"/bin/{name}")
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put_program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("reader", READERS)
def test_a_page_in_two_languages_is_read_with_its_accents(mixed_page: Pixels, reader: str) -> None:
    try:
        installed_tesseract("eng+deu+fra")
    except MissingTool as error:
        pytest.skip(str(error))
    printed = {*GERMAN.split(), *FRENCH.split()}
    accented = {word for word in printed if not word.isascii()}
    read = {word.text for word in open_reader(reader, "eng+deu+fra").read(mixed_page, 200)}
    assert printed - accented <= read
    # Tesseract reads 4 of the 13 with English alone.
    assert len(accented & read) >= 10


def test_the_installed_languages_are_shown(programs: Path) -> None:
    assert installed_tesseract("eng") == f"tesseract 5.3.0 ({programs / 'tesseract'}) reads eng, installed: deu, eng"


@pytest.mark.usefixtures("programs")
def test_a_missing_language_is_named_with_its_package() -> None:
    with pytest.raises(MissingTool, match=r"lacks fra, chi_sim\. .* apt-get install tesseract-ocr-fra tesseract-ocr-chi-sim$"):
        installed_tesseract("eng+deu+fra+chi_sim")


@pytest.mark.parametrize(
    ("languages", "missing"),
    [
        (None, ""),
        ("eng+deu", ""),
        ("eng+fra+chi_sim", "Please install first: sudo apt-get install tesseract-ocr-fra tesseract-ocr-chi-sim\n"),
    ],
)
def test_setting_up_asks_for_the_same_packages(programs: Path, languages: str | None, missing: str) -> None:
    environment = {"PATH": str(programs)} | ({"FOUREYES_LANGUAGES": languages} if languages else {})
    done = subprocess.run(
        ["/bin/bash", ROOT / ".ci" / "install_system_packages"], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stderr, done.returncode) == (missing, 3 if missing else 0)


@pytest.mark.parametrize("text", ["", "eng,deu", "eng deu", "eng+", "../eng"])
def test_languages_that_tesseract_would_not_understand_are_refused(text: str) -> None:
    with pytest.raises(BadSetting, match="FOUREYES_LANGUAGES"):
        settings_from(os.environ | {"FOUREYES_LANGUAGES": text})
