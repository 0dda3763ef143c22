"""What was entered: hands, versions with their values, and the reasons to look."""

from storage.migrations.trust_core.words import EVIDENCE, PERSON

ENTRIES = (
    # The key (case, actor) gives everybody one role per case, for ever.
    f"""
    CREATE TABLE hand (
        case_id   INTEGER NOT NULL REFERENCES capture_case (case_id),
        actor     {PERSON.format("actor")},
        kind      TEXT NOT NULL CHECK (kind IN ('person', 'machine')),
        role      TEXT NOT NULL CHECK (role IN ('author', 'approver', 'qa')),
        since     TEXT NOT NULL,
        PRIMARY KEY (case_id, actor),
        UNIQUE (case_id, actor, role),
        CHECK (kind = 'person' OR role = 'author')
    ) {{ROWLESS}}
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
    ) {ROWLESS}
    """,
    """
    CREATE TABLE field_value (
        case_id     INTEGER NOT NULL,
        n           INTEGER NOT NULL,
        name        TEXT NOT NULL,
        position    INTEGER NOT NULL,
        value       TEXT,
        confidence  DOUBLE PRECISION CHECK (confidence BETWEEN 0 AND 1),
        accepted    INTEGER NOT NULL CHECK (accepted IN (0, 1)),
        outcome     TEXT NOT NULL
                    CHECK (outcome IN ('proposed', 'confirmed', 'corrected', 'illegible', 'missing', 'not_applicable')),
        page        INTEGER CHECK (page >= 1),
        x0          DOUBLE PRECISION,
        y0          DOUBLE PRECISION,
        x1          DOUBLE PRECISION,
        y1          DOUBLE PRECISION,
        printed     TEXT,
        technique   TEXT,
        PRIMARY KEY (case_id, n, name),
        FOREIGN KEY (case_id, n) REFERENCES version (case_id, n),
        CHECK (value IS NULL OR outcome NOT IN ('illegible', 'missing', 'not_applicable')),
        CHECK ((page IS NULL AND x0 IS NULL AND y0 IS NULL AND x1 IS NULL AND y1 IS NULL
                AND printed IS NULL AND technique IS NULL)
            OR (page IS NOT NULL AND x0 IS NOT NULL AND y0 IS NOT NULL AND x1 IS NOT NULL AND y1 IS NOT NULL
                AND printed IS NOT NULL AND technique IS NOT NULL))
    ) {ROWLESS}
    """,
    # A salted hash of each value stands in the audit log; without the salt it tells nothing.
    """
    CREATE TABLE value_salt (
        case_id  INTEGER NOT NULL,
        n        INTEGER NOT NULL,
        name     TEXT NOT NULL,
        salt     TEXT NOT NULL CHECK (length(salt) >= 32),
        PRIMARY KEY (case_id, n, name),
        FOREIGN KEY (case_id, n, name) REFERENCES field_value (case_id, n, name)
    ) {ROWLESS}
    """,
    # What else the machine could have chosen for a field.
    f"""
    CREATE TABLE alternative (
        case_id    INTEGER NOT NULL REFERENCES capture_case (case_id),
        position   INTEGER NOT NULL,
        name       TEXT NOT NULL,
        value      TEXT NOT NULL,
        score      DOUBLE PRECISION NOT NULL,
        {EVIDENCE}
        PRIMARY KEY (case_id, position)
    ) {{ROWLESS}}
    """,
    f"""
    CREATE TABLE line_item (
        case_id     INTEGER NOT NULL REFERENCES capture_case (case_id),
        position    INTEGER NOT NULL CHECK (position >= 0),
        name        TEXT NOT NULL,
        value       TEXT,
        confidence  DOUBLE PRECISION CHECK (confidence BETWEEN 0 AND 1),
        {EVIDENCE}
        PRIMARY KEY (case_id, position, name)
    ) {{ROWLESS}}
    """,
    """
    CREATE TABLE reason (
        reason_id  {ID},
        case_id    INTEGER NOT NULL REFERENCES capture_case (case_id),
        n          INTEGER,
        code       TEXT NOT NULL CHECK (code <> ''),
        field      TEXT,
        text       TEXT NOT NULL,
        FOREIGN KEY (case_id, n) REFERENCES version (case_id, n)
    )
    """,
    "CREATE INDEX reason_by_case ON reason (case_id, n)",
    # By what documents of one customer, claim or order are found, and what makes two cases the same business: the `fields` that make
    # the key, and what they say now. `cleared`: no other case had it first, or a person let it go on.
    """
    CREATE TABLE case_key (
        case_id  INTEGER NOT NULL REFERENCES capture_case (case_id),
        kind     TEXT NOT NULL CHECK (kind <> ''),
        fields   TEXT NOT NULL CHECK (fields <> ''),
        value    TEXT CHECK (value <> ''),
        cleared  INTEGER NOT NULL DEFAULT 0 CHECK (cleared IN (0, 1)),
        PRIMARY KEY (case_id, kind)
    ) {ROWLESS}
    """,
    "CREATE INDEX case_key_by_value ON case_key (kind, value)",
)
