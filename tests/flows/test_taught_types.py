"""What was taught here is known to every command, at once."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from models.audit import Actor, ActorKind
from models.case import Drop, Route
from models.document_type import Mode
from models.extraction import Classification, Proposal
from models.learned import LearnedKind
from storage.open import open_storage

ANN = Actor(ActorKind.PERSON, "ann")
NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DECLARED = b"""
name: membership_form
title: Membership form
description: Who joins.
fields: [{name: member, label: Member, kind: person}]
"""
SECONDS_AT_MOST = 4.0  # half a second alone; a busy machine takes several times that


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A type is taught, its weights are large, and a document of it waits."""
    storage = open_storage(tmp_path / "foureyes.db", tmp_path / "objects")
    storage.learned.put(LearnedKind.TYPE, "membership_form", DECLARED, ANN, NOW)
    storage.learned.put(LearnedKind.WEIGHTS, "membership_form", os.urandom(2_000_000), ANN, NOW)
    batch = storage.ledger.open_batch("test", ANN, NOW)
    case_id = storage.ledger.receive(batch, Drop("form.png", sha256(b"form").hexdigest(), 4, "image/png"), ANN, NOW).case_id
    proposal = Proposal(Classification("membership_form", 0.9), (), (), 1)
    storage.cases.enter(case_id, proposal, (), Route(Mode.CHECK, reasons=(), policy_hash="p"), ANN, NOW)
    storage.close()
    return tmp_path


@pytest.mark.parametrize("command", [("queue",), ("show", "1"), ("check", "1")])
def test_a_command_names_a_taught_type_without_loading_its_weights(home: Path, command: tuple[str, ...]) -> None:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *command],
        env=os.environ | {"FOUREYES_HOME": str(home), "COLUMNS": "160", "FOUREYES_USER": "ben"},
        input="q",
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert "Membership form" in done.stdout
    assert time.perf_counter() - started < SECONDS_AT_MOST
