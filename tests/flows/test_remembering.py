"""What a person approved is remembered before the next document is read."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from printed_page import reading_of

from flows.installation import Installation, open_installation
from flows.remembering import remember_approved
from models.audit import Actor, ActorKind
from models.case import Drop, FieldValue, Outcome, Reason, Route
from models.document_type import Mode
from models.extraction import Classification, Proposal
from models.memory import Memory
from pipeline.intake import reading_key
from pipeline.learned import load_learned
from pipeline.settings import settings_from

MACHINE, STATION = Actor(ActorKind.MACHINE, "reader"), Actor(ActorKind.STATION, "scanner")
ANNA = Actor(ActorKind.PERSON, "anna")
LINES = ("Harbour shop at the old pier", "Torvim lunbar koshel", "Pelshu nelfro zarquen", "Issued 13/11/2017", "Vesquen 310.20")


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return open_installation(settings_from({"FOUREYES_HOME": str(tmp_path)}))


def approved(installation: Installation, content: str, total: str, at: datetime) -> int:
    storage, digest = installation.storage, sha256(content.encode()).hexdigest()
    receipt = storage.ledger.receive(
        storage.ledger.open_batch("test", STATION, at), Drop(f"{content}.pdf", digest, 1, "application/pdf"), STATION, at
    )
    storage.objects.put(reading_key(digest), msgspec.json.encode(reading_of(*LINES[:-1], f"Vesquen {total}")))
    fields = (FieldValue("total", total, 0.5, None, Outcome.PROPOSED, accepted=False),)
    proposal = Proposal(Classification("receipt", 0.99), (), (), 1)
    route = Route(Mode.CHECK, reasons=(Reason("low_confidence", "total", "unsure"),), policy_hash="f" * 64)
    storage.cases.enter(receipt.case_id, proposal, fields, route, MACHINE, at)
    storage.cases.approve(receipt.case_id, 1, ANNA, at)
    return receipt.case_id


def memory_of(installation: Installation) -> Memory:
    return load_learned(installation.storage.learned.folder(installation.settings.home)).memory.get("receipt", Memory())


def test_an_approved_layout_is_remembered_once(installation: Installation) -> None:
    case_id = approved(installation, "one", "310.20", datetime(2026, 11, 1, tzinfo=UTC))
    assert not memory_of(installation).layouts
    remember_approved(installation, MACHINE)
    (layout,) = memory_of(installation).layouts
    assert (layout.case_id, [place.field for place in layout.places]) == (case_id, ["total"])
    remember_approved(installation, MACHINE)
    assert len(installation.storage.learned.in_use()) == 1


def test_the_same_layout_again_is_no_second_one(installation: Installation) -> None:
    for day, total in enumerate(("310.20", "17.55", "4.10"), 1):
        approved(installation, total, total, datetime(2026, 11, day, tzinfo=UTC))
        remember_approved(installation, MACHINE)
    assert len(memory_of(installation).layouts) == 1


def test_what_nobody_approved_is_not_remembered(installation: Installation) -> None:
    remember_approved(installation, MACHINE)
    assert memory_of(installation) == Memory()
