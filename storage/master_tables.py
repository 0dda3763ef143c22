"""Asks a database of another system for a table of master data, read-only."""

from urllib.parse import quote

import sqlalchemy
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from models.errors import BadMasterData, MasterDataUnavailable


def ask_database(url: str, query: str) -> list[dict[str, str]]:
    """All rows by the names of the query's columns, as texts; raises MasterDataUnavailable, never naming a password."""
    try:
        engine = sqlalchemy.create_engine(_read_only(sqlalchemy.make_url(url)), poolclass=sqlalchemy.NullPool)
    except ArgumentError as error:
        raise BadMasterData("A source of master data is no URL of a database: write sqlite:///FILE or postgresql://HOST/NAME.") from error
    except ImportError as error:
        raise MasterDataUnavailable(f"The driver for {url.partition(':')[0]} is missing: install foureyes[postgresql].") from error
    try:
        with engine.connect().execution_options(**_options(engine.dialect.name)) as connection:
            rows = connection.execute(sqlalchemy.text(query)).mappings().all()
    except SQLAlchemyError as error:
        shown = engine.url.render_as_string(hide_password=True)
        raise MasterDataUnavailable(f"{shown} did not answer the query ({type(error).__name__}). Check database and query.") from error
    return [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]


def _read_only(url: sqlalchemy.URL) -> sqlalchemy.URL:
    """SQLite is told so when its file is opened."""
    if url.get_backend_name() != "sqlite":
        return url
    return url.set(database=f"file:{quote(url.database or '')}", query={"mode": "ro", "uri": "true"})


def _options(dialect: str) -> dict[str, bool]:
    return {"postgresql_readonly": True} if dialect == "postgresql" else {}
