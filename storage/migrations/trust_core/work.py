"""Who works on what: claims, drafts, blind keying and adjudication."""

WORK = (
    # Who works on a case now. The token grows with every taking, so that whoever lost the case cannot commit.
    """
    CREATE TABLE claim (
        case_id   INTEGER PRIMARY KEY REFERENCES capture_case (case_id),
        person    TEXT NOT NULL CHECK (person <> ''),
        token     INTEGER NOT NULL CHECK (token >= 1),
        taken_at  TEXT NOT NULL,
        until     TEXT NOT NULL
    )
    """,
    "CREATE INDEX claim_by_person ON claim (person)",
    """
    CREATE TABLE draft (
        case_id   INTEGER NOT NULL REFERENCES capture_case (case_id),
        person    TEXT NOT NULL CHECK (person <> ''),
        n         INTEGER NOT NULL,
        body      TEXT NOT NULL,
        saved_at  TEXT NOT NULL,
        PRIMARY KEY (case_id, person)
    ) {ROWLESS}
    """,
    # Two blind entries of the key fields of version n. Nobody keys the same case twice.
    """
    CREATE TABLE keying (
        case_id   INTEGER NOT NULL,
        n         INTEGER NOT NULL,
        slot      INTEGER NOT NULL CHECK (slot IN (1, 2)),
        person    TEXT NOT NULL,
        keyed_at  TEXT NOT NULL,
        PRIMARY KEY (case_id, n, slot),
        UNIQUE (case_id, person),
        FOREIGN KEY (case_id, n) REFERENCES version (case_id, n),
        FOREIGN KEY (case_id, person) REFERENCES hand (case_id, actor)
    ) {ROWLESS}
    """,
    """
    CREATE TABLE keyed_value (
        case_id  INTEGER NOT NULL,
        n        INTEGER NOT NULL,
        slot     INTEGER NOT NULL,
        name     TEXT NOT NULL,
        value    TEXT,
        outcome  TEXT NOT NULL CHECK (outcome IN ('corrected', 'illegible', 'missing', 'not_applicable')),
        PRIMARY KEY (case_id, n, slot, name),
        FOREIGN KEY (case_id, n, slot) REFERENCES keying (case_id, n, slot)
    ) {ROWLESS}
    """,
    # Who had a page image of the case sent, which an adjudicator must.
    """
    CREATE TABLE look (
        case_id    INTEGER NOT NULL REFERENCES capture_case (case_id),
        person     TEXT NOT NULL CHECK (person <> ''),
        looked_at  TEXT NOT NULL,
        PRIMARY KEY (case_id, person)
    ) {ROWLESS}
    """,
    """
    CREATE TABLE adjudication (
        case_id     INTEGER NOT NULL,
        n           INTEGER NOT NULL,
        person      TEXT NOT NULL,
        decided_at  TEXT NOT NULL,
        PRIMARY KEY (case_id, n),
        FOREIGN KEY (case_id, n) REFERENCES version (case_id, n),
        FOREIGN KEY (case_id, person) REFERENCES look (case_id, person),
        FOREIGN KEY (case_id, person) REFERENCES hand (case_id, actor)
    ) {ROWLESS}
    """,
)
