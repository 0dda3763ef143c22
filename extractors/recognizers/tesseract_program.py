"""Decides whether the Tesseract program and its languages are there to read with."""

import shutil
import subprocess

from models.errors import MissingTool

# Finds how a page lies; it is no language.
_NO_LANGUAGE = "osd"


def installed_tesseract(languages: str) -> str:
    """Version and place of the program, the languages it reads here and those installed; raises MissingTool saying what to install."""
    program = shutil.which("tesseract")
    if program is None:
        raise MissingTool(f"tesseract is not on the PATH. Debian, Ubuntu: sudo apt-get install tesseract-ocr {_packages(languages)}")
    first_line = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.splitlines()[0]
    # The first line says where they lie.
    _, *installed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False).stdout.split("\n")
    missing = "+".join(language for language in languages.split("+") if language not in installed)
    if missing:
        raise MissingTool(f"Tesseract lacks {missing.replace('+', ', ')}. Debian, Ubuntu: sudo apt-get install {_packages(missing)}")
    there = ", ".join(sorted(filter(None, {*installed} - {_NO_LANGUAGE})))
    return f"{first_line} ({program}) reads {languages}, installed: {there}"


def _packages(languages: str) -> str:
    return " ".join(f"tesseract-ocr-{language.replace('_', '-')}" for language in languages.split("+"))
