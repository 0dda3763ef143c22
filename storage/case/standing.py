"""How a case stands, in one look: what has to be true of it before a person's decision counts."""

from dataclasses import dataclass

from models.case import CaseState
from models.document_type import Mode
from models.errors import NoSuchCase, StaleVersion, WrongState
from storage.sql.database import Connection

# Where one person decides about the whole entry: narrower than the transitions, which also serve the machine and other verbs.
APPROVED_FROM = frozenset({CaseState.IN_REVIEW, CaseState.IN_ADJUDICATION})
CORRECTED_FROM = APPROVED_FROM | {CaseState.REOPENED}
REFERRED_FROM = frozenset({CaseState.IN_REVIEW})


@dataclass(frozen=True, slots=True)
class Standing:
    """A case, its newest version, and which person approved version `seen`, the one a decision is about."""

    case_id: int
    state: CaseState
    mode: Mode
    newest: int
    seen: int
    approver: str | None

    def check_decided_by_one(self, allowed: frozenset[CaseState]) -> None:
        """Where two have to key, and where keyings differ, a check by one person would go round them."""
        self.check_decided(allowed)
        if self.mode is Mode.DOUBLE_KEY and self.state is not CaseState.REOPENED:
            raise WrongState(f"Policy wants two people to key case {self.case_id} blind. Key it, do not check it.")

    def check_decided(self, allowed: frozenset[CaseState]) -> None:
        """In one of these states, about the newest version."""
        if self.state not in allowed:
            state = self.state.replace("_", " ")
            raise WrongState(f"Case {self.case_id} is {state}; nobody decides that about it now. Look at it again.")
        if self.seen != self.newest:
            raise StaleVersion(self.seen, self.newest)


def standing_of(connection: Connection, case_id: int, seen: int) -> Standing:
    """Raises NoSuchCase."""
    row = connection.execute(
        """
        SELECT state, mode, (SELECT coalesce(max(n), 0) FROM version WHERE version.case_id = capture_case.case_id) AS newest,
            (SELECT approver FROM approval WHERE approval.case_id = capture_case.case_id AND approval.n = :seen) AS approver
        FROM capture_case WHERE case_id = :case_id
        """,
        {"case_id": case_id, "seen": seen},
    ).fetchone()
    if row is None:
        raise NoSuchCase.numbered(case_id)
    return Standing(case_id, CaseState(row["state"]), Mode(row["mode"]), int(row["newest"]), seen, row["approver"])
