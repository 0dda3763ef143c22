"""Writes entries into a table of another database: a row a version, and the row it corrects says so."""

from collections.abc import Mapping, Sequence

from sqlalchemy import URL, Column, Connection, Engine, Integer, MetaData, Table, Text, create_engine, false, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError

from models.errors import BadSetting, ConsumerUnavailable
from models.release import Failure, ReleasedEntry, Verdict
from storage.release.consumers.one_by_one import deliver_each
from storage.release.consumers.sql_table import SqlTable

ABOUT = ("idempotency_key", "case_id", "version", "doc_type", "approved_by", "corrects", "corrected_by")
CONNECT = {"sqlite": {"timeout": 10}, "postgresql": {"connect_timeout": 10}}
"""The databases it knows, and how long each may take to answer, in seconds."""


class SqlTableConsumer:
    """Rows without `corrected_by` are what holds. A key that is there already is left alone."""

    def __init__(self, declared: SqlTable, password: str | None) -> None:
        self.name = declared.name
        self.doc_types = declared.doc_types
        self._declared = declared
        self._url = _checked_url(declared, password)
        if taken := set(ABOUT) & set(declared.columns):
            raise BadSetting(f"{self.name}: the column {min(taken)} is filled by itself. Take it out of columns.")

    def deliver(self, run: int, entries: Sequence[ReleasedEntry]) -> Mapping[int, Failure]:  # noqa: ARG002 - an entry's key says it all
        engine = self._engine()
        table = _table(self._declared)
        try:
            self._check_is_there(engine, table)
            return deliver_each(entries, lambda entry: self._send(engine, table, entry))
        finally:
            engine.dispose()

    def _check_is_there(self, engine: Engine, table: Table) -> None:
        """Database, table and columns: what is missing of these is no entry's fault."""
        try:
            if self._declared.create:
                table.create(engine, checkfirst=True)
            with engine.connect() as connection:
                connection.execute(table.select().where(false()))
        except DBAPIError as error:
            raise ConsumerUnavailable(f"{self.name}: the database says '{error.orig}'. Mend it; the entries wait.") from error

    def _engine(self) -> Engine:
        try:
            return create_engine(self._url, connect_args=CONNECT[self._url.get_backend_name()])
        except ModuleNotFoundError as error:
            raise BadSetting(f"{self.name}: PostgreSQL needs its driver. Install foureyes[postgresql].") from error

    def _send(self, engine: Engine, table: Table, entry: ReleasedEntry) -> Failure | None:
        try:
            with engine.begin() as connection:
                self._write(connection, table, entry)
        except DBAPIError as error:
            # Only by its name: what the database says of a row repeats its values.
            refused = isinstance(error, DataError | IntegrityError)
            verdict = Verdict.REFUSED if refused else Verdict.LATER
            return Failure(verdict, f"the table does not take it: {type(error.orig).__name__}")
        return None

    def _write(self, connection: Connection, table: Table, entry: ReleasedEntry) -> None:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(table).values(self._row(entry)).on_conflict_do_nothing(index_elements=["idempotency_key"]))
        if entry.corrects:
            replaced = table.update().where(table.c.idempotency_key == entry.corrects)
            connection.execute(replaced.values(corrected_by=entry.idempotency_key))

    def _row(self, entry: ReleasedEntry) -> dict[str, str | int | None]:
        about: dict[str, str | int | None] = {
            "idempotency_key": entry.idempotency_key,
            "case_id": entry.case,
            "version": entry.version,
            "doc_type": entry.doc_type,
            "approved_by": entry.approved_by,
            "corrects": entry.corrects,
        }
        fields = self._declared.columns.items()
        return about | {column: entry.fields[field].value if field in entry.fields else None for column, field in fields}


def _checked_url(declared: SqlTable, password: str | None) -> URL:
    try:
        url = make_url(declared.url)
    except ArgumentError as error:
        raise BadSetting(f"{declared.name}: the url is not one. Write sqlite:////folder/file.db or postgresql://user@host/name.") from error
    if url.get_backend_name() not in CONNECT:
        raise BadSetting(f"{declared.name}: the url names '{url.drivername}'. Use one of: {', '.join(CONNECT)}.")
    if url.password is not None:
        raise BadSetting(f"{declared.name}: the url holds a password. Put it into a variable and name that under password_env.")
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url.set(password=password) if password else url


def _table(declared: SqlTable) -> Table:
    """Values are text, as they were approved; the receiver casts them."""
    kinds = {"case_id": Integer, "version": Integer}
    about = [Column(name, kinds.get(name, Text), primary_key=name == "idempotency_key") for name in ABOUT]
    return Table(declared.table, MetaData(), *about, *(Column(name, Text) for name in declared.columns), schema=declared.db_schema)
