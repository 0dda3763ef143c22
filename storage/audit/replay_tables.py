"""What the tables say of each case, in the facts that the audit log tells."""

from collections import defaultdict

from storage.audit.replay import Facts
from storage.sql.database import Connection

FACTS = {
    "state": "SELECT case_id, '' AS name, state AS fact FROM capture_case",
    "scan": "SELECT case_id, CAST(k AS TEXT) AS name, sha256 AS fact FROM scan",
    "receipt": "SELECT case_id, CAST(receipt_id AS TEXT) AS name, sha256 AS fact FROM receipt",
    "hand": "SELECT case_id, actor AS name, role AS fact FROM hand",
    "version": """
        SELECT version.case_id, CAST(version.n AS TEXT) AS name, hand.kind || ':' || version.author AS fact
        FROM version JOIN hand ON hand.case_id = version.case_id AND hand.actor = version.author
    """,
    "approval": """
        SELECT case_id, CAST(n AS TEXT) AS name, coalesce('person:' || approver, 'policy:' || policy_hash) AS fact FROM approval
    """,
    "keying": "SELECT case_id, n || ' ' || slot AS name, person AS fact FROM keying",
    "adjudication": "SELECT case_id, CAST(n AS TEXT) AS name, person AS fact FROM adjudication",
    "delivery": "SELECT case_id, consumer || ' ' || n AS name, CAST(run AS TEXT) AS fact FROM delivery",
    "qa_result": "SELECT case_id, CAST(n AS TEXT) AS name, wrong_fields || ' wrong by ' || person AS fact FROM qa_result",
    "seed": "SELECT CAST(NULL AS INTEGER) AS case_id, CAST(case_id AS TEXT) AS name, copy_of || ' ' || field AS fact FROM seed",
    "seed_result": "SELECT case_id, '' AS name, caught || ' by ' || person AS fact FROM seed_result",
    "erasure": "SELECT case_id, '' AS name, CAST(proposal_id AS TEXT) AS fact FROM erasure",
    "proposal": """
        SELECT case_id, CAST(proposal_id AS TEXT) AS name, kind || ' ' || coalesce(policy_hash, '') || ' ' || coalesce(person, '')
            || ' ' || coalesce(role, '') || ' by ' || proposed_by AS fact
        FROM proposal
    """,
    "verdict": """
        SELECT proposal.case_id, CAST(proposal.proposal_id AS TEXT) AS name,
            CASE WHEN approved = 1 THEN 'put_in_force' ELSE 'refused' END || ' by ' || decided_by AS fact
        FROM verdict JOIN proposal ON proposal.proposal_id = verdict.proposal_id
    """,
    "batch": "SELECT CAST(NULL AS INTEGER) AS case_id, CAST(batch_id AS TEXT) AS name, opened_by AS fact FROM batch",
    "founding": "SELECT CAST(NULL AS INTEGER) AS case_id, '' AS name, one || ' and ' || other AS fact FROM founding",
    "learned": """
        SELECT CAST(NULL AS INTEGER) AS case_id, CAST(n AS TEXT) AS name, kind || ' ' || name || ' ' || sha256 AS fact FROM learned
    """,
}
OF_NO_CASE = ("proposal", "verdict", "batch", "founding", "learned", "seed")


def facts_in_tables(connection: Connection, first: int, last: int) -> dict[int, Facts]:
    """Of the cases numbered `first` to `last`."""
    cases: dict[int, Facts] = defaultdict(dict)
    for what, query in FACTS.items():
        of_these = f"SELECT * FROM ({query}) AS facts WHERE case_id BETWEEN :first AND :last"  # noqa: S608 - a constant above
        for row in connection.execute(of_these, {"first": first, "last": last}).fetchall():
            cases[row["case_id"]][what, row["name"]] = row["fact"]
    return cases


def facts_of_installation(connection: Connection) -> Facts:
    """What belongs to no case."""
    return {
        (what, row["name"]): row["fact"]
        for what in OF_NO_CASE
        for row in connection.execute(f"SELECT * FROM ({FACTS[what]}) AS facts WHERE case_id IS NULL").fetchall()  # noqa: S608 - as above
    }
