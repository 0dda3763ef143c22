"""What a transaction is, the same on SQLite and on PostgreSQL: all or nothing, one writer at a time, typed refusals."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.postgresql import PostgresServer

from models.errors import BadSetting, NoSuchCase, StorageUnavailable
from pipeline.settings import settings_from
from storage.sql.database import Database, Refused
from storage.sql.postgres_database import PostgresDatabase, translated
from storage.sql.sqlite_database import SqliteDatabase

ROOT = Path(__file__).resolve().parents[2]
TABLE = "CREATE TABLE thing (name TEXT PRIMARY KEY, amount INTEGER NOT NULL CHECK (amount < 100), said TEXT)"
INSERT = "INSERT INTO thing (name, amount, said) VALUES (:name, :amount, :said)"


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> Iterator[Database]:
    url = postgres_server.new_database()
    database = PostgresDatabase(url)
    yield database
    database.close()
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    opened: Database = SqliteDatabase(tmp_path / "some.db") if request.param == "sqlite" else request.getfixturevalue("postgres")
    with opened.write("make") as connection:
        connection.execute(TABLE)
    yield opened
    opened.close()


def thing(name: str, amount: object = 1, said: str | None = None) -> dict[str, object]:
    return {"name": name, "amount": amount, "said": said}


def names(database: Database) -> list[str]:
    with database.read() as connection:
        return [row["name"] for row in connection.execute("SELECT name FROM thing ORDER BY name")]


def test_rows_are_read_by_the_names_of_their_columns(database: Database) -> None:
    with database.write("add") as connection:
        returned = connection.execute(INSERT + " RETURNING name, amount", thing("a", 7)).fetchone()
        connection.executemany(INSERT, [thing("b"), thing("c")])
        assert connection.execute("UPDATE thing SET said = :said WHERE amount = 1", {"said": "x"}).rowcount == 2
    assert dict(returned) == {"name": "a", "amount": 7}
    assert names(database) == ["a", "b", "c"]


def test_values_are_taken_as_they_are_written(database: Database) -> None:
    said = "100% :name %(name)s ' \\ \N{SNOWMAN}"
    with database.write("add") as connection:
        connection.execute(INSERT, thing("a", True, said))  # noqa: FBT003 - a flag is a number in the tables
        row = connection.execute(
            """
            SELECT amount, said, '50% :not' AS text, CAST(:none AS TEXT) IS NULL AS missing -- 50% :not a 'name
            FROM thing WHERE said LIKE '100%' AND amount % 2 = 1
            """,
            {"none": None},
        ).fetchone()
    assert (row["amount"], row["said"], row["text"], bool(row["missing"])) == (1, said, "50% :not", True)


def test_a_cast_and_a_text_are_not_taken_for_names() -> None:
    assert translated("SELECT ':a', :b::text, '%' || :c_1") == b"SELECT ':a', %(b)s::text, '%%' || %(c_1)s"


def test_what_fails_is_undone_and_the_next_one_works(database: Database) -> None:
    def fail() -> None:
        with database.write("add") as connection:
            connection.execute(INSERT, thing("a"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert names(database) == []


@pytest.mark.parametrize("wrong", [thing("a"), thing("b", 100), thing("b", None)])
def test_what_the_tables_refuse_has_one_name_and_tells_no_values(database: Database, wrong: dict[str, object]) -> None:
    with database.write("add") as connection:
        connection.execute(INSERT, thing("a", 1, "secret"))
    with pytest.raises(Refused) as refused, database.write("add") as connection:
        connection.executemany(INSERT, [thing("innocent"), wrong | {"said": "secret"}])
    assert "secret" not in str(refused.value)
    assert names(database) == ["a"]


def test_a_number_out_of_range_is_no_case(database: Database) -> None:
    with pytest.raises(NoSuchCase), database.write("add") as connection:
        connection.execute(INSERT, thing("a", 10**30))
    assert names(database) == []


def test_a_statement_that_makes_no_sense_is_told_of(database: Database) -> None:
    with pytest.raises(StorageUnavailable, match="answered"), database.read() as connection:
        connection.execute("SELECT * FROM nowhere")
    assert names(database) == []


def test_a_view_does_not_change_while_it_is_read(database: Database) -> None:
    writer = threading.Thread(target=add, args=(database, "a"))
    with database.read() as connection:
        before = connection.execute("SELECT count(*) AS n FROM thing").fetchone()["n"]
        writer.start()
        writer.join(0.3)  # on SQLite it waits for the reader
        assert connection.execute("SELECT count(*) AS n FROM thing").fetchone()["n"] == before
    writer.join()
    assert names(database) == ["a"]


def add(database: Database, name: str) -> None:
    with database.write("add") as connection:
        connection.execute(INSERT, thing(name))
    database.close()


def test_one_writes_at_a_time_and_sees_what_the_one_before_wrote(database: Database) -> None:
    def count_up() -> None:
        for _ in range(10):
            with database.write("count") as connection:
                row = connection.execute("SELECT count(*) AS n FROM thing").fetchone()
                connection.execute(INSERT, thing(f"{row['n']:03d}"))
        database.close()

    threads = [threading.Thread(target=count_up) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(database) == [f"{n:03d}" for n in range(50)]


def test_a_transaction_within_another_is_a_mistake_not_a_deadlock(database: Database) -> None:
    def nest() -> None:
        with database.write("outer"):
            names(database)

    with pytest.raises(AssertionError, match="within a transaction"):
        nest()
    assert names(database) == []


def test_a_reader_cannot_write_on_postgresql(postgres: Database) -> None:
    with postgres.write("make") as connection:
        connection.execute(TABLE)
    with pytest.raises(StorageUnavailable, match="read-only"), postgres.read() as connection:
        connection.execute(INSERT, thing("a"))


def test_a_restarted_server_is_connected_to_again(postgres: Database, postgres_server: PostgresServer) -> None:
    with postgres.write("make") as connection:
        connection.execute(TABLE)
        connection.execute(INSERT, thing("a"))
    postgres_server.stop()
    with pytest.raises(StorageUnavailable, match="Check that it runs"):
        names(postgres)
    postgres_server.start()
    assert names(postgres) == ["a"]


def test_a_server_lost_in_the_middle_undoes_the_transaction(postgres: Database, postgres_server: PostgresServer) -> None:
    with postgres.write("make") as connection:
        connection.execute(TABLE)

    def cut() -> None:
        with postgres.write("add") as connection:
            connection.execute(INSERT, thing("a"))
            postgres_server.stop()
            postgres_server.start()

    with pytest.raises(StorageUnavailable, match="look whether it was saved"):
        cut()
    assert names(postgres) == []


PROGRAM = """
import sys
from storage.{module} import {name}
database = {name}({place})
for n in range(3):
    with database.write("add") as connection:
        connection.execute("INSERT INTO thing (name, amount) VALUES (:name, 1)", {{"name": str(n)}})
    print(n, flush=True)
