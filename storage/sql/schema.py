"""Decides whether the tables are up to date, and brings them there."""

from pathlib import Path

from models.errors import StorageUnavailable
from storage.sql import failpoints
from storage.sql.database import Database

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
TABLE_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()",
}


def ensure_schema(database: Database) -> None:
    """Migrate where needed; safe when several processes start at once. Raises StorageUnavailable on a newer schema."""
    newest = newest_revision()
    present = present_revision(database)
    if present is not None and present > newest:
        raise StorageUnavailable(
            f"The database {database.place} is of schema {present}, this program knows {newest}. Install the newer release."
        )
    if present != newest:
        migrate(database)


def newest_revision() -> str:
    """Migrations are named by their revision, counting up, so that the listing tells without importing Alembic."""
    return max(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def present_revision(database: Database) -> str | None:
    with database.read() as connection:
        tables = {row["name"] for row in connection.execute(TABLE_NAMES[database.dialect])}
        if "alembic_version" not in tables:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return row and str(row["version_num"])


def migrate(database: Database, revision: str = "head") -> None:
    """Run what is missing in one transaction; whoever comes second waits for the lock and finds nothing to do."""
    import sqlalchemy  # noqa: PLC0415 - with Alembic it costs a second, which only a first start or an upgrade should pay
    from alembic import command  # noqa: PLC0415 - as above
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    engine = sqlalchemy.create_engine(database.sqlalchemy_url, creator=database.connect, poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(database.begin_writing)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        failpoints.reach("migrate.before_commit")
        connection.commit()
    failpoints.reach("migrate.after_commit")
