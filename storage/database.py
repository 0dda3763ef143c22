"""Decides what a transaction is, whichever database holds the tables: named, one writer at a time, one connection a thread."""

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from models.errors import CheckRefused
from storage import failpoints

NOTHING: Mapping[str, object] = {}


class Refused(CheckRefused):
    """A key or a guard of the tables does not allow it; the whole transaction is undone."""


class Row(Protocol):
    """A row by the names of its columns; `dict(row)` makes it a dictionary."""

    def __getitem__(self, name: str, /) -> Any: ...  # noqa: ANN401 - what a column holds
    def keys(self) -> Iterable[str]: ...


class Rows(Protocol):
    """What a statement answers: rows, or how many it changed."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...  # noqa: ANN401 - a Row or None; aggregates always have one
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """Standard SQL with `:name` for values, the same for every database."""

    def execute(self, sql: str, values: Mapping[str, object] = ..., /) -> Rows: ...
    def executemany(self, sql: str, many: Iterable[Mapping[str, object]], /) -> Rows: ...


class Database(ABC):
    """One database, shared by the threads of this process and by other processes.

    What its keys and guards refuse surfaces as Refused when the transaction ends, what else goes wrong as StorageUnavailable.
    """

    dialect: str
    sqlalchemy_url: str  # names the driver only; `connect` opens
    place: str  # as messages name it, without a password
    begin_writing: str  # the statement that makes its transaction the only writer

    def __init__(self) -> None:
        self._mine = threading.local()

    @contextmanager
    def write(self, name: str) -> Iterator[Connection]:
        """One transaction that may write, committed when the block ends without an exception; not to be nested."""
        with self._writing() as connection:
            yield connection
            failpoints.reach(f"{name}.before_commit")
        failpoints.reach(f"{name}.after_commit")

    @abstractmethod
    def read(self) -> AbstractContextManager[Connection]:
        """One consistent view of everything committed; keep it short, it may hold writers back. Not to be nested."""

    @abstractmethod
    def connect(self) -> Any:  # noqa: ANN401 - the driver's own connection, as SQLAlchemy takes it
        """A connection with every guard on; transactions are begun explicitly."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Connection]: ...

    def close(self) -> None:
        """Close the connection of the calling thread."""
        connection = getattr(self._mine, "connection", None)
        self._mine.connection = None
        if connection is not None and self._mine.process == os.getpid():
            connection.close()

    def _connection(self) -> Any:  # noqa: ANN401 - as `connect`
        mine = self._mine
        if getattr(mine, "process", None) != os.getpid():
            # A forked child must neither use nor close its parent's connection: https://sqlite.org/howtocorrupt.html
            mine.inherited = getattr(mine, "connection", None)
            mine.connection = None
            mine.process = os.getpid()
        if mine.connection is None:
            mine.connection = self.connect()
        return mine.connection


def check_not_nested(*, in_transaction: bool) -> None:
    if in_transaction:
        raise AssertionError("a transaction within a transaction would wait for itself; pass the connection on")
