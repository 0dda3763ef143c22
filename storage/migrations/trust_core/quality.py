"""What is looked at again: samples with their results, and seeded errors."""

QUALITY = (
    """
    CREATE TABLE qa_sample (
        case_id   INTEGER NOT NULL,
        n         INTEGER NOT NULL,
        rate      DOUBLE PRECISION NOT NULL CHECK (rate > 0 AND rate <= 1),
        drawn_at  TEXT NOT NULL,
        PRIMARY KEY (case_id, n),
        FOREIGN KEY (case_id, n) REFERENCES approval (case_id, n)
    ) {ROWLESS}
    """,
    """
    CREATE TABLE qa_result (
        case_id       INTEGER NOT NULL,
        n             INTEGER NOT NULL,
        person        TEXT NOT NULL,
        person_role   TEXT NOT NULL DEFAULT 'qa' CHECK (person_role = 'qa'),
        fields        INTEGER NOT NULL CHECK (fields >= 0),
        wrong_fields  INTEGER NOT NULL CHECK (wrong_fields BETWEEN 0 AND fields),
        audited_at    TEXT NOT NULL,
        PRIMARY KEY (case_id, n),
        FOREIGN KEY (case_id, n) REFERENCES qa_sample (case_id, n),
        FOREIGN KEY (case_id, person, person_role) REFERENCES hand (case_id, actor, role)
    ) {ROWLESS}
    """,
    """
    CREATE TABLE qa_error (
        case_id  INTEGER NOT NULL,
        n        INTEGER NOT NULL,
        name     TEXT NOT NULL,
        code     TEXT NOT NULL CHECK (code <> ''),
        right_value TEXT,
        PRIMARY KEY (case_id, n, name),
        FOREIGN KEY (case_id, n) REFERENCES qa_result (case_id, n)
    ) {ROWLESS}
    """,
    # A known error planted in a copy of a case, to see whether it is caught.
    """
    CREATE TABLE seed (
        case_id      INTEGER PRIMARY KEY REFERENCES capture_case (case_id),
        copy_of      INTEGER NOT NULL REFERENCES capture_case (case_id),
        field        TEXT NOT NULL,
        right_value  TEXT,
        planted_by   TEXT NOT NULL,
        planted_at   TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE seed_result (
        case_id     INTEGER PRIMARY KEY REFERENCES seed (case_id),
        person      TEXT NOT NULL,
        caught      INTEGER NOT NULL CHECK (caught IN (0, 1)),
        decided_at  TEXT NOT NULL
    )
    """,
    # Whose work an audit looked at, so that people's records need no search through all cases.
    """
    CREATE TABLE audited_hand (
        case_id       INTEGER NOT NULL,
        n             INTEGER NOT NULL,
        person        TEXT NOT NULL,
        wrong_fields  INTEGER NOT NULL CHECK (wrong_fields >= 0),
        audited_at    TEXT NOT NULL,
        PRIMARY KEY (case_id, n, person),
        FOREIGN KEY (case_id, n) REFERENCES qa_result (case_id, n),
        FOREIGN KEY (case_id, person) REFERENCES hand (case_id, actor)
    ) {ROWLESS}
    """,
    "CREATE INDEX audited_hand_by_person ON audited_hand (person, audited_at)",
    # How long a person held a case until the decision.
    """
    CREATE TABLE handling (
        handling_id  {ID},
        case_id      INTEGER NOT NULL REFERENCES capture_case (case_id),
        person       TEXT NOT NULL,
        seconds      DOUBLE PRECISION NOT NULL,
        decided_at   TEXT NOT NULL
    )
    """,
)
