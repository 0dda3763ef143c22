"""kill -9 at any moment: what was acknowledged is there, what was not is whole or absent."""

import hashlib
import random
import subprocess
import sys
from pathlib import Path

import storage_crowd
from places import Place
from storage_samples import NOON, STATION

from models.case import CaseState
from storage.open import Storage

ROOT = Path(__file__).resolve().parents[2]
LIVES = 6


def live_and_die(place: Place, life: int, acknowledgements: int) -> list[list[str]]:
    """Kills the process somewhere after its n-th acknowledgement; returns all it gave."""
    process = subprocess.Popen(
        [sys.executable, storage_crowd.__file__, *place.arguments, str(life)],
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(acknowledgements)]
    process.kill()
    lines += process.stdout.readlines()
    process.wait()
    assert process.returncode == -9
    return [line.split() for line in lines if line.endswith("\n")]


def test_a_killed_process_loses_nothing_it_acknowledged(storage: Storage, place: Place) -> None:
    storage.ledger.open_batch("mail room", STATION, NOON)
    storage.close()
    chance = random.Random(7)  # noqa: S311 - which moment, not a secret
    said = [words for life in range(LIVES) for words in live_and_die(place, life, chance.randint(1, 24))]
    assert len(said) > LIVES
    receipts = {int(number): sha256 for kind, number, sha256 in said if kind == "receipt"}
    approved = {int(number) for kind, number, _ in said if kind == "approved"}
    with storage.database.read() as connection:
        kept = {row["receipt_id"]: row["sha256"] for row in connection.execute("SELECT receipt_id, sha256 FROM receipt")}
        if storage.database.dialect == "sqlite":
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert receipts.items() <= kept.items()
    assert {storage.cases.case(case_id).summary.state for case_id in approved} == {CaseState.APPROVED}
    for sha256 in kept.values():
        assert hashlib.sha256(storage.objects.get(f"originals/{sha256}")).hexdigest() == sha256
    assert sum(storage.ledger.counts().values()) == len(kept)
    storage.cases.verify_audit()


def test_the_next_process_goes_on_where_the_killed_one_stopped(storage: Storage, place: Place) -> None:
    storage.ledger.open_batch("mail room", STATION, NOON)
    storage.close()
    live_and_die(place, 0, 5)
    before = sum(storage.ledger.counts().values())
    storage.close()
    live_and_die(place, 1, 5)
    assert sum(storage.ledger.counts().values()) > before
    storage.cases.verify_audit()
