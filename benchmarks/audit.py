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

from storage.audit.audit_chain import BEGINNING, digest
from storage.audit.audit_export import export_lines, verify_lines
from storage.audit.audit_log import check_agrees
from storage.audit.value_hashes import COUNT, PREFIX, value_hash
from storage.open import Storage, open_storage

AT = "2026-11-02T12:00:00.000000+00:00"
SALT = "5" * 32
ONE, TWO = ({COUNT: 1, f"{PREFIX}total": value_hash(SALT, value)} for value in ("1", "2"))
LIFE: tuple[tuple[str, str, str, dict[str, str | int]], ...] = (
    ("station", "scanner-1", "received", {"to": "captured", "batch": 1}),
    ("machine", "reader", "entered", {"n": 1, "fields": 12, "reasons": 2, "policy": "f" * 64, "from": "captured", "to": "in_review"} | ONE),
    ("person", "anna", "corrected", {"n": 2, "changed": "grand_total,iban", "reasons": 1, "from": "in_review", "to": "in_review"} | TWO),
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
    head, found = storage.audit.replay()
    check_agrees(found)
    return head.seq


def _values(storage: Storage, _: Path) -> int:
    found = storage.audit.values()
    check_agrees(found.differences)
    return storage.audit.head().seq


def _export(storage: Storage, home: Path) -> int:
    with (home / "audit.jsonl").open("wb") as file:
        file.writelines(export_lines(storage.audit.events()))
    return storage.audit.head().seq


def _from_file(_: Storage, home: Path) -> int:
    with (home / "audit.jsonl").open("rb") as file:
        return verify_lines(file).seq


MEASURED: dict[str, Callable[[Storage, Path], int]] = {
    "verify": _verify,
    "replay": _replay,
    "values": _values,
    "export": _export,
    "from file": _from_file,
}


def _make(home: Path, events: int) -> None:
    """Whole cases, the tables holding what the log tells; no guard looks at the rows one by one."""
    storage = open_storage(home / "foureyes.db", home / "objects")
    with storage.database.write("made") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("INSERT INTO batch (batch_id, source, opened_by, opened_at) VALUES (1, '', 'station:scanner-1', '')")
        connection.execute("INSERT INTO release_run (consumer, run, opened_at) VALUES ('files', 1, '')")
        connection.execute(COUNTED, {"cases": events // len(LIFE)})
        for table, values in ROWS:
            connection.execute(f"INSERT INTO {table} SELECT {values} FROM made")  # noqa: S608 - the constants below
        connection.executemany(
            """
            INSERT INTO audit_event (seq, case_id, at, kind, actor, action, details, prev_hash, hash)
            VALUES (:seq, :case_id, :at, :kind, :actor, :action, :details, :prev_hash, :hash)
            """,
            itertools.islice(_events(), 1 + events // len(LIFE) * len(LIFE)),
        )


COUNTED = """
    CREATE TEMP TABLE made AS WITH RECURSIVE counted (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < :cases)
    SELECT i, substr('0000000000000000000000000000000000000000000000000000000000000000' || i, -64) AS sha FROM counted
"""
# Table and columns, and what goes into them for case i; anna corrects, ben approves.
ROWS = (
    ("document (sha256, size_bytes, media_type, first_filename, received_at)", "sha, 1, '', '', ''"),
    ("capture_case (case_id, sha256, state, changed_at)", "i, sha, 'released', ''"),
    ("scan (case_id, k, sha256, joined_at)", "i, 1, sha, ''"),
    ("receipt (receipt_id, batch_id, case_id, filename, sha256, received_at, duplicate)", "i, 1, i, '', sha, '', 0"),
    ("hand (case_id, actor, kind, role, since)", "i, 'reader', 'machine', 'author', ''"),
    ("hand (case_id, actor, kind, role, since)", "i, 'anna', 'person', 'author', ''"),
    ("hand (case_id, actor, kind, role, since)", "i, 'ben', 'person', 'approver', ''"),
    ("version (case_id, n, based_on, author, made_at)", "i, 1, NULL, 'reader', ''"),
    ("version (case_id, n, based_on, author, made_at)", "i, 2, 1, 'anna', ''"),
    ("field_value (case_id, n, name, position, value, accepted, outcome)", "i, 1, 'total', 1, '1', 0, 'proposed'"),
    ("field_value (case_id, n, name, position, value, accepted, outcome)", "i, 2, 'total', 1, '2', 0, 'corrected'"),
    ("value_salt (case_id, n, name, salt)", f"i, 1, 'total', '{SALT}'"),
    ("value_salt (case_id, n, name, salt)", f"i, 2, 'total', '{SALT}'"),
    ("approval (case_id, n, approver, approved_at)", "i, 2, 'ben', ''"),
    ("release (case_id, n, consumer, run)", "i, 2, 'files', 1"),
    ("delivery (case_id, n, consumer, run, delivered_at)", "i, 2, 'files', 1, ''"),
)


def _events() -> Iterator[dict[str, object]]:
    opened = {"seq": 1, "case_id": None, "at": AT, "kind": "station", "actor": "scanner-1", "action": "batch_opened"}
    opened |= {"details": json.dumps({"batch": 1}), "prev_hash": BEGINNING.hash}
    last = digest(opened)
    yield opened | {"hash": last}
    for number in itertools.count():
        kind, actor, action, details = LIFE[number % len(LIFE)]
        case_id = number // len(LIFE) + 1
        if action == "received":
            details = details | {"receipt": case_id, "sha256": f"{case_id:064d}"}
        row: dict[str, object] = {"seq": number + 2, "case_id": case_id, "at": AT, "kind": kind, "actor": actor, "action": action}
        row |= {"details": json.dumps(details, sort_keys=True), "prev_hash": last}
        last = digest(row)
        yield row | {"hash": last}


if __name__ == "__main__":
    main()
