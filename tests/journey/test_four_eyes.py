"""From a dropped file to a released entry, by the commands people type."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from models.case import CaseState
from pipeline.check import doubtful
from storage.open import Storage, open_storage

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def storage(home: Path) -> Storage:
    return open_storage(home / "foureyes.db", home / "objects", None)


@pytest.fixture
def case_id(storage: Storage) -> int:
    """A case in review whose first doubtful field has a value."""
    for summary in storage.cases.queue((CaseState.IN_REVIEW,)):
        case = storage.cases.case(summary.case_id)
        values = {field.name: field.value for field in case.version.fields} if case.version else {}
        if doubtful(case) and values[doubtful(case)[0]] is not None:
            return summary.case_id
    pytest.fail("no sample document needs a person")


def keys_for(storage: Storage, case_id: int, first: str = "") -> str:
    """One key a doubtful field: Enter where there is a value, m where there is none; `first` replaces the first."""
    case = storage.cases.case(case_id)
    assert case.version
    values = {field.name: field.value for field in case.version.fields}
    keys = ["\n" if values[name] is not None else "m" for name in doubtful(case)]
    return "".join([first, *keys[1:]] if first else keys)


def test_predictions_carry_values_confidences_and_boxes(captured: Path, drop: Path) -> None:
    rows = [json.loads(line) for line in (captured / "predictions.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == len(list(drop.iterdir()))
    made = [field for row in rows for field in row["fields"].values() if field["value"] is not None]
    assert made
    for field in made:
        assert field["page"] >= 1
        assert all(-0.01 <= edge <= 1.01 for edge in field["box"])
        assert field["confidence"] is None or 0 <= field["confidence"] < 1


def test_the_same_bytes_twice_are_one_case_with_two_receipts(storage: Storage, drop: Path) -> None:
    assert len(storage.cases.queue(tuple(CaseState))) == len(list(drop.iterdir())) - 1


def test_a_second_capture_starts_no_flow_and_doubles_nothing(foureyes: Run, storage: Storage, drop: Path) -> None:
    before = storage.ledger.counts()
    again = foureyes("capture", drop)
    assert again.returncode == 0
    assert "seen before" in again.stdout
    assert storage.ledger.counts() == before


def test_a_checker_confirms_and_the_entry_leaves_once(foureyes: Run, storage: Storage, home: Path, case_id: int) -> None:
    checked = foureyes("check", case_id, "--as", "ann", keys=keys_for(storage, case_id))
    assert "approved" in checked.stdout, checked.stdout + checked.stderr
    foureyes("release")
    entries = [json.loads(line) for line in (home / "released" / "000001.jsonl").read_text("utf-8").splitlines()]
    entry = next(row for row in entries if row["case"] == case_id)
    assert entry["approved_by"] == "person:ann"
    assert {"received", "entered", "approved"} <= {event["action"] for event in entry["audit"]}
    assert "Nothing is approved" in foureyes("release").stdout
    assert not (home / "released" / "000002.jsonl").exists()


def test_a_checker_who_corrects_cannot_approve_and_a_second_person_can(foureyes: Run, storage: Storage, case_id: int) -> None:
    case = storage.cases.case(case_id)
    corrected = foureyes("check", case_id, "--as", "ann", keys=keys_for(storage, case_id, first="m"))
    assert "second person" in corrected.stdout
    assert storage.cases.case(case_id).version != case.version
    refused = foureyes("check", case_id, "--as", "Ann", keys="\n" * 20)
    assert refused.returncode == 5
    assert "somebody else" in refused.stderr
    approved = foureyes("check", case_id, "--as", "bob", keys=keys_for(storage, case_id))
    assert "approved" in approved.stdout, approved.stdout + approved.stderr
    assert {str(author) for author in storage.cases.case(case_id).authors} >= {"person:ann"}


def test_a_rejected_case_is_closed_with_its_reason(foureyes: Run, storage: Storage, case_id: int) -> None:
    foureyes("check", case_id, "--as", "ann", keys="xnot ours\n")
    case = storage.cases.case(case_id)
    assert case.summary.state is CaseState.REJECTED
    assert foureyes("check", case_id, "--as", "bob").returncode == 5


def test_queue_and_show_name_the_case_and_the_reason(foureyes: Run, case_id: int) -> None:
    assert re.search(rf"^\s*{case_id}\s", foureyes("queue").stdout, re.MULTILINE)
    assert "why a person looks" in foureyes("show", case_id).stdout
