"""Brings cases to any state through the real services, so that pages show what production would."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec
import yaml

from models.audit import Actor, ActorKind
from models.case import Drop, Reason
from models.document_type import DocumentType, FieldSpec, Mode, Policy, Rule, ValueKind
from models.extraction import BrokenRule, Candidate, Classification, Evidence, Proposal, ProposedField
from models.learned import LearnedKind
from models.page import Box
from pipeline.check import Decision, decide
from pipeline.intake import original_key, page_key
from pipeline.make import make
from pipeline.route import route
from storage.open import Storage, open_storage

STATION = Actor(ActorKind.STATION, "scanner-1")
MACHINE = Actor(ActorKind.MACHINE, "foureyes-test")

THRESHOLDS = (
    *("invoice_number", "issue_date", "due_date", "seller_name", "buyer_name", "seller_vat_id"),
    *("iban", "currency", "net_total", "tax_total", "grand_total"),
)
INVOICE = DocumentType(
    name="invoice",
    title="Invoice",
    description="What a supplier asks to be paid.",
    fields=(
        FieldSpec("invoice_number", "Invoice number", ValueKind.IDENTIFIER, required=True),
        FieldSpec("issue_date", "Issue date", ValueKind.DATE, required=True),
        FieldSpec("due_date", "Due date", ValueKind.DATE),
        FieldSpec("seller_name", "Seller", ValueKind.ORGANISATION, required=True),
        FieldSpec("buyer_name", "Buyer", ValueKind.ORGANISATION),
        FieldSpec(
            "seller_vat_id", "Seller's VAT number", ValueKind.VAT_ID, help="Two letters of the country, then the number, as printed."
        ),
        FieldSpec("iban", "IBAN", ValueKind.IBAN),
        FieldSpec("currency", "Currency", ValueKind.CURRENCY, required=True),
        FieldSpec("net_total", "Net total", ValueKind.MONEY),
        FieldSpec("tax_total", "Tax", ValueKind.MONEY),
        FieldSpec("grand_total", "Grand total", ValueKind.MONEY, required=True, help="What is to be paid, tax included."),
    ),
    rules=(Rule("net_total + tax_total = grand_total", "net total and tax do not add up to the grand total"),),
    policy=Policy(mode=Mode.STRAIGHT_THROUGH, thresholds=dict.fromkeys(THRESHOLDS, 0.95)),
)


KEYED = replace(
    INVOICE, policy=Policy(mode=Mode.DOUBLE_KEY, critical=("seller_name", "iban", "grand_total"), thresholds=dict.fromkeys(THRESHOLDS, 0.0))
)
"""The same type where policy wants two people to key what money goes by."""


def installation(home: Path) -> Storage:
    """Storage in which the type above is in use, as if taught; laid once, and copied for each test."""
    shutil.copytree(_laid().name, home, dirs_exist_ok=True)
    return open_storage(home / "foureyes.db", home / "objects", None)


@cache
def _laid() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory()
    storage = open_storage(Path(folder.name) / "foureyes.db", Path(folder.name) / "objects", None)
    declared = yaml.safe_dump(msgspec.to_builtins(INVOICE)).encode()
    storage.learned.put(LearnedKind.TYPE, INVOICE.name, declared, MACHINE, datetime.now(UTC))
    storage.close()
    return folder


VALUES: dict[str, tuple[str, str]] = {
    "invoice_number": ("INV-2041", "INV-2041"),
    "issue_date": ("2026-11-01", "1 November 2026"),
    "due_date": ("2026-12-01", "01/12/2026"),
    "seller_name": ("Acme Paper & Print Ltd", "Acme Paper & Print Ltd"),
    "buyer_name": ("Northern Rail Catering", "Northern Rail Catering"),
    "seller_vat_id": ("GB980780684", "GB 980 7806 84"),
    "iban": ("GB33BUKB20201555555555", "GB33 BUKB 2020 1555 5555 55"),
    "currency": ("GBP", "GBP"),
    "net_total": ("1064.00", "1,064.00"),
    "tax_total": ("216.00", "216.00"),
    "grand_total": ("1280.00", "1,280.00"),
}


@dataclass(frozen=True)
class Read:
    """What the machine is to have read: its doubts by field, other readings, broken rules, and the values where they differ from VALUES."""

    doubts: Mapping[str, float] = field(default_factory=dict)
    readings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    broken: Sequence[BrokenRule] = ()
    values: Mapping[str, str | None] = field(default_factory=dict)
    places: Mapping[str, Box] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
    type_confidence: float = 0.99


def receive(storage: Storage, content: bytes, filename: str, at: datetime | None = None) -> int:
    """Custody of some bytes; the number of their case."""
    at = at or datetime.now(UTC)
    digest = sha256(content).hexdigest()
    storage.objects.put(original_key(digest), content)
    batch = storage.ledger.open_batch("tests", STATION, at)
    return storage.ledger.receive(batch, Drop(filename, digest, len(content), "image/jpeg"), STATION, at).case_id


def enter(
    storage: Storage,
    case_id: int,
    pages: Sequence[bytes],
    read: Read,
    document_type: DocumentType | None = INVOICE,
    at: datetime | None = None,
) -> None:
    """The machine's entry, routed by the type's own policy."""
    digest = storage.cases.case(case_id).content_sha256
    for number, page in enumerate(pages, start=1):
        storage.objects.put(page_key(digest, number), page)
    fields = tuple(_proposed(spec, read) for spec in document_type.fields) if document_type else ()
    kind = Classification(document_type.name if document_type else None, read.type_confidence)
    proposal = Proposal(kind, fields, tuple(read.broken), len(pages))
    values, routed = route(make(proposal), proposal, document_type)
    storage.cases.enter(case_id, proposal, values, routed, MACHINE, at or datetime.now(UTC))


def quarantine(storage: Storage, case_id: int, code: str, text: str) -> None:
    storage.cases.quarantine(case_id, Reason(code, None, text), MACHINE, datetime.now(UTC))


def correct(storage: Storage, case_id: int, name: str, value: str, person: str) -> Decision:
    """One person's correction of one field, everything in doubt decided."""
    case = storage.cases.case(case_id)
    assert case.version
    asked = {reason.field for reason in case.summary.reasons}
    decisions = {one.name: one.value for one in case.version.fields if one.name in asked} | {name: value}
    reviewer = Actor(ActorKind.PERSON, person)
    return decide(storage.cases, INVOICE, case_id, case.version.n, decisions, reviewer, datetime.now(UTC))


def _proposed(spec: FieldSpec, read: Read) -> ProposedField:
    value, printed = VALUES.get(spec.name, ("", ""))
    chosen = read.values.get(spec.name, value)
    printed = printed if chosen == value else chosen or ""
    evidence = Evidence(read.pages.get(spec.name, 1), read.places.get(spec.name, Box(0.1, 0.1, 0.3, 0.12)), printed, "anchors.v1")
    others = tuple(Candidate(spec.name, other, 0.5, evidence) for other in read.readings.get(spec.name, ()))
    if chosen is None:
        return ProposedField(spec.name, None, None, None, others)
    return ProposedField(spec.name, chosen, read.doubts.get(spec.name, 0.984), evidence, others)
