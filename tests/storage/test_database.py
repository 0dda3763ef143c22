"""How the file is opened: every guard on, safe journals, one schema, quick."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import storage_crowd
from places import Place
from storage_samples import NOON, STATION, drop, in_review

from models.case import CaseState
from models.errors import StorageUnavailable
from storage.open import Storage, open_storage
from storage.sql.schema import newest_revision, present_revision
from storage.sql.sqlite_database import check_version, connect, durability

ROOT = Path(__file__).resolve().parents[2]


def test_an_empty_folder_becomes_an_installation(tmp_path: Path) -> None:
    storage = open_storage(tmp_path / "new" / "home" / "foureyes.db", tmp_path / "new" / "home" / "objects")
    assert present_revision(storage.database) == newest_revision()
    assert set(storage.ledger.counts().values()) == {0}
    assert (tmp_path / "new" / "home").stat().st_mode & 0o777 == 0o700
    storage.close()


def test_opening_again_keeps_what_is_there(storage: Storage, place: Place) -> None:
    case_id = in_review(storage)
    again = place.open()
    assert again.cases.case(case_id) == storage.cases.case(case_id)
    again.close()


def test_processes_that_start_first_at_once_make_one_schema(tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from storage.open import open_storage
open_storage(Path({str(tmp_path / "foureyes.db")!r}), Path({str(tmp_path / "objects")!r})).ledger.counts()
"""
    running = [subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.PIPE) for _ in range(3)]
    assert [(process.communicate(timeout=60)[1], process.returncode) for process in running] == [(b"", 0)] * 3


def test_a_newer_schema_is_not_touched(storage: Storage, place: Place) -> None:
    set_revision(storage, "9999")
    with pytest.raises(StorageUnavailable, match="newer release"):
        place.open()
    set_revision(storage, newest_revision())
    place.open().close()


def set_revision(storage: Storage, revision: str) -> None:
    with storage.database.write("test") as connection:
        connection.execute("UPDATE alembic_version SET version_num = :revision", {"revision": revision})


def test_a_migration_cut_off_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.sql.schema.newest_revision", lambda: "0001")
    monkeypatch.setattr("sqlalchemy.engine.Connection.commit", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        open_storage(tmp_path / "foureyes.db", tmp_path / "objects")
    raw = sqlite3.connect(tmp_path / "foureyes.db")
    assert raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    raw.close()


def test_a_place_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageUnavailable, match="FOUREYES_HOME"):
        open_storage(tmp_path / "file" / "foureyes.db", tmp_path / "objects")


@pytest.mark.parametrize(
    ("version", "journal", "synchronous"),
    [((3, 40, 1), "DELETE", "EXTRA"), ((3, 51, 2), "DELETE", "EXTRA"), ((3, 51, 3), "WAL", "FULL"), ((3, 52, 0), "WAL", "FULL")],
)
def test_the_write_ahead_log_is_used_only_where_it_is_sound(version: tuple[int, ...], journal: str, synchronous: str) -> None:
    assert durability(version) == (f"PRAGMA journal_mode = {journal}", f"PRAGMA synchronous = {synchronous}")


def test_a_library_too_old_for_our_statements_is_told_of() -> None:
    check_version((3, 35, 0))
    with pytest.raises(StorageUnavailable, match=r"3\.34\.1.*PostgreSQL"):
        check_version((3, 34, 1))


def test_every_connection_has_its_guards_on(tmp_path: Path) -> None:
    connection = connect(tmp_path / "foureyes.db")
    sound = sqlite3.sqlite_version_info >= (3, 51, 3)
    values = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("foreign_keys", "recursive_triggers", "synchronous")}
    assert values == {"foreign_keys": 1, "recursive_triggers": 1, "synchronous": 2 if sound else 3}
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == ("wal" if sound else "delete")
    assert connection.execute("PRAGMA busy_timeout").fetchone()[0] == 30_000
    connection.close()


