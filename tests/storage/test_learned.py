"""What was learned: put in use, gone back from, laid out for the machine; nothing of it is rewritten, and no damage goes unseen."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import Place, sqlite_in
from storage_samples import ANNA, MACHINE, NOON, later

from models.errors import StorageUnavailable, WrongState
from models.learned import LearnedKind
from storage.learned import object_key
from storage.open import Storage
from storage.sql.database import Refused

WEIGHTS, TYPE = LearnedKind.WEIGHTS, LearnedKind.TYPE
Names = st.tuples(st.sampled_from([WEIGHTS, TYPE]), st.sampled_from(["invoice", "receipt"]))
Steps = st.lists(st.tuples(Names, st.none() | st.sampled_from([b"first", b"second", b"third"])), max_size=12)


@given(Steps)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_putting_and_going_back_is_a_pile_for_each_name(
    empty_home: Path, steps: list[tuple[tuple[LearnedKind, str], bytes | None]]
) -> None:
    piles: dict[tuple[LearnedKind, str], list[bytes]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(empty_home, Path(folder) / "home"))
        storage = sqlite_in(home).open()
        for key, content in steps:
            pile = piles.setdefault(key, [])
            if content is not None:
                storage.learned.put(*key, content, ANNA, NOON)
                pile += [] if pile[-1:] == [content] else [content]
            elif pile:
                storage.learned.back(*key, ANNA, NOON)
                pile.pop()
            else:
                with pytest.raises(WrongState, match="what ships is in use"):
                    storage.learned.back(*key, ANNA, NOON)
        found = {(item.kind, item.name): storage.learned.content(item) for item in storage.learned.in_use()}
        assert found == {key: pile[-1] for key, pile in piles.items() if pile}
        storage.cases.verify_audit()
        storage.close()


def test_the_history_tells_who_put_what_in_use_and_why(storage: Storage) -> None:
    storage.learned.put(WEIGHTS, "invoice", b"old", MACHINE, NOON, "12 of 20 values right")
    storage.learned.put(WEIGHTS, "receipt", b"other", MACHINE, NOON)
    storage.learned.put(WEIGHTS, "invoice", b"new", MACHINE, later(1), "19 of 20 values right")
    storage.learned.back(WEIGHTS, "invoice", ANNA, later(2))
    old, new, again = storage.learned.history(WEIGHTS, "invoice")
    assert (old.sha256, old.at, old.actor, old.report) == (again.sha256, NOON, MACHINE, "12 of 20 values right")
    assert (new.before, new.report) == (old.n, "19 of 20 values right")
    assert (again.actor, again.at, again.before) == (ANNA, later(2), None)


def test_each_step_is_in_the_audit_log(storage: Storage) -> None:
    put = storage.learned.put(WEIGHTS, "invoice", b"new", MACHINE, NOON)
    storage.learned.back(WEIGHTS, "invoice", ANNA, NOON)
    with storage.database.read() as connection:
        rows = connection.execute("SELECT kind, actor, action, details FROM audit_event ORDER BY seq").fetchall()
    assert [(row["kind"], row["actor"], row["action"]) for row in rows] == [
        ("machine", "reader", "learned"),
        ("person", "anna", "went_back"),
    ]
    assert put.sha256 in rows[0]["details"]


def test_what_works_only_together_is_put_together(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    both = {(LearnedKind.CLASSIFIER, "taught.json"): b"{}", (LearnedKind.CLASSIFIER, "taught.npz"): b"numbers"}
    events: list[object] = []

    def fails_on_the_second(*event: object) -> None:
        events.append(event)
        if len(events) > 1:
            raise RuntimeError("power")

    with monkeypatch.context() as patched:
        patched.setattr("storage.learned.audit_chain.append", fails_on_the_second)
        with pytest.raises(RuntimeError):
            storage.learned.put_all(both, MACHINE, NOON)
    assert storage.learned.in_use() == []
    assert [item.name for item in storage.learned.put_all(both, MACHINE, NOON)] == ["taught.json", "taught.npz"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE learned SET sha256 = ''",
        "UPDATE learned SET report = 'all is well'",
        "DELETE FROM learned",
        "INSERT INTO learned SELECT * FROM learned WHERE n = 1 ON CONFLICT (n) DO UPDATE SET sha256 = ''",
        "INSERT INTO learned SELECT n + 5, kind, name, sha256, before, put_at, actor_kind, actor, report FROM learned",
        "INSERT INTO learned SELECT n + 1, 'rumour', name, sha256, before, put_at, actor_kind, actor, report FROM learned",
    ],
)
def test_the_table_refuses_what_would_change_the_past(storage: Storage, statement: str) -> None:
    put = storage.learned.put(WEIGHTS, "invoice", b"new", MACHINE, NOON)
    with pytest.raises(Refused), storage.database.write("test") as connection:
        connection.execute(statement)
    assert storage.learned.in_use() == [put]


def test_sqlite_does_not_replace_it_either(sqlite_place: Place) -> None:
    storage = sqlite_place.open()
    put = storage.learned.put(WEIGHTS, "invoice", b"new", MACHINE, NOON)
    replace = "INSERT OR REPLACE INTO learned SELECT n, kind, name, '', before, put_at, actor_kind, actor, report FROM learned"
    with pytest.raises(Refused), storage.database.write("test") as connection:
        connection.execute(replace)
    assert storage.learned.in_use() == [put]
    storage.close()


@pytest.mark.parametrize("name", ["", "../invoice", "a/b", ".hidden", "x" * 101, "a\0b"])
def test_a_name_that_is_no_file_name_is_refused(storage: Storage, name: str) -> None:
    with pytest.raises(StorageUnavailable, match="cannot be learned under that name"):
        storage.learned.put(TYPE, name, b"", ANNA, NOON)
    assert storage.learned.in_use() == []


def test_the_machine_finds_what_is_in_use_in_a_folder(storage: Storage, home: Path) -> None:
    for kind, name, content in (
        (TYPE, "w9", b"name: w9"),
        (WEIGHTS, "invoice", b"numbers"),
        (LearnedKind.CLASSIFIER, "taught.json", b"{}"),
        (LearnedKind.MEMORY, "layouts", b"[]"),
    ):
        storage.learned.put(kind, name, content, ANNA, NOON)
    folder = storage.learned.folder(home)
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert found == {
        "types/w9.yaml": b"name: w9",
        "weights/invoice.weights": b"numbers",
        "classifier/taught.json": b"{}",
        "memory/layouts.json": b"[]",
    }


def test_another_set_is_another_folder_and_the_same_set_the_same(storage: Storage, home: Path) -> None:
    nothing = storage.learned.folder(home)
    storage.learned.put(WEIGHTS, "invoice", b"first", ANNA, NOON)
    first = storage.learned.folder(home)
    storage.learned.put(WEIGHTS, "invoice", b"second", ANNA, NOON)
    second = storage.learned.folder(home)
    storage.learned.back(WEIGHTS, "invoice", ANNA, NOON)
    assert len({nothing, first, second}) == 3
    assert list(nothing.iterdir()) == []
    assert storage.learned.folder(home) == first
    assert (first / "weights" / "invoice.weights").read_bytes() == b"first"


def test_what_two_sets_share_lies_on_disk_once(storage: Storage, home: Path) -> None:
    storage.learned.put(WEIGHTS, "invoice", b"numbers", ANNA, NOON)
    first = storage.learned.folder(home)
    storage.learned.put(LearnedKind.MEMORY, "invoice", b"{}", ANNA, NOON)
    second = storage.learned.folder(home)
    assert first != second
    assert (first / "weights" / "invoice.weights").samefile(second / "weights" / "invoice.weights")


def test_processes_may_lay_out_the_same_folder_at_once(storage: Storage, place: Place, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage.learned.put(WEIGHTS, "invoice", b"numbers", ANNA, NOON)
    other = place.open()
    get = storage.objects.get

    def overtaken(key: str) -> bytes:
        other.learned.folder(home)
        return get(key)

    monkeypatch.setattr(storage.learned._objects, "get", overtaken)
    folder = storage.learned.folder(home)
    assert (folder / "weights" / "invoice.weights").read_bytes() == b"numbers"
    assert {path.name for path in (home / "learned").iterdir()} == {folder.name, "files"}
    other.close()


def test_damaged_bytes_are_refused_wherever_they_lie(storage: Storage, place: Place, home: Path) -> None:
    put = storage.learned.put(WEIGHTS, "invoice", b"numbers", ANNA, NOON)
    laid_out = storage.learned.folder(home) / "weights" / "invoice.weights"
    stored = home / "objects" / object_key(put.sha256)
    for path in (laid_out, stored):
        path.chmod(0o600)
        path.write_bytes(b"numbxrs")
    later_process = place.open()
    with pytest.raises(StorageUnavailable, match="Remove the folder"):
        later_process.learned.folder(home)
    later_process.close()
    shutil.rmtree(home / "learned")
    with pytest.raises(StorageUnavailable, match="is damaged"):
        storage.learned.folder(home)
    assert not laid_out.exists()


def test_an_object_that_is_gone_is_told_of(storage: Storage, home: Path) -> None:
    put = storage.learned.put(WEIGHTS, "invoice", b"numbers", ANNA, NOON)
    (home / "objects" / object_key(put.sha256)).unlink()
    with pytest.raises(StorageUnavailable, match="no object"):
        storage.learned.folder(home)
