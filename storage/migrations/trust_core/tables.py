"""The tables of revision 0004, parents first. {ID} and {ROWLESS} are rendered by dialects.py; all else is standard SQL."""

EVIDENCE = """
        page        INTEGER NOT NULL CHECK (page >= 1),
        x0          DOUBLE PRECISION NOT NULL,
        y0          DOUBLE PRECISION NOT NULL,
        x1          DOUBLE PRECISION NOT NULL,
        y1          DOUBLE PRECISION NOT NULL,
        printed     TEXT NOT NULL,
        technique   TEXT NOT NULL,
"""
STATES = """
    'captured', 'in_review', 'in_second_key', 'in_adjudication', 'approved', 'released', 'held', 'rejected', 'rescan_requested',
    'quarantined', 'reopened'
"""
ROLES = "'scan_operator', 'keyer', 'checker', 'senior_checker', 'qa', 'auditor', 'administrator'"
PERSON = "TEXT NOT NULL CHECK ({0} <> '' AND {0} = trim({0}))"

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
    # By what documents of one customer, claim or order are found, and what makes two cases the same business.
    """
    CREATE TABLE case_key (
        case_id  INTEGER NOT NULL REFERENCES capture_case (case_id),
        kind     TEXT NOT NULL CHECK (kind <> ''),
        value    TEXT NOT NULL CHECK (value <> ''),
        PRIMARY KEY (case_id, kind)
    ) {ROWLESS}
    """,
    "CREATE INDEX case_key_by_value ON case_key (kind, value)",
)

PEOPLE = (
    """
    CREATE TABLE policy (
        policy_hash  TEXT PRIMARY KEY CHECK (policy_hash <> ''),
        doc_type     TEXT,
        body         TEXT,
        recorded_at  TEXT NOT NULL
    ) {ROWLESS}
    """,
    # The two people who begin an installation; from then on roles bind.
    f"""
    CREATE TABLE founding (
        founding_id  INTEGER PRIMARY KEY CHECK (founding_id = 1),
        one          {PERSON.format("one")},
        other        {PERSON.format("other")},
        at           TEXT NOT NULL,
        CHECK (one <> other)
    )
    """,
    # Whatever takes two people: one proposes, another decides. A policy to put in force, a role to give or take, a case to erase.
    f"""
    CREATE TABLE proposal (
        proposal_id  {{ID}},
        kind         TEXT NOT NULL CHECK (kind IN ('policy', 'grant', 'revoke', 'erasure')),
        policy_hash  TEXT REFERENCES policy (policy_hash),
        person       TEXT CHECK (person <> '' AND person = trim(person)),
        role         TEXT CHECK (role IN ({ROLES})),
        case_id      INTEGER REFERENCES capture_case (case_id),
        why          TEXT NOT NULL DEFAULT '',
        proposed_by  {PERSON.format("proposed_by")},
        proposed_at  TEXT NOT NULL,
        UNIQUE (proposal_id, proposed_by),
        CHECK ((kind = 'policy') = (policy_hash IS NOT NULL)),
        CHECK ((kind IN ('grant', 'revoke')) = (person IS NOT NULL)),
        CHECK ((kind IN ('grant', 'revoke')) = (role IS NOT NULL)),
        CHECK ((kind = 'erasure') = (case_id IS NOT NULL))
    )
    """,
    f"""
    CREATE TABLE verdict (
        verdict_id   {{ID}},
        proposal_id  INTEGER NOT NULL UNIQUE,
        proposed_by  TEXT NOT NULL,
        decided_by   {PERSON.format("decided_by")},
        approved     INTEGER NOT NULL CHECK (approved IN (0, 1)),
        decided_at   TEXT NOT NULL,
        FOREIGN KEY (proposal_id, proposed_by) REFERENCES proposal (proposal_id, proposed_by),
        CHECK (decided_by <> proposed_by)
    )
    """,
    """
    CREATE VIEW role_in_force AS
    SELECT one AS person, 'administrator' AS role FROM founding
    UNION SELECT other, 'administrator' FROM founding
    UNION SELECT proposal.person, proposal.role FROM proposal JOIN verdict ON verdict.proposal_id = proposal.proposal_id
    WHERE verdict.approved = 1 AND proposal.kind = 'grant' AND NOT EXISTS (
        SELECT 1 FROM proposal AS later JOIN verdict AS decided ON decided.proposal_id = later.proposal_id
        WHERE decided.approved = 1 AND later.kind = 'revoke' AND later.person = proposal.person AND later.role = proposal.role
        AND decided.verdict_id > verdict.verdict_id)
    """,
    """
    CREATE VIEW policy_in_force AS
    SELECT policy.doc_type, policy.policy_hash, policy.body, proposal.proposed_by, verdict.decided_by, verdict.decided_at
    FROM verdict JOIN proposal ON proposal.proposal_id = verdict.proposal_id JOIN policy ON policy.policy_hash = proposal.policy_hash
    WHERE verdict.approved = 1 AND NOT EXISTS (
        SELECT 1 FROM verdict AS later JOIN proposal AS further ON further.proposal_id = later.proposal_id
        JOIN policy AS newer ON newer.policy_hash = further.policy_hash
        WHERE later.approved = 1 AND newer.doc_type = policy.doc_type AND later.verdict_id > verdict.verdict_id)
    """,
    """
    CREATE TABLE skill (
        person    TEXT NOT NULL CHECK (person <> ''),
        doc_type  TEXT NOT NULL CHECK (doc_type <> ''),
        PRIMARY KEY (person, doc_type)
    ) {ROWLESS}
    """,
    """
    CREATE TABLE credential (
        person         TEXT PRIMARY KEY CHECK (person <> ''),
        password_hash  TEXT NOT NULL,
        changed_at     TEXT NOT NULL
    ) {ROWLESS}
    """,
    """
    CREATE TABLE sign_in (
        token_hash  TEXT PRIMARY KEY CHECK (length(token_hash) = 64),
        person      TEXT NOT NULL,
        since       TEXT NOT NULL,
        until       TEXT NOT NULL
    ) {ROWLESS}
    """,
    """
    CREATE TABLE erasure (
        case_id      INTEGER PRIMARY KEY REFERENCES capture_case (case_id),
        proposal_id  INTEGER NOT NULL UNIQUE REFERENCES verdict (proposal_id),
        erased_at    TEXT NOT NULL
    )
    """,
)

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
    # What a consumer could not take, and when it is tried again; with no next time a person has to.
    """
    CREATE TABLE delivery_failure (
        case_id    INTEGER NOT NULL,
        n          INTEGER NOT NULL,
        consumer   TEXT NOT NULL,
        attempt    INTEGER NOT NULL CHECK (attempt >= 1),
        reason     TEXT NOT NULL,
        failed_at  TEXT NOT NULL,
        next_at    TEXT,
        PRIMARY KEY (case_id, n, consumer, attempt),
        FOREIGN KEY (case_id, n) REFERENCES approval (case_id, n)
    ) {ROWLESS}
    """,
)

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
)

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

TABLES = (*CUSTODY, *ENTRIES, *PEOPLE, *WORK, *RELEASE, *QUALITY, *AUDIT)
