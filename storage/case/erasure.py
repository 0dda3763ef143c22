"""Decides what goes when a case is erased: every value, text and file name; who did what, and the hashes that prove it, stay."""

from datetime import datetime

from models.audit import Actor, ActorKind, AuditEvent
from models.case import CaseState
from models.errors import WrongState
from storage.audit import audit_chain
from storage.sql.database import Connection, Database, Row
from storage.sql.timestamps import to_text

ERASABLE = frozenset({CaseState.RELEASED, CaseState.REJECTED})
WHY = "erased: two people decided that what this document said is forgotten"
EMPTIED = {
    "field_value": "value = NULL, printed = CASE WHEN printed IS NULL THEN NULL ELSE '' END",
    "reason": "text = ''",
    "receipt": "filename = 'erased ' || receipt_id",
    "rescan_request": "why = ''",
    "delivery_failure": "reason = ''",
    "seed": "right_value = NULL",
}
DELETED = ("value_salt", "keyed_value", "qa_error", "alternative", "line_item", "draft", "case_key")
DECIDED = """
    SELECT proposal.proposal_id, proposal.case_id, proposal.proposed_by, verdict.decided_by
    FROM proposal JOIN verdict ON verdict.proposal_id = proposal.proposal_id
    WHERE proposal.kind = 'erasure' AND verdict.approved = 1
    AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.case_id = proposal.case_id) ORDER BY proposal.proposal_id
"""


class SqlErasures:
    """The Erasures port over SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def check_can_be_erased(self, case_id: int) -> None:
        """Raises WrongState while somebody still needs what the case says, NoSuchCase."""
        with self._database.read() as connection:
            _check_is_done(connection, case_id)

    def carry_out(self, at: datetime) -> tuple[list[int], list[WrongState]]:
        """Erases the cases of which two people decided it, each in one transaction: those erased now, and why others could not be yet."""
        with self._database.read() as connection:
            decided = connection.execute(DECIDED).fetchall()
        erased: list[int] = []
        postponed: list[WrongState] = []
        for decision in decided:
            try:
                with self._database.write("erase") as connection:
                    _check_is_done(connection, decision["case_id"])
                    _erase(connection, decision, at)
                erased.append(decision["case_id"])
            except WrongState as reason:
                postponed.append(reason)
        return erased, postponed

    def documents(self) -> list[str]:
        """The sha256 of each document of erased cases that no other case was made of."""
        with self._database.read() as connection:
            rows = connection.execute(
                """
                SELECT scan.sha256 FROM scan JOIN erasure ON erasure.case_id = scan.case_id
                WHERE NOT EXISTS (SELECT 1 FROM capture_case WHERE capture_case.sha256 = scan.sha256
                    AND NOT EXISTS (SELECT 1 FROM erasure AS other WHERE other.case_id = capture_case.case_id))
                ORDER BY scan.sha256
                """
            ).fetchall()
        return [row["sha256"] for row in rows]


def _check_is_done(connection: Connection, case_id: int) -> None:
    key = {"case_id": case_id}
    row = connection.execute("SELECT state, seeded FROM capture_case WHERE case_id = :case_id", key).fetchone()
    if row is None:
        raise WrongState(f"There is no case {case_id} to erase. Look at the number again.")
    if row["state"] not in ERASABLE and not row["seeded"]:
        raise WrongState(f"Case {case_id} is {row['state'].replace('_', ' ')}, people still need it. Release or reject it, then erase it.")
    if connection.execute(UNDER_WAY, key).fetchone():
        raise WrongState(f"Case {case_id} is on its way to a consumer. Finish the run (foureyes release), then erase it.")
    copy = connection.execute(COPIES, key).fetchone()
    if copy:
        raise WrongState(f"Case {copy['case_id']} is a seeded copy of case {case_id}. Erase the copy as well, and first.")


UNDER_WAY = """
    SELECT 1 FROM release JOIN release_run ON release_run.consumer = release.consumer AND release_run.run = release.run
    WHERE release.case_id = :case_id AND release_run.finished_at IS NULL
"""
COPIES = """
    SELECT case_id FROM seed WHERE copy_of = :case_id AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.case_id = seed.case_id)
"""


def _erase(connection: Connection, decision: Row, at: datetime) -> None:
    key = {"case_id": decision["case_id"]}
    connection.execute(
        "INSERT INTO erasure (case_id, proposal_id, erased_at) VALUES (:case_id, :proposal, :at)",
        key | {"proposal": decision["proposal_id"], "at": to_text(at)},
    )
    for table, emptied in EMPTIED.items():
        connection.execute(f"UPDATE {table} SET {emptied} WHERE case_id = :case_id", key)  # noqa: S608 - constants of this module
    for table in DELETED:
        connection.execute(f"DELETE FROM {table} WHERE case_id = :case_id", key)  # noqa: S608 - as above
    connection.execute(
        """
        UPDATE document SET first_filename = '' WHERE sha256 IN (SELECT sha256 FROM scan WHERE case_id = :case_id)
        """,
        key,
    )
    connection.execute("INSERT INTO reason (case_id, code, text) VALUES (:case_id, 'erased', :why)", key | {"why": WHY})
    details: dict[str, str | int] = {"proposal": decision["proposal_id"], "asked_by": decision["proposed_by"]}
    eraser = Actor(ActorKind.PERSON, decision["decided_by"])
    audit_chain.append(connection, AuditEvent(eraser, "erased", at, decision["case_id"], details))
