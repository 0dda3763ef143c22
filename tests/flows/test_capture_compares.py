"""What was captured is compared with master data before it is routed, however sure the reading."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from flows.capture import capture_document
from flows.installation import Installation, open_installation
from models.audit import Actor, ActorKind
from models.case import Case, CaseState, Drop
from models.document_type import DocumentType, Mode, Policy
from models.extraction import Classification, Evidence, Proposal, ProposedField
from models.page import Box
from pipeline.settings import settings_from

AT = datetime(2026, 11, 2, tzinfo=UTC)
MACHINE = Actor(ActorKind.MACHINE, "reader")
SAMPLE = Path(__file__).resolve().parents[2] / "sample_docs" / "master_data"
PAYEE = "Larkspur Timber Inc."
EVIDENCE = Evidence(1, Box(0.1, 0.1, 0.2, 0.2), "as printed", "anchors.v1")
REQUIRED = {"invoice_number": "2670", "issue_date": "2023-08-11", "seller_name": PAYEE, "currency": "USD", "grand_total": "1357.72"}


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    for file in SAMPLE.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return open_installation(settings_from(dict(os.environ) | {"FOUREYES_HOME": str(tmp_path)}))


def sure_of_everything(installation: Installation) -> DocumentType:
    invoice = installation.document_types["invoice"]
    fields = dict.fromkeys((spec.name for spec in invoice.fields), 0.0)
    return replace(invoice, policy=Policy(mode=Mode.STRAIGHT_THROUGH, type_threshold=0.0, thresholds=fields))


def captured(installation: Installation, **values: str) -> Case:
    read = REQUIRED | values
    invoice, storage = sure_of_everything(installation), installation.storage
    fields = tuple(ProposedField(spec.name, read.get(spec.name), 1.0, EVIDENCE) for spec in invoice.fields)
    understanding = SimpleNamespace(proposal=Proposal(Classification("invoice", 1.0), fields, (), 1))
    batch = storage.ledger.open_batch("test", MACHINE, AT)
    sha256 = f"{storage.ledger.waiting() + len(storage.cases.queue(tuple(CaseState))):064}"
    storage.ledger.receive(batch, Drop("one.pdf", sha256, 1, "application/pdf"), MACHINE, AT)
    (leased,) = storage.ledger.lease(1, 60, AT)
    maker = SimpleNamespace(
        storage=storage,
        installation=installation,
        understand=lambda _: understanding,
        routed_by=lambda _: (invoice, ()),
        done_with=lambda _: None,
    )
    capture_document.fn(leased, maker)
    return storage.cases.case(leased.case_id)


def codes(case: Case) -> set[str]:
    return {reason.code for reason in case.summary.reasons} - {"policy_not_in_force"}


def test_a_sure_entry_that_agrees_has_no_reason(installation: Installation) -> None:
    assert not codes(captured(installation, order_reference="28042"))


def test_a_new_payee_and_a_changed_account_go_to_a_person(installation: Installation) -> None:
    assert codes(captured(installation, seller_name="Hollow Oak Ltd")) == {"new_payee"}
    assert codes(captured(installation, invoice_number="2671", iban="DE02120300000000202051")) == {"iban_changed"}


def test_a_second_invoice_of_one_order_goes_to_a_person(installation: Installation) -> None:
    assert not codes(captured(installation, order_reference="28042"))
    assert codes(captured(installation, order_reference="28042", invoice_number="2671")) == {"order_exceeded"}


def test_a_table_that_cannot_be_read_sends_everything_to_a_person(installation: Installation) -> None:
    (installation.settings.home / "sellers.csv").write_text("nothing\n", "utf-8")
    case = captured(installation)
    assert codes(case) == {"master_data_unavailable"}
    assert case.summary.state is CaseState.IN_REVIEW
