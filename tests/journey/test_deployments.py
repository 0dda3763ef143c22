"""The deployments of prefect.yaml, run for real: a server on loopback, a worker, the flows as a scheduler starts them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from flows.installation import Installation, open_installation
from flows.watch import start_capture
from models.audit import Actor, ActorKind
from models.case import CaseState
from pipeline.intake import take
from pipeline.settings import settings_from

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_docs" / "documents"
PREFECT = Path(sys.executable).with_name("prefect")
STATION = Actor(ActorKind.STATION, "test")

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A Prefect server and a worker of pool 'foureyes' on a free loopback port, ended with the test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    for name, value in {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "FOUREYES_HOME": str(tmp_path / "home"),
    }.items():
        monkeypatch.setenv(name, value)
    started = [_start(tmp_path / "server.log", "server", "start", "--host", "127.0.0.1", "--port", str(port))]
    try:
        _wait(lambda: _healthy(url), 90, "the server")
        _prefect("work-pool", "create", "foureyes", "--type", "process")
        _prefect("--no-prompt", "deploy", "--all")
        started.append(_start(tmp_path / "worker.log", "worker", "start", "--pool", "foureyes"))
        yield url
    finally:
        for process in reversed(started):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_a_scheduler_runs_capture_and_release_as_deployed(server: str, tmp_path: Path) -> None:
    installation = open_installation(settings_from(os.environ))
    batch_id = _drop(installation, tmp_path, 2)

    start_capture(installation, batch_id)
    start_capture(installation, batch_id)  # the same batch again is the same run
    _wait(lambda: installation.storage.ledger.waiting() == 0, 150, "the capture run", tmp_path / "worker.log")

    assert _run_count(server) == 1
    counts = installation.storage.ledger.counts()
    assert sum(counts.values()) == 2
    assert not counts[CaseState.QUARANTINED]

    _approve_all(installation)
    _prefect("deployment", "run", "release/release")
    _wait(lambda: installation.storage.ledger.counts()[CaseState.RELEASED] == 2, 120, "the release run", tmp_path / "worker.log")


def _drop(installation: Installation, folder: Path, count: int) -> int:
    storage = installation.storage
    batch_id = storage.ledger.open_batch("test", STATION, datetime.now(UTC))
    for sample in sorted(SAMPLES.glob("*.pdf"))[:count]:
        take(Path(shutil.copy(sample, folder)), batch_id, STATION, storage.ledger, storage.cases, storage.objects, folder)
    return batch_id


def _approve_all(installation: Installation) -> None:
    for summary in installation.storage.cases.queue((CaseState.IN_REVIEW,)):
        installation.storage.cases.approve(summary.case_id, 1, Actor(ActorKind.PERSON, "ann"), datetime.now(UTC))


def _start(log: Path, *arguments: str) -> subprocess.Popen[bytes]:
    with log.open("wb") as file:
        return subprocess.Popen([PREFECT, *arguments], stdout=file, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True)


def _prefect(*arguments: str) -> None:
    done = subprocess.run([PREFECT, *arguments], capture_output=True, text=True, cwd=ROOT, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def _healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=2).is_success
    except httpx.HTTPError:
        return False


def _run_count(url: str) -> int:
    chosen = {
        "deployments": {"name": {"any_": ["capture"]}},
        "flow_runs": {"state": {"type": {"any_": ["RUNNING", "COMPLETED", "PENDING"]}}},
    }
    return int(httpx.post(f"{url}/flow_runs/count", json=chosen, timeout=10).text)


def _wait(holds: Callable[[], bool], seconds: float, what: str, log: Path | None = None) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not end in {seconds} s\n{log.read_text('utf-8')[-3000:] if log else ''}")
        time.sleep(0.3)
