"""Decides how a connection is opened, and what a transaction is: one connection a thread, one writer at a time."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from models.errors import NoSuchCase, StorageUnavailable
from storage.turns import readers_turn, writers_turn

BUSY_SECONDS = 30.0
# A write-ahead log of SQLite 3.7.0 to 3.51.2 can lose pages at a reset: https://sqlite.org/wal.html
FIRST_SOUND_WAL = (3, 51, 3)
Turn = Callable[[Path], AbstractContextManager[None]]


class Database:
    """One SQLite file, shared by the threads of this process and by other processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mine = threading.local()
        self._queue = path.with_name(f"{path.name}.turns")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction that may write, committed when the block ends without an exception; not to be nested."""
        with self._transaction(writers_turn, "BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of everything committed; keep it short, it holds writers back. Not to be nested."""
        with self._transaction(readers_turn, "BEGIN") as connection:
            yield connection

    def close(self) -> None:
        """Close the connection of the calling thread."""
        connection = getattr(self._mine, "connection", None)
        self._mine.connection = None
        if connection is not None:
            connection.close()

    @contextmanager
    def _transaction(self, turn: Turn, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._connection()
            if connection.in_transaction:
                raise AssertionError("a transaction within a transaction would wait for itself; pass the connection on")
            with turn(self._queue):
                connection.execute(begin)
                try:
                    yield connection
                    connection.commit()
                except BaseException:
                    connection.rollback()
                    raise
        except OverflowError as error:
            raise NoSuchCase("Nothing here has a number that large. Look at the queue for the cases there are.") from error
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            raise StorageUnavailable(f"The database {self.path} answered '{error}'. Check the disk, then try again.") from error

    def _connection(self) -> sqlite3.Connection:
        mine = self._mine
        if getattr(mine, "process", None) != os.getpid():
            # A forked child must neither use nor close its parent's connection: https://sqlite.org/howtocorrupt.html
            mine.inherited = getattr(mine, "connection", None)
            mine.connection = None
            mine.process = os.getpid()
        if mine.connection is None:
            mine.connection = connect(self.path)
        connection: sqlite3.Connection = mine.connection
        return connection


def connect(path: Path) -> sqlite3.Connection:
    """A connection with every guard on; transactions are begun explicitly."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    for pragma in durability(sqlite3.sqlite_version_info):
        connection.execute(pragma)
    return connection


def durability(sqlite_version: tuple[int, ...]) -> tuple[str, str]:
    """The journal that is safe with this SQLite, and the sync that makes its commits survive a power cut.

    With journal DELETE that is EXTRA: FULL does not sync the folder after the journal's removal, so a cut could undo a commit.
    """
    if sqlite_version >= FIRST_SOUND_WAL:
        return "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"
    return "PRAGMA journal_mode = DELETE", "PRAGMA synchronous = EXTRA"
