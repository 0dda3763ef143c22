"""What came in: batches, documents, cases with their scans, receipts, and rescans asked for."""

from storage.migrations.trust_core.words import PERSON, STATES

CUSTODY = (
    """
    CREATE TABLE batch (
        batch_id    {ID},
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
    ) {ROWLESS}
    """,
    # `sha256` is the scan in use. A seeded case holds a known error and never comes near a consumer.
    f"""
    CREATE TABLE capture_case (
        case_id          {{ID}},
        sha256           TEXT NOT NULL REFERENCES document (sha256),
        state            TEXT NOT NULL CHECK (state IN ({STATES})),
        doc_type         TEXT,
        type_confidence  DOUBLE PRECISION CHECK (type_confidence BETWEEN 0 AND 1),
        page_count       INTEGER NOT NULL DEFAULT 0 CHECK (page_count >= 0),
        leased_until     TEXT,
        attempts         INTEGER NOT NULL DEFAULT 0,
        changed_at       TEXT NOT NULL,
        seeded           INTEGER NOT NULL DEFAULT 0 CHECK (seeded IN (0, 1)),
        mode             TEXT NOT NULL DEFAULT 'check' CHECK (mode IN ('straight_through', 'check', 'double_key')),
        key_fields       TEXT NOT NULL DEFAULT '',
        machine_keys     INTEGER NOT NULL DEFAULT 0 CHECK (machine_keys IN (0, 1)),
        priority         INTEGER NOT NULL DEFAULT 0,
        due_at           TEXT,
        fence            INTEGER NOT NULL DEFAULT 0,
        held_from        TEXT,
        CHECK (seeded = 0 OR state NOT IN ('approved', 'released'))
    )
    """,
    "CREATE INDEX capture_case_by_state ON capture_case (state, priority DESC, due_at, case_id)",
    "CREATE INDEX capture_case_by_type ON capture_case (state, doc_type, priority DESC, due_at, case_id)",
    "CREATE UNIQUE INDEX one_case_of_the_same_bytes ON capture_case (sha256) WHERE seeded = 0",
    # The same bytes belong to one case for ever, whether its first scan or a better one asked for later.
    """
    CREATE TABLE scan (
        case_id    INTEGER NOT NULL REFERENCES capture_case (case_id),
        k          INTEGER NOT NULL CHECK (k >= 1),
        sha256     TEXT NOT NULL UNIQUE REFERENCES document (sha256),
        joined_at  TEXT NOT NULL,
        PRIMARY KEY (case_id, k),
        UNIQUE (case_id, sha256)
    ) {ROWLESS}
    """,
    """
    CREATE TABLE receipt (
        receipt_id   {ID},
        batch_id     INTEGER NOT NULL REFERENCES batch (batch_id),
        case_id      INTEGER NOT NULL,
        filename     TEXT NOT NULL,
        sha256       TEXT NOT NULL,
        received_at  TEXT NOT NULL,
        duplicate    INTEGER NOT NULL CHECK (duplicate IN (0, 1)),
        UNIQUE (batch_id, filename, sha256),
        FOREIGN KEY (case_id, sha256) REFERENCES scan (case_id, sha256)
    )
    """,
    "CREATE INDEX receipt_by_case ON receipt (case_id)",
    f"""
    CREATE TABLE rescan_request (
        case_id   INTEGER NOT NULL,
        k         INTEGER NOT NULL,
        code      TEXT NOT NULL CHECK (code <> ''),
        why       TEXT NOT NULL,
        asked_by  {PERSON.format("asked_by")},
        asked_at  TEXT NOT NULL,
        PRIMARY KEY (case_id, k),
        FOREIGN KEY (case_id, k) REFERENCES scan (case_id, k)
    ) {{ROWLESS}}
    """,
)
