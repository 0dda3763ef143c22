"""Who may do what: policies, the founding, everything that takes two people, skills and sign-ins."""

from storage.migrations.trust_core.words import PERSON, ROLES

RESIGNED = """
        SELECT 1 FROM proposal JOIN verdict ON verdict.proposal_id = proposal.proposal_id
        WHERE verdict.approved = 1 AND proposal.kind = 'revoke' AND proposal.person = founding.{0} AND proposal.role = 'administrator'
"""

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
    # The guards look roles and policies up in each decision.
    "CREATE INDEX proposal_by_person ON proposal (person, role)",
    "CREATE INDEX proposal_by_policy ON proposal (policy_hash)",
    "CREATE INDEX policy_by_type ON policy (doc_type)",
    # UNION ALL, so that SQLite looks for one person in each part; who was given a role twice stands in it twice.
    f"""
    CREATE VIEW role_in_force AS
    SELECT one AS person, 'administrator' AS role FROM founding WHERE NOT EXISTS ({RESIGNED.format("one")})
    UNION ALL SELECT other, 'administrator' FROM founding WHERE NOT EXISTS ({RESIGNED.format("other")})
    UNION ALL SELECT proposal.person, proposal.role FROM proposal JOIN verdict ON verdict.proposal_id = proposal.proposal_id
    WHERE verdict.approved = 1 AND proposal.kind = 'grant' AND NOT EXISTS (
        SELECT 1 FROM proposal AS later JOIN verdict AS decided ON decided.proposal_id = later.proposal_id
        WHERE decided.approved = 1 AND later.kind = 'revoke' AND later.person = proposal.person AND later.role = proposal.role
        AND decided.verdict_id > verdict.verdict_id)
    """,
    # What anybody put in force in trial ends with the founding.
    """
    CREATE VIEW policy_in_force AS
    SELECT policy.doc_type, policy.policy_hash, policy.body, proposal.proposed_by, verdict.decided_by, verdict.decided_at
    FROM verdict JOIN proposal ON proposal.proposal_id = verdict.proposal_id JOIN policy ON policy.policy_hash = proposal.policy_hash
    WHERE verdict.approved = 1 AND NOT EXISTS (SELECT 1 FROM founding WHERE founding.at > verdict.decided_at) AND NOT EXISTS (
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
