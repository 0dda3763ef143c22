"""The flows that guard the log and finish erasures, as a scheduler calls them."""

from pathlib import Path

import pytest
import yaml

from flows.anchor import anchor
from flows.erase import erase
from flows.installation import now, open_installation
from models.audit import Actor, ActorKind
from models.case import CaseState, Drop, Reason
from models.errors import AuditBroken
from storage.open import Storage

ANNA, BEN = (Actor(ActorKind.PERSON, name) for name in ("anna", "ben"))
DEPLOYMENTS = Path(__file__).resolve().parents[2] / "prefect.yaml"


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Storage:
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FOUREYES_ANCHOR_STORE", "folder")
    monkeypatch.setenv("FOUREYES_ANCHOR_FOLDER", str(tmp_path / "elsewhere"))
    storage = open_installation().storage
    batch = storage.ledger.open_batch("test", ANNA, now())
    storage.ledger.receive(batch, Drop("jane.pdf", "a" * 64, 1, "application/pdf"), ANNA, now())
    return storage


def test_the_hourly_flow_anchors_and_fails_where_an_anchor_is_gone(storage: Storage, tmp_path: Path) -> None:
    assert "Anchored event 2" in anchor.fn()
    (kept,) = (tmp_path / "elsewhere" / "anchors").iterdir()
    kept.unlink()
    with pytest.raises(AuditBroken, match="no longer in"):
        anchor.fn()
    assert storage.audit.anchored() == 2


def test_the_nightly_flow_erases_what_two_people_decided(storage: Storage) -> None:
    storage.cases.quarantine(1, Reason("damaged_file", None, "cut off"), ANNA, now())
    storage.cases.close(1, CaseState.REJECTED, Reason("damaged_file", None, "cut off"), ANNA, now())
    proposal = storage.changes.propose_erasure(1, ANNA, "", now())
    assert erase.fn() == []
    storage.changes.decide(proposal.proposal_id, BEN, now(), approved=True)
    assert erase.fn() == [1]


def test_both_are_deployed() -> None:
    deployed = {one["name"]: one["entrypoint"] for one in yaml.safe_load(DEPLOYMENTS.read_text())["deployments"]}
    assert deployed["anchor"] == "flows/anchor.py:anchor"
    assert deployed["erase"] == "flows/erase.py:erase"
