"""How fast the audit log is verified, rebuilt and exported, and in how much memory.

    python benchmarks/audit.py [--events 1000000] [--home FOLDER]

The log is made of whole lives of cases, hashed as in production and written in bulk; each figure is measured in a process of its own.
"""

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from storage.audit_chain import BEGINNING, digest
from storage.audit_export import export_lines, verify_lines
from storage.open import Storage, open_storage

AT = "2026-11-02T12:00:00.000000+00:00"
LIFE: tuple[tuple[str, str, str, dict[str, str | int]], ...] = (
    ("station", "scanner-1", "received", {"to": "captured", "batch": 1, "sha256": "5" * 64}),
    ("machine", "reader", "entered", {"n": 1, "fields": 12, "reasons": 2, "policy": "f" * 64, "from": "captured", "to": "in_review"}),
    ("person", "anna", "corrected", {"n": 2, "changed": "grand_total,iban", "reasons": 1, "from": "in_review", "to": "in_review"}),
    ("person", "ben", "approved", {"n": 2, "from": "in_review", "to": "approved"}),
    ("machine", "release", "released", {"n": 2, "consumer": "files", "run": 1, "from": "approved", "to": "released"}),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path, help="keep the log here, and use it again")
    parser.add_argument("--measure", choices=sorted(MEASURED), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(_measured(options.home, MEASURED[options.measure])))
        return
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        if not (home / "foureyes.db").exists():
            _make(home, options.events)
        print(f"{'':10s} {'events':>9s} {'seconds':>8s} {'events/s':>9s} {'peak MB':>8s}")
        for name in MEASURED:
            command = [sys.executable, __file__, "--home", str(home), "--measure", name]
            events, seconds, megabytes = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(f"{name:10s} {events:9,d} {seconds:8.1f} {events / seconds:9,.0f} {megabytes:8.0f}")


def _measured(home: Path, measure: Callable[[Storage, Path], int]) -> tuple[int, float, float]:
    storage = open_storage(home / "foureyes.db", home / "objects")
    begin = time.perf_counter()
    events = measure(storage, home)
    return events, time.perf_counter() - begin, _peak_megabytes()


def _peak_megabytes() -> float:
    """Of this program alone; getrusage would count what its parent held when it was forked."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def _verify(storage: Storage, _: Path) -> int:
    return storage.audit.verify().seq


def _replay(storage: Storage, _: Path) -> int:
    return storage.audit.replay()[0].seq


def _export(storage: Storage, home: Path) -> int:
    with (home / "audit.jsonl").open("wb") as file:
        file.writelines(export_lines(storage.audit.events()))
    return storage.audit.head().seq


def _from_file(_: Storage, home: Path) -> int:
    with (home / "audit.jsonl").open("rb") as file:
        return verify_lines(file).seq


MEASURED: dict[str, Callable[[Storage, Path], int]] = {"verify": _verify, "replay": _replay, "export": _export, "from file": _from_file}


def _make(home: Path, events: int) -> None:
    storage = open_storage(home / "foureyes.db", home / "objects")
    with storage.database.write("made") as connection:
        connection.execute("DROP TRIGGER IF EXISTS audit_events_count_up")
        cases = [{"sha256": f"{number:064d}", "at": AT} for number in range(1, events // len(LIFE) + 2)]
        connection.executemany(
            "INSERT INTO document (sha256, size_bytes, media_type, first_filename, received_at) VALUES (:sha256, 1, '', '', :at)",
            cases,
        )
        connection.executemany("INSERT INTO capture_case (sha256, state, changed_at) VALUES (:sha256, 'captured', :at)", cases)
        connection.executemany(
            """
            INSERT INTO audit_event (seq, case_id, at, kind, actor, action, details, prev_hash, hash)
            VALUES (:seq, :case_id, :at, :kind, :actor, :action, :details, :prev_hash, :hash)
            """,
            list(itertools.islice(_events(), events)),
        )


def _events() -> Iterator[dict[str, object]]:
    last = BEGINNING.hash
    for number in itertools.count():
        kind, actor, action, details = LIFE[number % len(LIFE)]
        case_id = number // len(LIFE) + 1
        if action == "received":
            details = details | {"receipt": case_id}
        row: dict[str, object] = {"seq": number + 1, "case_id": case_id, "at": AT, "kind": kind, "actor": actor, "action": action}
        row |= {"details": json.dumps(details, sort_keys=True), "prev_hash": last}
        last = digest(row)
        yield row | {"hash": last}


if __name__ == "__main__":
    main()
