"""The first tables: custody, entries and their hands, approvals, releases, the audit chain.

The tables are standard SQL. The triggers below them, and `WITHOUT ROWID`, are SQLite's dialect; both exist because
`INSERT OR REPLACE` deletes rows without firing a delete trigger, and because foreign keys are off in a connection that does
not ask for them. PostgreSQL has neither hole.
"""

from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    """
    CREATE TABLE batch (
        batch_id    INTEGER PRIMARY KEY AUTOINCREMENT,
        source      TEXT NOT NULL,
        opened_by   TEXT NOT NULL,
        opened_at   TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE document (
        sha256          TEXT PRIMARY KEY CHECK (length(sha256) = 64),
        size_bytes      INTEGER NOT NULL CHECK (size_bytes >= 0),
        media_type      TEXT NOT NULL,
        first_filename  TEXT NOT NULL,
        received_at     TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE capture_case (
        case_id          INTEGER PRIMARY KEY AUTOINCREMENT,
        sha256           TEXT NOT NULL UNIQUE REFERENCES document (sha256),
        state            TEXT NOT NULL CHECK (state IN ('captured', 'in_review', 'approved', 'released',
                                                        'rejected', 'rescan_requested', 'quarantined')),
        doc_type         TEXT,
        type_confidence  REAL CHECK (type_confidence BETWEEN 0 AND 1),
        page_count       INTEGER NOT NULL DEFAULT 0 CHECK (page_count >= 0),
        leased_until     TEXT,
        attempts         INTEGER NOT NULL DEFAULT 0,
        changed_at       TEXT NOT NULL,
        UNIQUE (case_id, sha256)
    )
    """,
    "CREATE INDEX capture_case_by_state ON capture_case (state, case_id)",
    """
    CREATE TABLE receipt (
        receipt_id   INTEGER PRIMARY KEY AUTOINCREMENT,
        batch_id     INTEGER NOT NULL REFERENCES batch (batch_id),
        case_id      INTEGER NOT NULL,
        filename     TEXT NOT NULL,
        sha256       TEXT NOT NULL,
        received_at  TEXT NOT NULL,
        duplicate    INTEGER NOT NULL CHECK (duplicate IN (0, 1)),
        UNIQUE (batch_id, filename, sha256),
        FOREIGN KEY (case_id, sha256) REFERENCES capture_case (case_id, sha256)
    )
    """,
    "CREATE INDEX receipt_by_case ON receipt (case_id)",
    # The key (case, actor) gives everybody one role per entry, for ever.
    """
    CREATE TABLE hand (
        case_id   INTEGER NOT NULL REFERENCES capture_case (case_id),
        actor     TEXT NOT NULL CHECK (actor <> '' AND actor = trim(actor)),
        kind      TEXT NOT NULL CHECK (kind IN ('person', 'machine')),
        role      TEXT NOT NULL CHECK (role IN ('author', 'approver')),
        since     TEXT NOT NULL,
        PRIMARY KEY (case_id, actor),
        UNIQUE (case_id, actor, role),
        CHECK (kind = 'person' OR role = 'author')
    ) WITHOUT ROWID
    """,
    # The reference to n - 1 makes versions a chain without gaps, and a second n + 1 impossible.
    """
    CREATE TABLE version (
        case_id      INTEGER NOT NULL,
        n            INTEGER NOT NULL CHECK (n >= 1),
        based_on     INTEGER,
        author       TEXT NOT NULL,
        author_role  TEXT NOT NULL DEFAULT 'author' CHECK (author_role = 'author'),
        made_at      TEXT NOT NULL,
        PRIMARY KEY (case_id, n),
        FOREIGN KEY (case_id, based_on) REFERENCES version (case_id, n),
        FOREIGN KEY (case_id, author, author_role) REFERENCES hand (case_id, actor, role),
        CHECK ((n = 1 AND based_on IS NULL) OR (based_on IS NOT NULL AND based_on = n - 1))
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE field_value (
        case_id     INTEGER NOT NULL,
        n           INTEGER NOT NULL,
        name        TEXT NOT NULL,
        position    INTEGER NOT NULL,
        value       TEXT,
        confidence  REAL CHECK (confidence BETWEEN 0 AND 1),
        accepted    INTEGER NOT NULL CHECK (accepted IN (0, 1)),
        outcome     TEXT NOT NULL CHECK (outcome IN ('proposed', 'confirmed', 'corrected')),
        page        INTEGER CHECK (page >= 1),
        x0          REAL,
        y0          REAL,
        x1          REAL,
        y1          REAL,
        printed     TEXT,
        technique   TEXT,
        PRIMARY KEY (case_id, n, name),
        FOREIGN KEY (case_id, n) REFERENCES version (case_id, n),
        CHECK ((page IS NULL AND x0 IS NULL AND y0 IS NULL AND x1 IS NULL AND y1 IS NULL
                AND printed IS NULL AND technique IS NULL)
            OR (page IS NOT NULL AND x0 IS NOT NULL AND y0 IS NOT NULL AND x1 IS NOT NULL AND y1 IS NOT NULL
                AND printed IS NOT NULL AND technique IS NOT NULL))
    ) WITHOUT ROWID
    """,
    # What else the machine could have chosen for a field of version 1.
    """
    CREATE TABLE alternative (
        case_id    INTEGER NOT NULL REFERENCES capture_case (case_id),
        position   INTEGER NOT NULL,
        name       TEXT NOT NULL,
        value      TEXT NOT NULL,
        score      REAL NOT NULL,
        page       INTEGER NOT NULL CHECK (page >= 1),
        x0         REAL NOT NULL,
        y0         REAL NOT NULL,
        x1         REAL NOT NULL,
        y1         REAL NOT NULL,
        printed    TEXT NOT NULL,
        technique  TEXT NOT NULL,
        PRIMARY KEY (case_id, position)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE policy (
        policy_hash  TEXT PRIMARY KEY CHECK (policy_hash <> ''),
        doc_type     TEXT,
        body         TEXT,
        recorded_at  TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    # Approved by a person or by a policy, never by both, never by nobody.
    """
    CREATE TABLE approval (
        case_id        INTEGER NOT NULL,
        n              INTEGER NOT NULL,
        approver       TEXT,
        approver_role  TEXT NOT NULL DEFAULT 'approver' CHECK (approver_role = 'approver'),
        policy_hash    TEXT REFERENCES policy (policy_hash),
        approved_at    TEXT NOT NULL,
        PRIMARY KEY (case_id, n),
        FOREIGN KEY (case_id, n) REFERENCES version (case_id, n),
        FOREIGN KEY (case_id, approver, approver_role) REFERENCES hand (case_id, actor, role),
        CHECK ((approver IS NULL AND policy_hash IS NOT NULL) OR (approver IS NOT NULL AND policy_hash IS NULL))
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE reason (
        reason_id  INTEGER PRIMARY KEY AUTOINCREMENT,
        case_id    INTEGER NOT NULL REFERENCES capture_case (case_id),
        n          INTEGER,
        code       TEXT NOT NULL CHECK (code <> ''),
        field      TEXT,
        text       TEXT NOT NULL,
        FOREIGN KEY (case_id, n) REFERENCES version (case_id, n)
    )
    """,
    "CREATE INDEX reason_by_case ON reason (case_id, n)",
    """
    CREATE TABLE release_run (
        consumer     TEXT NOT NULL CHECK (consumer <> ''),
        run          INTEGER NOT NULL CHECK (run >= 1),
        opened_at    TEXT NOT NULL,
        finished_at  TEXT,
        PRIMARY KEY (consumer, run)
    ) WITHOUT ROWID
    """,
    "CREATE UNIQUE INDEX one_open_run_per_consumer ON release_run (consumer) WHERE finished_at IS NULL",
    """
    CREATE TABLE release (
        case_id   INTEGER NOT NULL,
        n         INTEGER NOT NULL,
        consumer  TEXT NOT NULL,
        run       INTEGER NOT NULL,
        PRIMARY KEY (case_id, n, consumer),
        FOREIGN KEY (case_id, n) REFERENCES approval (case_id, n),
        FOREIGN KEY (consumer, run) REFERENCES release_run (consumer, run)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX release_by_run ON release (consumer, run)",
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
)

# What a row's key is, for the tables whose rows never change once written.
APPEND_ONLY = {
    "receipt": "receipt_id = NEW.receipt_id OR (batch_id = NEW.batch_id AND filename = NEW.filename AND sha256 = NEW.sha256)",
    "hand": "case_id = NEW.case_id AND actor = NEW.actor",
    "version": "case_id = NEW.case_id AND n = NEW.n",
    "field_value": "case_id = NEW.case_id AND n = NEW.n AND name = NEW.name",
    "approval": "case_id = NEW.case_id AND n = NEW.n",
    "release": "case_id = NEW.case_id AND n = NEW.n AND consumer = NEW.consumer",
    "audit_event": "seq = NEW.seq OR hash = NEW.hash OR prev_hash = NEW.prev_hash",
}

GUARDS = (
    """
    CREATE TRIGGER a_case_begins_captured BEFORE INSERT ON capture_case
    WHEN NEW.state <> 'captured'
        OR EXISTS (SELECT 1 FROM capture_case WHERE case_id = NEW.case_id OR sha256 = NEW.sha256)
    BEGIN SELECT RAISE(ABORT, 'a case begins once, as captured'); END
    """,
    """
    CREATE TRIGGER a_case_is_never_deleted BEFORE DELETE ON capture_case
    BEGIN SELECT RAISE(ABORT, 'a case is never deleted'); END
    """,
    """
    CREATE TRIGGER no_approved_case_without_approval BEFORE UPDATE OF state ON capture_case
    WHEN NEW.state IN ('approved', 'released') AND NOT EXISTS (
        SELECT 1 FROM approval WHERE case_id = NEW.case_id
            AND n = (SELECT max(n) FROM version WHERE case_id = NEW.case_id))
    BEGIN SELECT RAISE(ABORT, 'the newest version has no approval'); END
    """,
    """
    CREATE TRIGGER no_version_by_an_approver BEFORE INSERT ON version
    WHEN NOT EXISTS (SELECT 1 FROM hand WHERE case_id = NEW.case_id AND actor = NEW.author AND role = 'author')
    BEGIN SELECT RAISE(ABORT, 'only an author makes a version'); END
    """,
    """
    CREATE TRIGGER no_approval_by_an_author BEFORE INSERT ON approval
    WHEN NEW.approver IS NOT NULL AND (
        EXISTS (SELECT 1 FROM version WHERE case_id = NEW.case_id AND author = NEW.approver)
        OR NOT EXISTS (SELECT 1 FROM hand WHERE case_id = NEW.case_id AND actor = NEW.approver AND role = 'approver'))
    BEGIN SELECT RAISE(ABORT, 'an author never approves'); END
    """,
    """
    CREATE TRIGGER no_approval_of_an_old_version BEFORE INSERT ON approval
    WHEN NOT EXISTS (SELECT 1 FROM version WHERE case_id = NEW.case_id AND n = NEW.n)
        OR EXISTS (SELECT 1 FROM version WHERE case_id = NEW.case_id AND n > NEW.n)
    BEGIN SELECT RAISE(ABORT, 'only the newest version is approved'); END
    """,
    """
    CREATE TRIGGER no_field_added_to_an_approved_version BEFORE INSERT ON field_value
    WHEN EXISTS (SELECT 1 FROM approval WHERE case_id = NEW.case_id AND n = NEW.n)
    BEGIN SELECT RAISE(ABORT, 'an approved version never changes'); END
    """,
    """
    CREATE TRIGGER no_release_without_approval BEFORE INSERT ON release
    WHEN NOT EXISTS (SELECT 1 FROM approval WHERE case_id = NEW.case_id AND n = NEW.n)
    BEGIN SELECT RAISE(ABORT, 'only an approved version is released'); END
    """,
    """
    CREATE TRIGGER audit_events_count_up BEFORE INSERT ON audit_event
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit_event)
    BEGIN SELECT RAISE(ABORT, 'audit events are only appended'); END
    """,
    """
    CREATE TRIGGER a_policy_keeps_its_body BEFORE UPDATE ON policy
    WHEN OLD.body IS NOT NULL OR NEW.policy_hash <> OLD.policy_hash
    BEGIN SELECT RAISE(ABORT, 'a policy never changes'); END
    """,
    """
    CREATE TRIGGER a_policy_is_never_deleted BEFORE DELETE ON policy
    BEGIN SELECT RAISE(ABORT, 'a policy is never deleted'); END
    """,
    """
    CREATE TRIGGER a_policy_is_never_replaced BEFORE INSERT ON policy
    WHEN EXISTS (SELECT 1 FROM policy WHERE policy_hash = NEW.policy_hash)
    BEGIN SELECT RAISE(ABORT, 'a policy never changes'); END
    """,
)


def append_only(table: str, same_key: str) -> tuple[str, ...]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return (
        f"CREATE TRIGGER {table}_is_never_updated BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_is_never_deleted BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_is_never_replaced BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_key}) {refuse}",
    )


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return  # other databases begin with 0004
    for statement in (*TABLES, *GUARDS):
        op.execute(statement)
    for table, same_key in APPEND_ONLY.items():
        for statement in append_only(table, same_key):
            op.execute(statement)
