"""What the machine read of the things bought, row by row: a help for people beside the entry, replaced when a person decides the type."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return  # other databases begin with 0004
    op.execute(
        """
        CREATE TABLE line_item (
            case_id     INTEGER NOT NULL REFERENCES capture_case (case_id),
            position    INTEGER NOT NULL CHECK (position >= 0),
            name        TEXT NOT NULL,
            value       TEXT,
            confidence  REAL CHECK (confidence BETWEEN 0 AND 1),
            page        INTEGER NOT NULL CHECK (page >= 1),
            x0          REAL NOT NULL,
            y0          REAL NOT NULL,
            x1          REAL NOT NULL,
            y1          REAL NOT NULL,
            printed     TEXT NOT NULL,
            technique   TEXT NOT NULL,
            PRIMARY KEY (case_id, position, name)
        ) WITHOUT ROWID
        """
    )
