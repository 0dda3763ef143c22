"""Decides what a transaction is, whichever database holds the tables: named, one writer at a time, one connection a thread."""

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from models.errors import CheckRefused
from storage.sql import failpoints
from storage.sql.connection import Connection, Row, Rows
from storage.sql.group_commit import Group, GroupCommit

__all__ = ["Connection", "Database", "Refused", "Row", "Rows"]


class Refused(CheckRefused):
    """A key or a guard of the tables does not allow it; the whole transaction is undone."""


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
        # By process: a forked child must neither use nor close what its parent opened, https://sqlite.org/howtocorrupt.html
        self._groups: dict[int, GroupCommit] = {}
        self._writers: dict[int, Any] = {}

    @contextmanager
    def write(self, name: str) -> Iterator[Connection]:
        """One transaction that may write, committed when the block ends without an exception; not to be nested."""
        process = os.getpid()
        groups = self._groups.get(process) or self._groups.setdefault(process, GroupCommit(self._begin_group, self.place))
        with self._alone(), self._errors_as_ours():
            with groups.member() as connection:
                yield connection
                failpoints.reach(f"{name}.before_commit")
            failpoints.reach(f"{name}.after_commit")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of everything committed; keep it short, it may hold writers back. Not to be nested."""
        with self._alone(), self._errors_as_ours(), self._reading() as connection:
            yield connection

    @abstractmethod
    def connect(self) -> Any:  # noqa: ANN401 - the driver's own connection, as SQLAlchemy takes it
        """A connection with every guard on; transactions are begun explicitly."""

    def close(self) -> None:
        """Close the connection of the calling thread, and the one for writing where nobody writes."""
        connection = getattr(self._mine, "connection", None)
        self._mine.connection = None
        if connection is not None and self._mine.process == os.getpid():
            connection.close()
        groups = self._groups.get(os.getpid())
        if groups is not None:
            with groups.pause() as alone:
                if alone:
                    self._close_writer()

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]: ...

    @abstractmethod
    def _begin_group(self) -> Group: ...

    @abstractmethod
    def _errors_as_ours(self) -> AbstractContextManager[None]: ...

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if getattr(self._mine, "inside", False):
            raise AssertionError("a transaction within a transaction would wait for itself; pass the connection on")
        self._mine.inside = True
        try:
            yield
        finally:
            self._mine.inside = False

    def _connection(self) -> Any:  # noqa: ANN401 - as `connect`
        """For reading, of the calling thread."""
        mine = self._mine
        if getattr(mine, "process", None) != os.getpid():
            mine.inherited = getattr(mine, "connection", None)
            mine.connection = None
            mine.process = os.getpid()
        if mine.connection is None:
            mine.connection = self.connect()
        return mine.connection

    def _writer(self) -> Any:  # noqa: ANN401 - as `connect`
        """For writing, of whichever thread of this process has its turn."""
        process = os.getpid()
        if process not in self._writers:
            self._writers[process] = self.connect()
        return self._writers[process]

    def _close_writer(self) -> None:
        connection = self._writers.pop(os.getpid(), None)
        if connection is not None:
            connection.close()
