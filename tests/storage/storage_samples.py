"""Samples that tests of storage share: who acts, what is dropped, what the machine proposes; states reached through the real stores."""

import hashlib
from datetime import UTC, datetime, timedelta

from models.audit import Actor, ActorKind
from models.case import Drop, FieldValue, Outcome, Reason, Receipt, Route
from models.document_type import Mode
from models.extraction import Candidate, Classification, Evidence, Proposal, ProposedField
from models.page import Box
from storage.open import Storage

STATION = Actor(ActorKind.STATION, "scanner-1")
MACHINE = Actor(ActorKind.MACHINE, "reader")
ANNA = Actor(ActorKind.PERSON, "anna")
BEN = Actor(ActorKind.PERSON, "ben")
CLEO = Actor(ActorKind.PERSON, "cleo")
DORA = Actor(ActorKind.PERSON, "dora")
EMIL = Actor(ActorKind.PERSON, "emil")

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
POLICY = "f" * 64
EVIDENCE = Evidence(page=1, box=Box(0.1, 0.2, 0.3, 0.25), text="1.190,00", technique="invoice.total/anchors.v1")
OTHER = Candidate("grand_total", "190.00", 0.4, Evidence(2, Box(0.5, 0.5, 0.6, 0.6), "190,00", "invoice.total/anchors.v1"))
DOUBT = Reason("low_confidence", "grand_total", "grand total: only 80 % sure")
FIELDS = (
    FieldValue("grand_total", "1190.00", 0.8, EVIDENCE, Outcome.PROPOSED, accepted=False),
    FieldValue("iban", None, None, None, Outcome.PROPOSED, accepted=False),
)
CORRECTED = (
    FieldValue("grand_total", "1191.00", None, EVIDENCE, Outcome.CORRECTED, accepted=True),
    FieldValue("iban", None, None, None, Outcome.CONFIRMED, accepted=True),
)
PROPOSAL = Proposal(
    classification=Classification("invoice", 0.97),
    fields=(ProposedField("grand_total", "1190.00", 0.8, EVIDENCE, (OTHER,)), ProposedField("iban", None, None, None)),
    broken_rules=(),
    page_count=2,
)
TO_A_PERSON = Route(Mode.CHECK, reasons=(DOUBT,), policy_hash=POLICY)
STRAIGHT_THROUGH = Route(Mode.STRAIGHT_THROUGH, reasons=(), policy_hash=POLICY)


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def drop(content: str, filename: str | None = None) -> Drop:
    return Drop(filename or f"{content}.pdf", hashlib.sha256(content.encode()).hexdigest(), len(content), "application/pdf")


def policy_in_force(storage: Storage, policy_hash: str = POLICY, doc_type: str = "invoice") -> None:
    """One person proposes it, another agrees."""
    proposal = storage.changes.propose_policy(policy_hash, doc_type, "body", DORA, "", NOON)
    storage.changes.decide(proposal.proposal_id, EMIL, NOON, approved=True)


def captured(storage: Storage, content: str = "one") -> int:
    batch = storage.ledger.open_batch("test", STATION, NOON)
    receipt: Receipt = storage.ledger.receive(batch, drop(content), STATION, NOON)
    return receipt.case_id


def in_review(storage: Storage, content: str = "one") -> int:
    case_id = captured(storage, content)
    storage.cases.enter(case_id, PROPOSAL, FIELDS, TO_A_PERSON, MACHINE, NOON)
    return case_id


def corrected(storage: Storage, content: str = "one") -> int:
    case_id = in_review(storage, content)
    storage.cases.save_version(case_id, 1, CORRECTED, (Reason("corrected", "grand_total", "a second person confirms it"),), ANNA, NOON)
    return case_id


def approved(storage: Storage, content: str = "one") -> int:
    case_id = in_review(storage, content)
    storage.cases.approve(case_id, 1, BEN, NOON)
    return case_id


def quarantined(storage: Storage, content: str = "one") -> int:
    case_id = captured(storage, content)
    storage.cases.quarantine(case_id, Reason("damaged_file", None, "the file is cut off"), STATION, NOON)
    return case_id
