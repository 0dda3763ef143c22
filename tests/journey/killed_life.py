"""One process of a journey that may be killed: who lives in it, what is dropped, and how it says what it did."""

# ruff: noqa: T201 - it speaks to the test that started it

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from places import Place

from models.audit import Actor, ActorKind
from models.case import Drop, FieldValue, Outcome, Reason, RescanCode, Route
from models.document_type import Mode
from models.extraction import Classification, Evidence, Proposal, ProposedField
from models.page import Box
from storage.open import Storage
from storage.sql.postgres_database import PostgresDatabase

BEGINNING = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
STATION = Actor(ActorKind.STATION, "scanner-1")
MACHINE = Actor(ActorKind.MACHINE, "reader")
NAMES = ("amy", "bob", "anna", "ben", "cleo", "dora", "quinn")
AMY, BOB, ANNA, BEN, CLEO, DORA, QUINN = (Actor(ActorKind.PERSON, name) for name in NAMES)
SECONDS = 600.0
POLICY = "f" * 64
EVIDENCE = Evidence(1, Box(0.1, 0.1, 0.2, 0.2), "119,00", "invoice.total/anchors.v1")
MADE = (FieldValue("total", "119.00", 0.8, EVIDENCE, Outcome.PROPOSED, accepted=False),)
TYPED = (FieldValue("total", "120.00", None, None, Outcome.CORRECTED, accepted=True),)
PROPOSAL = Proposal(Classification("invoice", 0.97), (ProposedField("total", "119.00", 0.8, EVIDENCE),), (), 1)
DOUBT = Reason("low_confidence", "total", "total: only 80 % sure")
WHY = Reason(RescanCode.OTHER, None, "why not")
TO_A_PERSON = Route(Mode.CHECK, (DOUBT,), POLICY)
BLIND = Route(Mode.DOUBLE_KEY, (DOUBT,), POLICY, ("total",))
ROUTES = {"straight": Route(Mode.STRAIGHT_THROUGH, (), POLICY), "alike": BLIND, "unlike": BLIND, "own": BLIND}
LOADED_BEFORE_FORKING = PostgresDatabase
PASSWORD = "an old horse on the hill"  # noqa: S105 - of nobody


@dataclass(frozen=True)
class Life:
    """One process of the journey: where it lives, when, and what it acknowledged."""

    storage: Storage
    place: Place
    at: datetime

    def batch(self) -> int | None:
        """The one that was opened, as the audit log tells."""
        opened = (json.loads(event["details"]) for event in self.storage.audit.events() if event["action"] == "batch_opened")
        return next((int(details["batch"]) for details in opened), None)

    def done(self, case_id: int, action: str) -> bool:
        return any(event.action == action for event in self.storage.cases.audit_trail(case_id))

    def token(self, case_id: int, person: Actor) -> int:
        return self.storage.work.take(case_id, person, self.at, SECONDS).token

    def newest(self, case_id: int) -> int:
        return len(self.storage.cases.versions(case_id))


def say(*words: object) -> None:
    """The acknowledgement: what was said is never lost."""
    print("said", *words, flush=True)


def drop(life: Life, kind: str, content: str, rescan_of: int | None = None) -> int:
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    life.storage.objects.put(f"originals/{sha256}", content.encode())
    dropped = Drop(f"{kind}.pdf", sha256, len(content), "application/pdf")
    receipt = life.storage.ledger.receive(life.batch() or 0, dropped, STATION, life.at, rescan_of)
    say("receipt", receipt.receipt_id, sha256)
    return receipt.case_id
