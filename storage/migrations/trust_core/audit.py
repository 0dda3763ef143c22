"""The audit chain with its anchors, and what was learned, which PostgreSQL gets here."""

AUDIT = (
    """
    CREATE TABLE audit_event (
        seq        INTEGER PRIMARY KEY CHECK (seq >= 1),
        case_id    INTEGER REFERENCES capture_case (case_id),
        at         TEXT NOT NULL,
        kind       TEXT NOT NULL CHECK (kind IN ('person', 'machine', 'policy', 'station')),
        actor      TEXT NOT NULL,
        action     TEXT NOT NULL,
        details    TEXT NOT NULL,
        prev_hash  TEXT NOT NULL UNIQUE,
        hash       TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
    )
    """,
    "CREATE INDEX audit_event_by_case ON audit_event (case_id, seq)",
    """
    CREATE TABLE audit_anchor (
        seq          INTEGER NOT NULL REFERENCES audit_event (seq),
        hash         TEXT NOT NULL,
        place        TEXT NOT NULL CHECK (place <> ''),
        anchored_at  TEXT NOT NULL,
        PRIMARY KEY (seq, place)
    ) {ROWLESS}
    """,
)

# PostgreSQL begins with this revision; SQLite has this table from 0003.
LEARNED = (
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
)
