"""Threads that share a commit: as if each had its own, only sooner done."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from servers.postgresql import PostgresServer

from models.errors import StorageUnavailable
from storage.sql import group_commit
from storage.sql.database import Database, Refused
from storage.sql.group_commit import Group
from storage.sql.postgres_database import PostgresDatabase
from storage.sql.sqlite_database import SqliteDatabase

WRITERS = 12
INSERT = "INSERT INTO thing (name, amount) VALUES (:name, :amount)"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        opened: Database = SqliteDatabase(tmp_path / "some.db")
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        opened = PostgresDatabase(server.new_database())
    with opened.write("make") as connection:
        connection.execute("CREATE TABLE thing (name TEXT PRIMARY KEY, amount INTEGER NOT NULL CHECK (amount < 100))")
    yield opened
    opened.close()


def insert(database: Database, name: str, amount: int = 1) -> None:
    with database.write("add") as connection:
        connection.execute(INSERT, {"name": name, "amount": amount})


def names(database: Database) -> list[str]:
    with database.read() as connection:
        return [row["name"] for row in connection.execute("SELECT name FROM thing ORDER BY name")]


@contextmanager
def everybody_waits(database: Database) -> Iterator[list[threading.Thread]]:
    """Threads started in the block come while somebody writes, and so share the commit after it."""
    threads: list[threading.Thread] = []
    with database.write("ahead"):
        yield threads
        for thread in threads:
            thread.start()
            time.sleep(0.005)
    for thread in threads:
        thread.join()


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many members each commit had."""
    counted: list[int] = []
    end = Group.end

    def counting(group: Group) -> None:
        counted.append(group.members)
        end(group)

    monkeypatch.setattr(Group, "end", counting)
    monkeypatch.setattr(group_commit, "LONGEST_SECONDS", 5.0)
    return counted


def test_those_who_come_meanwhile_share_one_commit(database: Database, commits: list[int]) -> None:
    with everybody_waits(database) as threads:
        threads += [threading.Thread(target=insert, args=(database, f"{n:02d}")) for n in range(WRITERS)]
    assert commits == [WRITERS + 1]
    assert names(database) == [f"{n:02d}" for n in range(WRITERS)]


def test_a_group_does_not_grow_for_ever(database: Database, commits: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "MOST_MEMBERS", 5)
    with everybody_waits(database) as threads:
        threads += [threading.Thread(target=insert, args=(database, f"{n:02d}")) for n in range(WRITERS)]
    assert sum(commits) == WRITERS + 1
    assert max(commits) == 5


def test_who_is_refused_undoes_nobody_elses_part(database: Database, commits: list[int]) -> None:
    refused: list[str] = []

    def try_to(name: str, amount: int) -> None:
        try:
            insert(database, name, amount)
        except Refused:
            refused.append(name)

    with everybody_waits(database) as threads:
        threads += [threading.Thread(target=try_to, args=(f"{n:02d}", 1 if n % 3 else 100)) for n in range(WRITERS)]
    assert refused == ["00", "03", "06", "09"]
    assert names(database) == [f"{n:02d}" for n in range(WRITERS) if n % 3]
    assert commits == [WRITERS + 1]


def test_the_last_in_line_commits_for_the_others_even_if_it_fails(database: Database, commits: list[int]) -> None:
    def fail() -> None:
        with suppress(RuntimeError), database.write("add") as connection:
            connection.execute(INSERT, {"name": "never", "amount": 1})
            raise RuntimeError

    with everybody_waits(database) as threads:
        threads += [threading.Thread(target=insert, args=(database, "a")), threading.Thread(target=fail)]
    assert commits == [3]
    assert names(database) == ["a"]


def test_nobody_is_told_that_it_is_saved_before_it_is(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    saved_when_told: list[bool] = []
    committed: list[Group] = []
    end = Group.end

    def slow(group: Group) -> None:
        time.sleep(0.1)
        end(group)
        committed.append(group)

    monkeypatch.setattr(Group, "end", slow)

    def add(name: str) -> None:
        insert(database, name)
        saved_when_told.append(name in names(database))
        database.close()

    with everybody_waits(database) as threads:
        threads += [threading.Thread(target=add, args=(f"{n}",)) for n in range(4)]
    assert saved_when_told == [True] * 4


def test_a_commit_that_fails_is_told_to_everybody_and_the_next_works(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = database._begin_group
    unlucky = [True]

    def begin_unluckily() -> Group:
        group = begin()
        if unlucky:
            unlucky.clear()
            group.commit = fail
        return group

    def fail() -> None:
        raise OSError("the disk is full")

    database.close()
    database._groups.clear()
    monkeypatch.setattr(database, "_begin_group", begin_unluckily)
    told: list[str] = []

    def add(name: str) -> None:
        try:
            insert(database, name)
        except StorageUnavailable as error:
            told.append(str(error))

    threads = [threading.Thread(target=add, args=(f"{n}",)) for n in range(4)]
    with pytest.raises(StorageUnavailable, match="disk is full"), everybody_waits(database) as waiting:
        waiting.extend(threads)
    for thread in threads:
        thread.join()
    assert len(told) + len(names(database)) == 4
    assert all("disk is full" in message for message in told)
    insert(database, "after")
    assert "after" in names(database)


def test_a_transaction_that_the_database_undid_is_told_to_all_of_the_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = SqliteDatabase(tmp_path / "some.db")
    monkeypatch.setattr(group_commit, "LONGEST_SECONDS", 5.0)
    told: list[str] = []

    def give_up() -> None:
        with suppress(RuntimeError), database.write("add") as connection:
            connection.execute("ROLLBACK")  # as a full disk makes SQLite do
            raise RuntimeError

    def add() -> None:
        try:
            with database.write("add") as connection:
                connection.execute("CREATE TABLE lost (name TEXT)")
        except StorageUnavailable as error:
            told.append(str(error))

    with pytest.raises(StorageUnavailable), everybody_waits(database) as threads:
        threads += [threading.Thread(target=add), threading.Thread(target=give_up)]
    for thread in threads:
        thread.join()
    assert len(told) == 1
    with database.read() as connection:
        assert connection.execute("SELECT * FROM sqlite_master").fetchall() == []
    database.close()


def test_an_interrupted_wait_leaves_the_line_as_it_was() -> None:
    line = group_commit.Line()
    line.come()
    interrupted = threading.Event()

    def wait(_: threading.Event, __: float | None = None) -> bool:
        interrupted.set()
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading.Event, "wait", wait)
        with pytest.raises(KeyboardInterrupt) as raised:
            line.come()
    assert raised.type is KeyboardInterrupt
    assert not line.hand_on()
    line.leave()
    assert line.come_if_free()


def test_who_is_interrupted_when_the_turn_has_come_commits_for_the_others(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "some.db")
    groups = group_commit.GroupCommit(database._begin_group, database.place)
    groups._line.come()
    groups._group = group = database._begin_group()
    group.connection.execute("CREATE TABLE kept (name TEXT)")

    def wait(_: threading.Event, __: float | None = None) -> bool:
        assert groups._line.hand_on()
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading.Event, "wait", wait)
        with pytest.raises(KeyboardInterrupt), groups.member():
            pytest.fail("its turn was not taken")
    assert group.done.is_set()
    with database.read() as connection:
        assert connection.execute("SELECT * FROM kept").fetchall() == []
    with groups.pause() as alone:
        assert alone
    database.close()
