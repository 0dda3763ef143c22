"""A capture killed in the middle, and run again, loses nothing and doubles nothing."""

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from models.case import CaseState
from pipeline.intake import original_key
from storage.open import Storage, open_storage

DEADLINE_SECONDS = 120


def test_a_second_run_after_kill_9_loses_nothing_and_doubles_nothing(
    tmp_path: Path, drop: Path, start: Callable[..., subprocess.Popen[str]], run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    home = tmp_path / "home"
    hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in drop.iterdir()}
    first = start(home, "capture", drop)
    storage = _wait_until_some_are_entered(home, first)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert storage.ledger.waiting() > 0, "the kill came too late to prove anything"

    second = run(home, "capture", drop)

    assert second.returncode == 0, second.stdout + second.stderr
    counts = storage.ledger.counts()
    assert sum(counts.values()) == len(hashes)
    assert not counts.get(CaseState.CAPTURED)
    cases = [storage.cases.case(summary.case_id) for summary in storage.cases.queue(tuple(CaseState))]
    assert {case.content_sha256 for case in cases} == hashes
    for case in cases:
        assert hashlib.sha256(storage.objects.get(original_key(case.content_sha256))).hexdigest() == case.content_sha256
        assert len(storage.cases.versions(case.case_id)) == (case.summary.state is not CaseState.QUARANTINED)


def _wait_until_some_are_entered(home: Path, process: subprocess.Popen[str]) -> Storage:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if (home / "foureyes.db").exists():
            storage = open_storage(home / "foureyes.db", home / "objects", None)
            counts = storage.ledger.counts()
            if sum(counts.values()) > counts.get(CaseState.CAPTURED, 0) > 0:
                return storage
        time.sleep(0.05)
    raise AssertionError("no document was entered in time")
