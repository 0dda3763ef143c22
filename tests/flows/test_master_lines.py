"""What master data says of an entry when a person looks at it, whatever it said when the document was captured."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.cli.master import master_lines
from flows.installation import Installation, open_installation
from models.audit import Actor, ActorKind
from models.case import Case, Drop, FieldValue, Outcome, Reason, Route
from models.document_type import Mode
from models.extraction import Classification, Proposal
from pipeline.settings import settings_from

AT = datetime(2026, 11, 2, tzinfo=UTC)
MACHINE, ANN = Actor(ActorKind.MACHINE, "reader"), Actor(ActorKind.PERSON, "ann")
SAMPLE = Path(__file__).resolve().parents[2] / "sample_docs" / "master_data"
PAYEE = "Systèmes Montclair SA"


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    for file in SAMPLE.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return open_installation(settings_from(dict(os.environ) | {"FOUREYES_HOME": str(tmp_path)}))


def fields(seller: str) -> tuple[FieldValue, ...]:
    return (FieldValue("seller_name", seller, 0.9, None, Outcome.PROPOSED, accepted=False),)


def entered(installation: Installation, seller: str, *reasons: Reason) -> Case:
    storage = installation.storage
    batch = storage.ledger.open_batch("test", MACHINE, AT)
    case_id = storage.ledger.receive(batch, Drop("one.pdf", "f" * 64, 1, "application/pdf"), MACHINE, AT).case_id
    proposal = Proposal(Classification("invoice", 1.0), (), (), 1)
    storage.cases.enter(case_id, proposal, fields(seller), Route(Mode.CHECK, reasons, ""), MACHINE, AT)
    return storage.cases.case(case_id)


def lines(installation: Installation, case: Case) -> str:
    return "\n".join(master_lines(installation, case, installation.document_types["invoice"]))


def test_a_payee_that_a_person_typed_is_compared_too(installation: Installation) -> None:
    case = entered(installation, PAYEE)
    assert not lines(installation, case)
    installation.storage.cases.save_version(case.case_id, 1, fields("Hollow Oak Ltd"), (), ANN, AT)
    assert "Hollow Oak Ltd" in lines(installation, installation.storage.cases.case(case.case_id))


def test_what_the_case_says_already_is_not_said_twice(installation: Installation) -> None:
    (reason,) = installation.against_master_data(0, fields("Hollow Oak Ltd"), installation.document_types["invoice"])
    assert not lines(installation, entered(installation, "Hollow Oak Ltd", reason))


def test_a_declaration_that_is_wrong_is_said_and_keeps_nobody_from_looking(installation: Installation) -> None:
    (installation.settings.home / "master_data.yaml").write_text("sellers: 1", "utf-8")
    assert "master_data.yaml" in lines(installation, entered(installation, PAYEE))
