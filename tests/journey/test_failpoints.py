"""kill -9 at every commit, object and delivery of a whole journey: the next process goes on, and in the end nothing tells of it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import killed_journey
import pytest
from killed_people import KINDS
from places import Place, sqlite_in
from servers.postgresql import IN_MEMORY, PostgresServer, database_name

from models.case import CaseState
from storage.audit.anchors import Anchors
from storage.objects.objects_disk import DiskObjects
from storage.open import Storage

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("FOUREYES_KILLS", "5"))


@dataclass
class Ended:
    """How a process ended, what it acknowledged, and where it was killed."""

    status: int = 1
    said: list[list[str]] = field(default_factory=list)
    died: str | None = None


class Lives:
    """Processes that live a journey, each for itself, with the libraries loaded once."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, killed_journey.__file__],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def live(self, place: Place, order: int, hour: int, spared: Collection[str] | None = None) -> Ended:
        """To the end, or to the first failpoint that is not spared."""
        assert self._program.stdin
        assert self._program.stdout
        self._program.stdin.write(json.dumps([*place.arguments, order, hour, None if spared is None else sorted(spared)]) + "\n")
        self._program.stdin.flush()
        ended = Ended()
        for line in self._program.stdout:
            what, *words = line.split()
            if what == "said":
                ended.said.append(words)
            elif what == "died":
                ended.died = words[0]
            else:
                ended.status = int(words[0])
                break
        return ended

    def close(self) -> None:
        assert self._program.stdin
        self._program.stdin.close()
        self._program.wait()


@contextmanager
def lives() -> Iterator[Lives]:
    program = Lives()
    try:
        yield program
    finally:
        program.close()


class Installations:
    """New installations on one database, their tables made once."""

    def __init__(self, folder: Path, server: PostgresServer | None) -> None:
        self._folder = folder
        self._server = server
        self._migrated = self.empty("migrated")
        self._migrated.open().close()

    def empty(self, name: str) -> Place:
        home = self._folder / name
        home.mkdir()
        return Place(home, self._server.new_database()) if self._server else sqlite_in(home)

    def new(self, name: str) -> Place:
        home = self._folder / name
        if self._server is None:
            return sqlite_in(Path(shutil.copytree(self._migrated.home, home)))
        home.mkdir()
        return Place(home, self._server.new_database(database_name(str(self._migrated.database))))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def installations(request: pytest.FixtureRequest) -> Iterator[Installations]:
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    with TemporaryDirectory(dir=IN_MEMORY) as folder:
        yield Installations(Path(folder), server)


def outcome(storage: Storage) -> dict[str, object]:
    """What became of each document: who made which version, who approved, where it is."""
    told: dict[str, object] = {}
    for summary in storage.cases.queue(tuple(CaseState)):
        versions = storage.cases.versions(summary.case_id)
        approver = storage.cases.case(summary.case_id).approver
        values = [[one.value for one in version.fields] for version in versions]
        # A seeded copy has the name of what it copies.
        told[f"{summary.filename} {summary.state}"] = ([str(version.author) for version in versions], values, str(approver))
    return told


# A seeded case is decided without an approval.
DECIDED = "SELECT case_id, n FROM approval UNION SELECT case_id, 1 FROM seed_result"


def check_nothing_is_lost(storage: Storage, said: list[list[str]]) -> None:
    with storage.database.read() as connection:
        receipts = {(str(row["receipt_id"]), row["sha256"]) for row in connection.execute("SELECT receipt_id, sha256 FROM receipt")}
        approvals = {(str(row["case_id"]), str(row["n"])) for row in connection.execute(DECIDED)}
        versions = {(str(row["case_id"]), str(row["n"])) for row in connection.execute("SELECT case_id, n FROM version")}
        delivered = {(str(row["case_id"]), str(row["n"])) for row in connection.execute("SELECT case_id, n FROM delivery")}
    kept = {"receipt": receipts, "approved": approvals, "version": versions, "released": delivered}
    assert {words[0] for words in said} >= set(kept)
    for what, rows in kept.items():
        assert {(words[1], words[2]) for words in said if words[0] == what} <= rows
    assert all(storage.objects.exists(f"originals/{sha256}") for _, sha256 in receipts)


def check_each_version_left_under_one_key(storage: Storage, books: Path) -> None:
    entries = [json.loads(line) for line in books.read_text("utf-8").splitlines()]
    contents: dict[str, list[object]] = {}
    for key, *content in entries:
        assert contents.setdefault(key, content) == content
    keys = {(case_id, n): key for key, (case_id, n, *_) in contents.items()}  # type: ignore[misc]
    assert len(keys) == len(contents)
    with storage.database.read() as connection:
        delivered = {(row["case_id"], row["n"]) for row in connection.execute("SELECT case_id, n FROM delivery")}
    assert set(keys) == delivered


def check_all_is_well(place: Place, said: list[list[str]], expected: dict[str, object]) -> None:
    storage = place.open()
    try:
        check_nothing_is_lost(storage, said)
        check_each_version_left_under_one_key(storage, place.home / "books")
        anchors = Anchors(storage.database, DiskObjects(place.home / "anchors"), "anchors").all()
        assert storage.audit.verify([anchor.head for anchor in anchors]).seq > 0
        assert storage.audit.replay()[1] == []
        assert outcome(storage) == expected
        assert sum(storage.ledger.counts().values()) == len(KINDS)
    finally:
        storage.close()


def die_at_each_point(installations: Installations, order: int) -> set[str]:
    """One installation lives in peace, its twin is killed once at each point it gets to: no difference is left. Returns the points."""
    killed: set[str] = set()
    said: list[list[str]] = []
    peaceful, place = installations.new(f"peaceful-{order}"), installations.new(f"killed-{order}")
    with lives() as program:
        assert program.live(peaceful, order, 0).status == 0
        while (ended := program.live(place, order, len(killed), killed)).died:
            assert ended.status == -9
            killed.add(ended.died)
            said += ended.said
        assert ended.status == 0
    storage = peaceful.open()
    expected = outcome(storage)
    storage.close()
    check_all_is_well(place, said + ended.said, expected)
    return killed


def test_a_journey_killed_at_every_commit_object_and_delivery_ends_as_one_that_was_not(installations: Installations) -> None:
    with ThreadPoolExecutor(2) as pool:
        rounds = list(pool.map(lambda order: die_at_each_point(installations, order), range(KILLS)))
    assert all(killed == rounds[0] for killed in rounds)
    assert len(rounds[0]) >= 94


def test_a_first_start_that_is_killed_is_followed_by_a_whole_one(installations: Installations) -> None:
    place = installations.empty("first start")
    with lives() as program:
        assert program.live(place, 0, 0, ()).died == "migrate.before_commit"
        assert program.live(place, 0, 0, ("migrate.before_commit",)).died == "migrate.after_commit"
    storage = place.open()
    assert storage.audit.replay()[1] == []
    storage.close()
