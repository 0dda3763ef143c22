"""One real capture of some sample documents, through the Prefect flow; each test gets a copy of its state to work on."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_docs" / "documents"
FOUREYES = Path(sys.executable).with_name("foureyes")
CAPTURED_COUNT = 8

Start = Callable[..., subprocess.Popen[str]]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def start() -> Start:
    """Starts one real command on one home, in a process group of its own."""

    def start_command(home: Path, *arguments: object) -> subprocess.Popen[str]:
        environment = os.environ | {"FOUREYES_HOME": str(home), "COLUMNS": "160", "NO_COLOR": "1"}
        command = [str(FOUREYES), *map(str, arguments)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True, start_new_session=True)

    return start_command


@pytest.fixture(scope="session")
def run(start: Start) -> Run:
    """Runs one real command on one home to its end."""

    def run_command(home: Path, *arguments: object, keys: str = "") -> subprocess.CompletedProcess[str]:
        process = start(home, *arguments)
        out, err = process.communicate(keys, timeout=240)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    return run_command


@pytest.fixture(scope="session")
def drop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of some sample documents, one of them twice."""
    folder = tmp_path_factory.mktemp("drop")
    samples = sorted(SAMPLES.iterdir())[:CAPTURED_COUNT]
    for path in samples:
        shutil.copy(path, folder)
    shutil.copy(samples[0], folder / f"again{samples[0].suffix}")
    return folder


@pytest.fixture(scope="session")
def captured(tmp_path_factory: pytest.TempPathFactory, run: Run, drop: Path) -> Path:
    folder = tmp_path_factory.mktemp("captured")
    done = run(folder / "home", "capture", drop, "--json", folder / "predictions.jsonl")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def home(captured: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "home"
    shutil.copytree(captured / "home", copy)
    return copy


@pytest.fixture
def foureyes(home: Path, run: Run) -> Run:
    return partial(run, home)
