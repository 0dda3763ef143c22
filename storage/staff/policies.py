"""Policies by their hash: what each stands for, and which entries one approved with nobody looking."""

from datetime import datetime

from models.change_proposal import PolicyInForce
from storage.sql.database import Connection, Row
from storage.sql.timestamps import from_text, to_text


def note_use(connection: Connection, policy_hash: str, doc_type: str | None, at: datetime) -> None:
    """A row for the hash, its body to be recorded when it is known."""
    connection.execute(
        """
        INSERT INTO policy (policy_hash, doc_type, recorded_at)
        SELECT :policy_hash, :doc_type, :at WHERE NOT EXISTS (SELECT 1 FROM policy WHERE policy_hash = :policy_hash)
        """,
        {"policy_hash": policy_hash, "doc_type": doc_type, "at": to_text(at)},
    )


def record(connection: Connection, policy_hash: str, doc_type: str, body: str, at: datetime) -> None:
    note_use(connection, policy_hash, doc_type, at)
    connection.execute(
        "UPDATE policy SET body = :body WHERE policy_hash = :policy_hash AND body IS NULL", {"policy_hash": policy_hash, "body": body}
    )


def approve(connection: Connection, case_id: int, n: int, policy_hash: str, at: datetime) -> None:
    connection.execute(
        "INSERT INTO approval (case_id, n, policy_hash, approved_at) VALUES (:case_id, :n, :policy_hash, :at)",
        {"case_id": case_id, "n": n, "policy_hash": policy_hash, "at": to_text(at)},
    )


def in_force(connection: Connection) -> dict[str, PolicyInForce]:
    """What two people agreed on, by document type."""
    rows = connection.execute("SELECT * FROM policy_in_force WHERE doc_type IS NOT NULL AND body IS NOT NULL").fetchall()
    return {row["doc_type"]: _in_force(row) for row in rows}


def agreed_on(connection: Connection, doc_type: str) -> list[PolicyInForce]:
    """Every policy two people ever put in force for a type, oldest first; each held until the next one, or the founding."""
    rows = connection.execute(
        """
        SELECT policy.doc_type, policy.policy_hash, policy.body, proposal.proposed_by, verdict.decided_by, verdict.decided_at
        FROM verdict JOIN proposal ON proposal.proposal_id = verdict.proposal_id JOIN policy ON policy.policy_hash = proposal.policy_hash
        WHERE verdict.approved = 1 AND policy.doc_type = :doc_type ORDER BY verdict.verdict_id
        """,
        {"doc_type": doc_type},
    )
    return [_in_force(row) for row in rows.fetchall()]


def is_in_force(connection: Connection, policy_hash: str, doc_type: str | None) -> bool:
    """Whether two people put it in force for this type of document."""
    key = {"policy_hash": policy_hash, "doc_type": doc_type}
    found = connection.execute("SELECT 1 FROM policy_in_force WHERE policy_hash = :policy_hash AND doc_type = :doc_type", key)
    return found.fetchone() is not None


def _in_force(row: Row) -> PolicyInForce:
    return PolicyInForce(
        row["doc_type"], row["policy_hash"], row["body"], row["proposed_by"], row["decided_by"], from_text(row["decided_at"])
    )
