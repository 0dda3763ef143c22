"""SQLite: one file, its writers queueing fairly, its journal safe with the SQLite at hand."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from models.errors import NoSuchCase, StorageUnavailable
from storage.sql.database import Connection, Database, Refused
from storage.sql.group_commit import Group
from storage.sql.turns import readers_turn, writers_turn

BUSY_SECONDS = 30.0
FIRST_WITH_RETURNING = (3, 35, 0)
# A write-ahead log of SQLite 3.7.0 to 3.51.2 can lose pages at a reset: https://sqlite.org/wal.html
FIRST_SOUND_WAL = (3, 51, 3)


class SqliteDatabase(Database):
    """One SQLite file."""

    dialect = "sqlite"
    sqlalchemy_url = "sqlite://"
    begin_writing = "BEGIN IMMEDIATE"

    def __init__(self, path: Path) -> None:
        super().__init__()
        check_version(sqlite3.sqlite_version_info)
        self.path = path
        self.place = str(path)
        self._queue = path.with_name(f"{path.name}.turns")

    def connect(self) -> sqlite3.Connection:
        return connect(self.path)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        connection: sqlite3.Connection = self._connection()
        with readers_turn(self._queue):
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    def _begin_group(self) -> Group:
        connection: sqlite3.Connection = self._writer()
        with ExitStack() as stack:
            stack.enter_context(writers_turn(self._queue))
            connection.execute(self.begin_writing)
            turn = stack.pop_all()

        def commit() -> None:
            connection.commit()
            turn.close()

        def rollback() -> None:
            with turn:
                connection.rollback()

        return Group(connection, commit, rollback)

    @contextmanager
    def _errors_as_ours(self) -> Iterator[None]:
        try:
            yield
        except OverflowError as error:
            raise NoSuchCase("Nothing here has a number that large. Look at the queue for the cases there are.") from error
        except sqlite3.IntegrityError as error:
            raise Refused(f"The tables refused it ({error}); nothing was changed. Look at the case again.") from error
        except sqlite3.DatabaseError as error:
            raise StorageUnavailable(f"The database {self.path} answered '{error}'. Check the disk, then try again.") from error


def connect(path: Path) -> sqlite3.Connection:
    """A connection with every guard on; transactions are begun explicitly."""
    # Threads take turns at the connection for writing.
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not only unlinked
    for pragma in durability(sqlite3.sqlite_version_info):
        connection.execute(pragma)
    return connection


def check_version(sqlite_version: tuple[int, ...]) -> None:
    """Raises StorageUnavailable where the library is too old for the statements used."""
    if sqlite_version < FIRST_WITH_RETURNING:
        present = ".".join(map(str, sqlite_version))
        raise StorageUnavailable(f"This Python has SQLite {present}. Use one with 3.35 or newer, or PostgreSQL by FOUREYES_DATABASE_URL.")


def durability(sqlite_version: tuple[int, ...]) -> tuple[str, str]:
    """The journal that is safe with this SQLite, and the sync that makes its commits survive a power cut.

    With journal DELETE that is EXTRA: FULL does not sync the folder after the journal's removal, so a cut could undo a commit.
    """
    if sqlite_version >= FIRST_SOUND_WAL:
        return "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"
    return "PRAGMA journal_mode = DELETE", "PRAGMA synchronous = EXTRA"
