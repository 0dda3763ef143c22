"""The trust core: case states, keying and adjudication, roles, work, quality, deliveries and erasure, on SQLite and PostgreSQL.

PostgreSQL begins here: 0001 to 0003 are SQLite's. The tables, guards and copies stand in storage/migrations/trust_core.
"""

from collections.abc import Iterator

import sqlalchemy
from alembic import op

from storage.migrations import dialects
from storage.migrations.trust_core.copying import copy_over, set_aside
from storage.migrations.trust_core.guards import APPEND_ONLY, ERASABLE, ERASABLE_TEXT, GUARDS
from storage.migrations.trust_core.audit import LEARNED
from storage.migrations.trust_core.tables import TABLES

revision = "0004"
down_revision = "0003"

LEARNED_COUNTS_UP = dialects.Guard(
    "learned_counts_up",
    "learned",
    "INSERT",
    "coalesce(NEW.n, 0) <> (SELECT coalesce(max(n), 0) + 1 FROM learned)",
    "learned is append-only",
)


def upgrade() -> None:
    bind = op.get_bind()
    dialect = bind.dialect.name
    run = bind.exec_driver_sql
    on_sqlite = dialect == dialects.SQLITE
    if on_sqlite:
        set_aside(run, lambda query: ((row[0], row[1]) for row in bind.execute(sqlalchemy.text(query))))
    for statement in TABLES if on_sqlite else (*TABLES, *LEARNED):
        run(dialects.table(statement, dialect))
    if on_sqlite:
        copy_over(run)
    for statement in all_guards(dialect):
        run(statement)


def all_guards(dialect: str) -> Iterator[str]:
    yield from dialects.turn_taking(dialect)
    for one in GUARDS:
        yield from dialects.guard(one, dialect)
    for table, same_key in APPEND_ONLY.items():
        yield from dialects.append_only(table, same_key, dialect, but_updates=table in ERASABLE_TEXT)
    for table, same_key in ERASABLE.items():
        # Updates of a field's value and deletes of the others have guards of their own.
        yield from dialects.append_only(table, same_key, dialect, but_updates=table == "field_value", but_deletes=True)
    if dialect != dialects.SQLITE:
        yield from dialects.guard(LEARNED_COUNTS_UP, dialect)
        yield from dialects.append_only("learned", "n = NEW.n", dialect)
