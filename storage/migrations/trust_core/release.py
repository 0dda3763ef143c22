"""What was approved and left: approvals, runs, deliveries and failures."""

RELEASE = (
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
    ) {ROWLESS}
    """,
    """
    CREATE TABLE release_run (
        consumer     TEXT NOT NULL CHECK (consumer <> ''),
        run          INTEGER NOT NULL CHECK (run >= 1),
        opened_at    TEXT NOT NULL,
        finished_at  TEXT,
        PRIMARY KEY (consumer, run)
    ) {ROWLESS}
    """,
    "CREATE UNIQUE INDEX one_open_run_per_consumer ON release_run (consumer) WHERE finished_at IS NULL",
    # What each run set out to deliver: a version again where an earlier run could not.
    """
    CREATE TABLE release (
        case_id   INTEGER NOT NULL,
        n         INTEGER NOT NULL,
        consumer  TEXT NOT NULL,
        run       INTEGER NOT NULL,
        PRIMARY KEY (case_id, n, consumer, run),
        FOREIGN KEY (case_id, n) REFERENCES approval (case_id, n),
        FOREIGN KEY (consumer, run) REFERENCES release_run (consumer, run)
    ) {ROWLESS}
    """,
    "CREATE INDEX release_by_run ON release (consumer, run)",
    # What a consumer acknowledged: each approved version once.
    """
    CREATE TABLE delivery (
        case_id       INTEGER NOT NULL,
        n             INTEGER NOT NULL,
        consumer      TEXT NOT NULL,
        run           INTEGER NOT NULL,
        delivered_at  TEXT NOT NULL,
        PRIMARY KEY (case_id, n, consumer),
        FOREIGN KEY (case_id, n, consumer, run) REFERENCES release (case_id, n, consumer, run)
    ) {ROWLESS}
    """,
    # What a consumer could not take, and when it is tried again; with no next time a person has to ask for it 'again'.
    """
    CREATE TABLE delivery_failure (
        case_id    INTEGER NOT NULL,
        n          INTEGER NOT NULL,
        consumer   TEXT NOT NULL,
        attempt    INTEGER NOT NULL CHECK (attempt >= 1),
        verdict    TEXT NOT NULL CHECK (verdict IN ('later', 'refused', 'again')),
        reason     TEXT NOT NULL,
        failed_at  TEXT NOT NULL,
        next_at    TEXT,
        PRIMARY KEY (case_id, n, consumer, attempt),
        FOREIGN KEY (case_id, n) REFERENCES approval (case_id, n),
        CHECK (verdict <> 'refused' OR next_at IS NULL),
        CHECK (verdict <> 'again' OR next_at IS NOT NULL)
    ) {ROWLESS}
    """,
)