def test_threads_write_and_read_at_once_without_loss(storage: Storage) -> None:
    batch = storage.ledger.open_batch("mail room", STATION, NOON)
    faults: list[BaseException] = []

    def station(number: int) -> None:
        try:
            for index in range(10):
                storage.ledger.receive(batch, drop(f"{number}/{index}"), STATION, NOON)
                storage.cases.queue([CaseState.CAPTURED])
        except BaseException as fault:  # noqa: BLE001 - told in the main thread
            faults.append(fault)
        finally:
            storage.close()

    threads = [threading.Thread(target=station, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert storage.ledger.counts()[CaseState.CAPTURED] == 60
    storage.cases.verify_audit()


def test_a_forked_child_opens_its_own_connection(storage: Storage) -> None:
    in_review(storage, "before")
    child = os.fork()
    if child == 0:
        try:
            in_review(storage, "in the child")
        except BaseException:  # noqa: BLE001 - a test process must not run on in the child
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    in_review(storage, "after")
    assert storage.ledger.counts()[CaseState.IN_REVIEW] == 3
    storage.cases.verify_audit()


def test_opening_and_listing_is_quick_and_imports_nothing_heavy(sqlite_place: Place) -> None:
    home = sqlite_place.home
    storage = sqlite_place.open()
    for number in range(50):
        in_review(storage, f"document {number}")
    storage.close()
    program = f"""
import sys, time
from pathlib import Path
from storage.open import open_storage
from models.case import CaseState
seconds = []
for _ in range(3):
    begun = time.perf_counter()
    storage = open_storage(Path({str(home / "foureyes.db")!r}), Path({str(home / "objects")!r}))
    lines = storage.cases.queue([CaseState.IN_REVIEW])
    seconds.append(time.perf_counter() - begun)
heavy = [name for name in ("alembic", "sqlalchemy", "psycopg", "minio", "urllib3", "pydantic") if name in sys.modules]
print(len(lines), heavy, min(seconds))
"""
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout
    lines, heavy, seconds = answer.split()
    assert (lines, heavy) == ("50", "[]")
    assert float(seconds) < 0.08


def test_a_transaction_that_fails_leaves_nothing_and_the_connection_usable(storage: Storage) -> None:
    def fail() -> None:
        with storage.database.write("test") as connection:
            connection.execute("INSERT INTO batch (source, opened_by, opened_at) VALUES ('x', 'y', 'z')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with storage.database.write("test") as connection:
        assert connection.execute("SELECT count(*) AS batches FROM batch").fetchone()["batches"] == 0


def test_a_copy_of_the_file_is_a_backup(sqlite_place: Place, tmp_path: Path) -> None:
    storage, home = sqlite_place.open(), sqlite_place.home
    case_id = in_review(storage)
    storage.close()
    copy = open_storage(Path(shutil.copy(home / "foureyes.db", tmp_path / "copy.db")), home / "objects")
    assert copy.cases.case(case_id).version is not None
    copy.close()


def test_a_transaction_within_a_transaction_is_a_mistake_not_a_deadlock(storage: Storage) -> None:
    def nest() -> None:
        with storage.database.write("test"):
            storage.ledger.counts()

    with pytest.raises(AssertionError, match="within a transaction"):
        nest()
    assert storage.ledger.counts()[CaseState.CAPTURED] == 0


def test_a_patient_writer_is_not_starved_by_a_busy_one(storage: Storage, place: Place) -> None:
    batch = storage.ledger.open_batch("mail room", STATION, NOON)
    busy = subprocess.Popen(
        [sys.executable, storage_crowd.__file__, *place.arguments, "0"],
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        stdout=subprocess.PIPE,
    )
    assert busy.stdout is not None
    busy.stdout.readline()
    drain = threading.Thread(target=busy.stdout.readlines)
    drain.start()
    waits = []
    for index in range(25):
        begun = time.monotonic()
        storage.ledger.receive(batch, drop(f"patient {index}"), STATION, NOON)
        waits.append(time.monotonic() - begun)
        time.sleep(0.01)
    busy.kill()
    busy.wait()
    drain.join()
    busy.stdout.close()
    assert max(waits) < 1
