"""PostgreSQL: the same one writer at a time, by a lock that lives as long as its transaction."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache, partial
from typing import TypeAlias

import psycopg
from psycopg import errors
from psycopg.adapt import Dumper
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row

from models.errors import NoSuchCase, StorageUnavailable
from storage.sql.connection import NOTHING
from storage.sql.database import Connection, Database, Refused, Rows
from storage.sql.group_commit import Group

CONNECT_SECONDS = 10
# synchronous_commit: what was acknowledged survives a power cut, whatever the server's default. idle_in_transaction: a client that
# hangs, or whose network went, gives the writers' lock back.
SESSION = (
    "-c synchronous_commit=on -c lock_timeout=30s -c statement_timeout=300s -c idle_in_transaction_session_timeout=60s "
    "-c default_transaction_isolation=read\\ committed"
)
WRITERS_LOCK = 0x466F7572
# Text, a cast, a name, a per cent sign; a value's colon follows none of the first two.
TOKENS = re.compile(r"'(?:[^']|'')*'|--[^\n]*|::|:([A-Za-z_]\w*)|%")


Raw: TypeAlias = "psycopg.Connection[tuple[object, ...]]"


class PostgresDatabase(Database):
    """One PostgreSQL database, by the URL of the owner of its tables.

    The audit log is one chain, so two transactions that write cannot both be next: whoever comes second waits at the lock. It is
    taken in read committed, where each later statement sees what was committed before the lock was had; in a stricter isolation
    the view would be older than the lock.
    """

    dialect = "postgresql"
    sqlalchemy_url = "postgresql+psycopg://"
    begin_writing = f"BEGIN; SELECT pg_advisory_xact_lock({WRITERS_LOCK})"

    def __init__(self, url: str) -> None:
        super().__init__()
        try:
            asked = conninfo_to_dict(url)
        except psycopg.ProgrammingError:
            raise StorageUnavailable("FOUREYES_DATABASE_URL is no URL of PostgreSQL; write postgresql://user@host/database.") from None
        self.place = f"postgresql://{asked.get('host', '')}:{asked.get('port', 5432)}/{asked.get('dbname', '')}"
        self._conninfo = make_conninfo(url, options=f"{asked.get('options', '')} {SESSION}", application_name="foureyes")

    def connect(self) -> Raw:
        try:
            connection = psycopg.connect(self._conninfo, autocommit=True, connect_timeout=CONNECT_SECONDS)
        except psycopg.OperationalError as error:
            raise StorageUnavailable(f"{self.place} refused: {error}. Check that it runs, and FOUREYES_DATABASE_URL.") from None
        connection.adapters.register_dumper(bool, BooleanAsInteger)
        return connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        connection = self._begun(self._connection, self._forget_reader, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield PostgresConnection(connection)
            connection.commit()  # at a rollback psycopg forgets every statement it has prepared
        except BaseException:
            _undo(connection)
            raise

    def _begin_group(self) -> Group:
        connection = self._begun(self._writer, self._close_writer, self.begin_writing)
        return Group(PostgresConnection(connection), connection.commit, partial(_undo, connection))

    def _begun(self, connection: Callable[[], Raw], forget: Callable[[], None], begin: str) -> Raw:
        """A connection in its transaction; made anew where the server went away since the last one."""
        present = connection()
        try:
            present.execute(begin.encode(), prepare=False)
        except psycopg.OperationalError:
            _undo(present)
            if not present.closed:
                raise
            forget()
            present = connection()
            present.execute(begin.encode(), prepare=False)
        return present

    def _forget_reader(self) -> None:
        self._mine.connection = None

    @contextmanager
    def _errors_as_ours(self) -> Iterator[None]:
        try:
            yield
        except errors.NumericValueOutOfRange as error:
            raise NoSuchCase("Nothing here has a number that large. Look at the queue for the cases there are.") from error
        except (psycopg.IntegrityError, errors.RaiseException) as error:
            raise Refused(f"The tables refused it ({_said(error)}); nothing was changed. Look at the case again.") from error
        except psycopg.Error as error:
            raise StorageUnavailable(
                f"The database {self.place} answered '{_said(error)}'. Check that it runs, then look whether it was saved."
            ) from error


class PostgresConnection:
    """Our SQL as psycopg takes it."""

    def __init__(self, connection: Raw) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Mapping[str, object] = NOTHING, /) -> Rows:
        return self._connection.cursor(row_factory=dict_row).execute(translated(sql), values)

    def executemany(self, sql: str, many: Iterable[Mapping[str, object]], /) -> Rows:
        cursor = self._connection.cursor(row_factory=dict_row)
        cursor.executemany(translated(sql), many)
        return cursor


class BooleanAsInteger(Dumper):
    """Tables say 0 and 1, as SQLite has no booleans."""

    oid = 21  # smallint

    def dump(self, obj: bool) -> bytes:  # noqa: FBT001 - the driver's signature
        return b"1" if obj else b"0"


@cache
def translated(sql: str) -> bytes:
    """`:name` as `%(name)s`, a per cent sign doubled, text and casts left alone."""
    return TOKENS.sub(_token, sql).encode()


def _token(found: "re.Match[str]") -> str:
    name: str | None = found.group(1)
    return f"%({name})s" if name else found.group().replace("%", "%%")


def _undo(connection: Raw) -> None:
    with suppress(psycopg.Error):  # where the server is gone, so is the transaction
        connection.rollback()


def _said(error: psycopg.Error) -> str:
    """Without the detail, which holds the values of the row."""
    return error.diag.message_primary or str(error).strip()
