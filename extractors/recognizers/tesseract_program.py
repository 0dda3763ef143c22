"""Decides whether the Tesseract program and its languages are there to read with."""

import shutil
import subprocess

from models.errors import MissingTool


def installed_tesseract(languages: str) -> str:
    """Version and place of the program; raises MissingTool saying what to install."""
    program = shutil.which("tesseract")
    if program is None:
        raise MissingTool("tesseract is not on the PATH. Debian, Ubuntu: sudo apt-get install tesseract-ocr")
    first_line = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.splitlines()[0]
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
    missing = [language for language in languages.split("+") if language not in listed]
    if missing:
        packages = " ".join(f"tesseract-ocr-{language.replace('_', '-')}" for language in missing)
        raise MissingTool(f"Tesseract lacks {', '.join(missing)}. Debian, Ubuntu: sudo apt-get install {packages}")
    return f"{first_line}, languages {languages} ({program})"
