"""A scanning station's folder: receipts for every drop, nothing lost to a restart."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models.case import CaseState
from storage.open import Storage, open_storage

Start = Callable[..., subprocess.Popen[str]]


def test_a_killed_watcher_loses_no_drop_and_the_next_one_reads_it(tmp_path: Path, drop: Path, start: Start) -> None:
    station, home = tmp_path / "station", tmp_path / "home"
    station.mkdir()
    samples = sorted(drop.iterdir())
    first, second = samples[1], samples[2]
    watcher = start(home, "watch", station, "--quiet", "0.5")
    _deliver(first, station)
    _wait(lambda: _receipt(station, first) is not None)
    os.killpg(watcher.pid, signal.SIGKILL)
    watcher.wait()
    _deliver(second, station)

    watcher = start(home, "watch", station, "--quiet", "0.5")
    try:
        _wait(lambda: _receipt(station, second) is not None)
        storage = open_storage(home / "foureyes.db", home / "objects", None)
        _wait(lambda: _all_read(storage, 2))
        watcher.send_signal(signal.SIGTERM)
        assert watcher.wait(timeout=60) == 0
    finally:
        if watcher.poll() is None:
            os.killpg(watcher.pid, signal.SIGKILL)
    receipts = [_receipt(station, path) for path in (first, second)]
    assert len({receipt["case"] for receipt in receipts if receipt}) == 2
    assert (station / first.name).read_bytes() == first.read_bytes()


def _deliver(path: Path, station: Path) -> None:
    part = station / f"{path.name}.part"
    shutil.copy(path, part)
    part.rename(station / path.name)


def _receipt(station: Path, path: Path) -> dict[str, object] | None:
    beside = station / f"{path.name}.receipt.json"
    return json.loads(beside.read_text("utf-8")) if beside.exists() else None


def _all_read(storage: Storage, count: int) -> bool:
    counts = storage.ledger.counts()
    return sum(counts.values()) == count and not counts[CaseState.CAPTURED]


def _wait(holds: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"nothing after {seconds} s")
        time.sleep(0.1)
