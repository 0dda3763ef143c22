"""What is installed is all that is needed: weights, document types, templates and migrations travel with the code."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize(
    "name",
    [
        "models/document_types/invoice.yaml",
        "models/weights/doc_type/vocabulary.txt",
        "models/weights/line_reader/pp-ocrv6-small-latin.int8.onnx",
        "models/weights/judge/invoice.weights",
        "models/weights/boundaries/trees.json",
        "storage/migrations/env.py",
        "workbench/templates/case.html",
        "workbench/static/workbench.css",
        "flows/cli/__init__.py",
    ],
)
def test_the_wheel_holds(names: set[str], name: str) -> None:
    assert name in names


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    packages = {"models", "extractors", "pipeline", "storage", "flows", "learning", "workbench"}
    assert {name.split("/")[0] for name in names if not name.startswith("foureyes-")} == packages
