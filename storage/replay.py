"""What the audit log alone says of every case, and where the tables say something else.

An event moves its case to `to`; it makes version `n` by `author`, and approves it by `approver`, both the event's actor where not named.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.audit import AuditHead
from models.case import CaseState
from storage.audit_chain import head_of
from storage.database import Connection, Row

MAKES_A_VERSION = frozenset({"entered", "corrected", "type_decided"})
"""Actions whose actor is the author of version `n`; others name an `author`."""


@dataclass(slots=True)
class CaseTold:
    """One case: its state, the versions of its entry by author, who approved which, which consumer has which, its receipts,
    and the two who had it erased.
    """

    state: str = ""
    versions: dict[int, str] = field(default_factory=dict)
    approvals: dict[int, str] = field(default_factory=dict)
    deliveries: set[tuple[str, int]] = field(default_factory=set)
    receipts: set[int] = field(default_factory=set)
    erased: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What the log and the tables say of one case, where they differ."""

    case_id: int
    what: str
    in_log: object
    in_tables: object

    def __str__(self) -> str:
        return f"case {self.case_id}: {self.what} {_words(self.in_log)} by the log, {_words(self.in_tables)} in the tables"


class Replay:
    """The cases as the events told so far leave them."""

    def __init__(self) -> None:
        self.cases: dict[int, CaseTold] = defaultdict(CaseTold)

    def follow(self, events: Iterable[Row], head: AuditHead) -> AuditHead:
        """Takes in events that come after `head`; the new head."""
        last: Row | None = None
        for last in events:
            if last["case_id"] is not None:
                _tell(self.cases[last["case_id"]], last)
        return head_of(last) if last else head


def _tell(case: CaseTold, event: Row) -> None:
    details = json.loads(event["details"])
    actor = f"{event['kind']}:{event['actor']}"
    n, to = details.get("n"), details.get("to")
    if event["action"] in MAKES_A_VERSION or "author" in details:
        case.versions[n] = details.get("author", actor)
    if to == CaseState.APPROVED:
        case.approvals[n] = details.get("approver") or (actor if event["kind"] == "person" else f"policy:{details['policy']}")
    if event["action"] == "released":
        case.deliveries.add((details["consumer"], n))
    if "receipt" in details:
        case.receipts.add(details["receipt"])
    if event["action"] == "erased":
        case.erased = f"{details['asked_by']} and {event['actor']}"
    if to:
        case.state = to


def from_tables(connection: Connection) -> dict[int, CaseTold]:
    """The same of every case as the tables have it."""
    cases: dict[int, CaseTold] = defaultdict(CaseTold)
    for row in connection.execute("SELECT case_id, state FROM capture_case").fetchall():
        cases[row["case_id"]].state = row["state"]
    for row in connection.execute(VERSIONS).fetchall():
        cases[row["case_id"]].versions[row["n"]] = row["author"]
    for row in connection.execute(APPROVALS).fetchall():
        cases[row["case_id"]].approvals[row["n"]] = row["approver"]
    for row in connection.execute("SELECT case_id, n, consumer FROM delivery").fetchall():
        cases[row["case_id"]].deliveries.add((row["consumer"], row["n"]))
    for row in connection.execute("SELECT case_id, receipt_id FROM receipt").fetchall():
        cases[row["case_id"]].receipts.add(row["receipt_id"])
    for row in connection.execute(ERASURES).fetchall():
        cases[row["case_id"]].erased = f"{row['proposed_by']} and {row['decided_by']}"
    return cases


VERSIONS = """
    SELECT version.case_id, version.n, hand.kind || ':' || version.author AS author
    FROM version JOIN hand ON hand.case_id = version.case_id AND hand.actor = version.author
"""
ERASURES = """
    SELECT erasure.case_id, verdict.proposed_by, verdict.decided_by
    FROM erasure JOIN verdict ON verdict.proposal_id = erasure.proposal_id
"""
APPROVALS = "SELECT case_id, n, coalesce('person:' || approver, 'policy:' || policy_hash) AS approver FROM approval"


def differences(log: Mapping[int, CaseTold], tables: Mapping[int, CaseTold]) -> list[Difference]:
    """Each fact of each case that the two do not share, by case."""
    unknown = CaseTold()
    return [
        Difference(case_id, name, told, kept)
        for case_id in sorted(log.keys() | tables.keys())
        for name in CaseTold.__slots__
        if (told := getattr(log.get(case_id, unknown), name)) != (kept := getattr(tables.get(case_id, unknown), name))
    ]


def _words(fact: object) -> str:
    if isinstance(fact, dict):
        return ", ".join(f"{n} by {who}" for n, who in sorted(fact.items())) or "none"
    if isinstance(fact, set):
        return ", ".join(" ".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in sorted(fact)) or "none"
    return str(fact) or "none"
