"""Plain commands start at once: they never import what only flows, pages or pixels need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("prefect", "spacy", "cv2", "fastapi", "sqlalchemy", "minio", "pydantic")

SCRIPT = """
import sys
from flows.cli import foureyes
foureyes(sys.argv[1:], standalone_mode=False)
print([name for name in {heavy!r} if name in sys.modules])
"""


def run(home: Path, *arguments: str) -> str:
    environment = os.environ | {"FOUREYES_HOME": str(home)}
    command = [sys.executable, "-c", SCRIPT.format(heavy=HEAVY), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("arguments", [("queue",), ("release",), ("export", "out"), ("--help",)])
def test_a_plain_command_imports_nothing_heavy(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    home = tmp_path / "home"
    run(home, "queue")  # the first command ever makes the tables, and imports Alembic for it
    assert run(home, *(str(tmp_path / part) if part == "out" else part for part in arguments)) == "[]"
