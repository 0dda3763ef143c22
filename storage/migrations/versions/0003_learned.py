"""What an installation learned and put in use, newest last: what was in use when can always be told, and gone back to."""

from alembic import op

revision = "0003"
down_revision = "0002"

REFUSED = "BEGIN SELECT RAISE(ABORT, 'learned is append-only'); END"
STATEMENTS = (
    """
    CREATE TABLE learned (
        n           INTEGER PRIMARY KEY CHECK (n >= 1),
        kind        TEXT NOT NULL CHECK (kind IN ('type', 'weights', 'classifier', 'memory', 'target')),
        name        TEXT NOT NULL CHECK (name <> ''),
        sha256      TEXT NOT NULL CHECK (sha256 = '' OR length(sha256) = 64),
        before      INTEGER REFERENCES learned (n),
        put_at      TEXT NOT NULL,
        actor_kind  TEXT NOT NULL CHECK (actor_kind IN ('person', 'machine', 'policy', 'station')),
        actor       TEXT NOT NULL CHECK (actor <> ''),
        report      TEXT NOT NULL
    )
    """,
    "CREATE INDEX learned_by_name ON learned (kind, name, n)",
    f"CREATE TRIGGER learned_is_never_updated BEFORE UPDATE ON learned {REFUSED}",
    f"CREATE TRIGGER learned_is_never_deleted BEFORE DELETE ON learned {REFUSED}",
    # Counting up refuses a replacement too: `INSERT OR REPLACE` deletes without firing a delete trigger.
    f"""
    CREATE TRIGGER learned_counts_up BEFORE INSERT ON learned
    WHEN NEW.n IS NOT (SELECT coalesce(max(n), 0) + 1 FROM learned) {REFUSED}
    """,
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return  # other databases begin with 0004
    for statement in STATEMENTS:
        op.execute(statement)
