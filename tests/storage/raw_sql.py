"""Somebody who writes SQL past the program: in SQLite's file as a shell opens it, on PostgreSQL as the owner of the tables."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from places import Place
from servers.postgresql import OWNER, SUPERUSER

from storage.sql.database import Connection
from storage.sql.schema import TABLE_NAMES
from storage.sql.sqlite_database import connect

REFUSALS = (sqlite3.IntegrityError, psycopg.IntegrityError)


class RawSql(ABC):
    """One session; each statement is a transaction, unless it begins one."""

    dialect: str

    @abstractmethod
    def rows(self, statement: str) -> list[tuple[Any, ...]]: ...

    @abstractmethod
    def disarm(self) -> None:
        """What only somebody who may do anything can do: no trigger fires any more."""

    @abstractmethod
    def without_triggers(self) -> AbstractContextManager[None]:
        """What the owner of the tables can do: only keys and checks are left meanwhile."""

    @abstractmethod
    def close(self) -> None: ...

    def execute(self, *statements: str) -> None:
        for statement in statements:
            self.rows(statement)

    def everything(self) -> dict[str, list[str]]:
        """All rows of all tables."""
        tables = [name for (name,) in self.rows(TABLE_NAMES[self.dialect])]
        return {name: sorted(map(repr, self.rows(f"SELECT * FROM {name}"))) for name in tables}  # noqa: S608 - names of tables


class RawSqlite(RawSql):
    dialect = "sqlite"

    def __init__(self, path: Path, *, guarded: bool) -> None:
        """`guarded` as this program opens it, else as a database shell does: without foreign keys."""
        self._connection = connect(path) if guarded else sqlite3.connect(path, isolation_level=None)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._connection.execute(statement).fetchall()]

    def disarm(self) -> None:
        self.execute("PRAGMA foreign_keys = OFF")
        self._drop_triggers()

    def _drop_triggers(self) -> None:
        names = [name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        self.execute("BEGIN", *(f"DROP TRIGGER {name}" for name in names), "COMMIT")

    @contextmanager
    def without_triggers(self) -> Iterator[None]:
        self._drop_triggers()  # the file is this test's own
        yield

    def close(self) -> None:
        self._connection.close()


class RawPostgres(RawSql):
    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection = psycopg.connect(url, autocommit=True)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        cursor = self._connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []

    def disarm(self) -> None:
        self._connection.close()
        self._connection = psycopg.connect(self._url.replace(f"{OWNER}@", f"{SUPERUSER}@"), autocommit=True)
        self.execute("SET session_replication_role = replica")

    @contextmanager
    def without_triggers(self) -> Iterator[None]:
        tables = [name for (name,) in self.rows(TABLE_NAMES[self.dialect])]
        self.execute(*(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in tables))
        yield
        self.execute(*(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in tables))

    def close(self) -> None:
        self._connection.close()


def raw_sql(place: Place, *, guarded: bool = False) -> RawSql:
    return RawSqlite(place.database, guarded=guarded) if isinstance(place.database, Path) else RawPostgres(place.database)


def tamper(place: Place, *statements: str) -> None:
    """As somebody who may do anything to the database, and puts the triggers out of the way first."""
    raw = raw_sql(place)
    raw.disarm()
    raw.execute(*statements)
    raw.close()


def everything(connection: Connection, dialect: str) -> dict[str, list[str]]:
    """All rows of all tables, as the program's own connection sees them."""
    tables = [row["name"] for row in connection.execute(TABLE_NAMES[dialect]).fetchall()]
    rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608 - names of tables
    return {name: sorted(repr(dict(row)) for row in found) for name, found in rows.items()}