"""


@pytest.mark.parametrize(
    ("failpoint", "said", "kept"),
    [
        ("", ["0", "1", "2"], 3),
        ("another.before_commit", ["0", "1", "2"], 3),
        ("add.before_commit", [], 0),
        ("add.after_commit", [], 1),
        ("add.before_commit:3", ["0", "1"], 2),
    ],
)
def test_a_process_dies_at_its_failpoint_and_nobody_waits_for_it(database: Database, failpoint: str, said: list[str], kept: int) -> None:
    kind = type(database)
    place = f"__import__('pathlib').Path({database.place!r})" if isinstance(database, SqliteDatabase) else repr(database._conninfo)  # type: ignore[attr-defined]
    program = PROGRAM.format(module=kind.__module__.partition(".")[2], name=kind.__name__, place=place)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "FOUREYES_FAILPOINT": failpoint}
    ended = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert ended.stdout.split() == said
    assert ended.returncode == (0 if len(said) == 3 else -signal.SIGKILL)
    begun = time.monotonic()
    add(database, "next")
    assert time.monotonic() - begun < 5
    assert len(names(database)) == kept + 1


def test_a_password_is_in_no_message() -> None:
    url = "postgresql://anna:hunter2@127.0.0.1:1/foureyes"
    settings = settings_from({"FOUREYES_DATABASE_URL": url})
    assert settings.database == url
    assert "hunter2" not in repr(settings)
    database = PostgresDatabase(url)
    assert database.place == "postgresql://127.0.0.1:1/foureyes"
    with pytest.raises(StorageUnavailable, match="FOUREYES_DATABASE_URL") as refused:
        names(database)
    assert "hunter2" not in str(refused.value)
    with pytest.raises(StorageUnavailable, match="write postgresql://") as unreadable:
        PostgresDatabase("postgresql://anna:hunter2@host:port:port/?what=hunter2")
    assert "hunter2" not in str(unreadable.value)


def test_the_address_of_another_kind_of_database_is_refused() -> None:
    assert settings_from({"FOUREYES_DATABASE_URL": ""}).database == settings_from({}).home / "foureyes.db"
    with pytest.raises(BadSetting, match="FOUREYES_DATABASE_URL"):
        settings_from({"FOUREYES_DATABASE_URL": "mysql://root:hunter2@host/x"})
