"""What takes two people, kept: each proposal and each verdict is one transaction, its audit event included."""

from collections.abc import Mapping
from datetime import datetime

from models.audit import Actor, AuditEvent
from models.change_proposal import ChangeKind, ChangeProposal, PolicyInForce
from models.errors import NoSuchProposal, OwnProposal
from models.role import Role
from storage.audit import audit_chain
from storage.sql.database import Connection, Database, Row
from storage.sql.texts import storable
from storage.sql.timestamps import from_text, to_text
from storage.staff import policies

PROPOSALS = """
    SELECT proposal.*, policy.doc_type FROM proposal LEFT JOIN policy ON policy.policy_hash = proposal.policy_hash
    WHERE NOT EXISTS (SELECT 1 FROM verdict WHERE verdict.proposal_id = proposal.proposal_id)
"""


class SqlChanges:
    """The Changes port over SQL. The tables refuse a verdict by whoever proposed it, and one by the person it is about."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def propose_policy(self, policy_hash: str, doc_type: str, body: str, by: Actor, why: str, at: datetime) -> ChangeProposal:
        """What already waits is not proposed twice."""
        with self._database.write("propose_policy") as connection:
            policies.record(connection, policy_hash, doc_type, body, at)
            return _propose(connection, ChangeKind.POLICY, {"policy_hash": policy_hash}, by, why, at)

    def propose_role(self, kind: ChangeKind, person: str, role: Role, by: Actor, why: str, at: datetime) -> ChangeProposal:
        """`kind` says whether the role is given or taken."""
        with self._database.write("propose_role") as connection:
            return _propose(connection, kind, {"person": person, "role": str(role)}, by, why, at)

    def propose_erasure(self, case_id: int, by: Actor, why: str, at: datetime) -> ChangeProposal:
        with self._database.write("propose_erasure") as connection:
            return _propose(connection, ChangeKind.ERASURE, {"case_id": case_id}, by, why, at)

    def decide(self, proposal_id: int, by: Actor, at: datetime, *, approved: bool) -> ChangeProposal:
        """Puts a waiting proposal in force, or ends it. Raises NoSuchProposal, and OwnProposal where another person has to decide."""
        with self._database.write("decide_proposal") as connection:
            proposal = _waiting_one(connection, proposal_id)
            if by.name in (proposal.proposed_by, proposal.person):
                raise OwnProposal(f"Proposal {proposal_id} is your own, or about you; another person has to decide about it.")
            connection.execute(
                """
                INSERT INTO verdict (proposal_id, proposed_by, decided_by, approved, decided_at)
                VALUES (:proposal_id, :proposed_by, :decided_by, :approved, :at)
                """,
                {
                    "proposal_id": proposal_id,
                    "proposed_by": proposal.proposed_by,
                    "decided_by": by.name,
                    "approved": int(approved),
                    "at": to_text(at),
                },
            )
            _audit(connection, "put_in_force" if approved else "refused", proposal, by, at)
        return proposal

    def proposal(self, proposal_id: int) -> ChangeProposal:
        """A proposal that waits for its verdict; raises NoSuchProposal."""
        with self._database.read() as connection:
            return _waiting_one(connection, proposal_id)

    def waiting(self) -> list[ChangeProposal]:
        """Oldest first."""
        with self._database.read() as connection:
            return [_proposal(row) for row in connection.execute(f"{PROPOSALS} ORDER BY proposal.proposal_id").fetchall()]

    def policies_in_force(self) -> Mapping[str, PolicyInForce]:
        """By document type."""
        with self._database.read() as connection:
            return policies.in_force(connection)

    def policy_history(self, doc_type: str) -> list[PolicyInForce]:
        """Every policy two people ever put in force for a type, oldest first."""
        with self._database.read() as connection:
            return policies.agreed_on(connection, doc_type)


def _propose(connection: Connection, kind: ChangeKind, about: dict[str, object], by: Actor, why: str, at: datetime) -> ChangeProposal:
    waiting = [_proposal(row) for row in connection.execute(PROPOSALS).fetchall()]
    same = [one for one in waiting if one.kind is kind and all(getattr(one, name) == value for name, value in about.items())]
    if same:
        return same[0]
    values = dict.fromkeys(("policy_hash", "person", "role", "case_id")) | about
    row = connection.execute(
        """
        INSERT INTO proposal (kind, policy_hash, person, role, case_id, why, proposed_by, proposed_at)
        VALUES (:kind, :policy_hash, :person, :role, :case_id, :why, :by, :at) RETURNING proposal_id
        """,
        values | {"kind": str(kind), "why": storable(why), "by": by.name, "at": to_text(at)},
    ).fetchone()
    proposal = _waiting_one(connection, row["proposal_id"])
    _audit(connection, "proposed", proposal, by, at)
    return proposal


def _waiting_one(connection: Connection, proposal_id: int) -> ChangeProposal:
    row = connection.execute(f"{PROPOSALS} AND proposal.proposal_id = :proposal_id", {"proposal_id": proposal_id}).fetchone()
    if row is None:
        raise NoSuchProposal(f"No proposal {proposal_id} waits for a verdict. Look at those that do: foureyes people, foureyes policy.")
    return _proposal(row)


def _audit(connection: Connection, action: str, proposal: ChangeProposal, by: Actor, at: datetime) -> None:
    about = {
        "policy": proposal.policy_hash,
        "type": proposal.doc_type,
        "person": proposal.person,
        "role": proposal.role and str(proposal.role),
    }
    details: dict[str, str | int] = {"proposal": proposal.proposal_id, "kind": str(proposal.kind)}
    details |= {name: value for name, value in about.items() if value is not None}
    audit_chain.append(connection, AuditEvent(by, action, at, proposal.case_id, details))


def _proposal(row: Row) -> ChangeProposal:
    return ChangeProposal(
        proposal_id=row["proposal_id"],
        kind=ChangeKind(row["kind"]),
        proposed_by=row["proposed_by"],
        proposed_at=from_text(row["proposed_at"]),
        why=row["why"],
        policy_hash=row["policy_hash"],
        doc_type=row["doc_type"],
        person=row["person"],
        role=Role(row["role"]) if row["role"] else None,
        case_id=row["case_id"],
    )
