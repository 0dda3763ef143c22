"""kill -9 at each commit and each delivery of a release: the next one sends what is missing, under the same keys and run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import releasing_process
from places import Place
from reopening import approved_anew
from storage_samples import MACHINE, NOON, approved

from models.case import CaseState
from pipeline.release import release
from storage.open import Storage

ROOT = Path(__file__).resolve().parents[2]
POINTS = (
    "open_run.before_commit",
    "open_run.after_commit",
    "deliver.before",
    "deliver.after",
    "deliver.before:2",
    "finish_run.before_commit",
    "finish_run.after_commit",
)


def releases(place: Place, ledger: Path, failpoint: str = "") -> int:
    return subprocess.run(
        [sys.executable, releasing_process.__file__, *place.arguments, ledger],
        env={"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]), "FOUREYES_FAILPOINT": failpoint},
        check=False,
        timeout=60,
    ).returncode


@pytest.mark.parametrize("failpoint", POINTS)
def test_a_release_killed_anywhere_is_finished_by_the_next_under_the_same_keys(sqlite_place: Place, tmp_path: Path, failpoint: str) -> None:
    storage: Storage = sqlite_place.open()
    ledger = tmp_path / "ledger"
    corrected, _ = approved(storage, "a"), approved(storage, "b")
    release(storage.cases, storage.outbox, releasing_process.LedgerFile(ledger), MACHINE, NOON)
    ledger.unlink()
    approved_anew(storage, corrected)
    fresh = approved(storage, "c")
    storage.close()
    assert releases(sqlite_place, ledger, failpoint) == -9
    assert releases(sqlite_place, ledger) == 0
    sent = ledger.read_text().splitlines()
    assert set(sent) == {f"2 ledger/{corrected}/2 ledger/{corrected}/1", f"2 ledger/{fresh}/1 None"}
    assert len(sent) <= 4
    assert [storage.cases.case(case_id).summary.state for case_id in (corrected, fresh)] == [CaseState.RELEASED] * 2
    assert storage.outbox.open_run("ledger", NOON) is None
    assert storage.audit.replay()[1] == []
    storage.close()
