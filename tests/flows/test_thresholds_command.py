"""An operator sets a target; what passes follows from it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli.thresholds import thresholds
from models.audit import Actor, ActorKind
from models.errors import BadSetting, NotAllowed
from pipeline.document_types import policy_hash
from pipeline.learned import load_learned
from storage.open import open_storage


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path))
    return tmp_path


def in_force(home: Path) -> dict[str, float]:
    folder = open_storage(home / "foureyes.db", home / "objects").learned.folder(home)
    return load_learned(folder).document_types["receipt"].policy.thresholds


def test_a_looser_target_lets_more_pass_and_is_another_policy(home: Path) -> None:
    shipped = load_learned(None).document_types["receipt"]
    assert CliRunner().invoke(thresholds, ["--type", "receipt", "--max-error", "0.1"]).exit_code == 0
    loose = in_force(home)
    assert loose["date"] < shipped.policy.thresholds["date"]
    assert loose["total"] < shipped.policy.thresholds["total"]
    folder = open_storage(home / "foureyes.db", home / "objects").learned.folder(home)
    assert policy_hash(load_learned(folder).document_types["receipt"]) != policy_hash(shipped)


def test_a_target_is_only_proposed_and_another_person_puts_it_in_force(home: Path) -> None:
    done = CliRunner().invoke(thresholds, ["--type", "receipt", "--max-error", "0.1", "--as", "Ann"], terminal_width=200)
    changes = open_storage(home / "foureyes.db", home / "objects").changes
    (proposal,) = changes.waiting()
    assert (proposal.doc_type, proposal.proposed_by, proposal.why) == ("receipt", "ann", "at most 10.00% wrong")
    assert f"policy approve {(proposal.policy_hash or '')[:12]}" in done.output
    assert changes.policies_in_force() == {}


def test_only_an_administrator_sets_a_target_once_roles_bind(home: Path) -> None:
    people = open_storage(home / "foureyes.db", home / "objects").people
    people.found("ann", "ben", Actor(ActorKind.PERSON, "ann"), datetime.now(UTC))
    done = CliRunner().invoke(thresholds, ["--type", "receipt", "--max-error", "0.1", "--as", "eve"])
    assert isinstance(done.exception, NotAllowed)
    assert in_force(home) == load_learned(None).document_types["receipt"].policy.thresholds


def test_a_target_that_the_data_cannot_prove_lets_nothing_pass_and_says_what_is_missing(home: Path) -> None:
    done = CliRunner().invoke(thresholds, ["--type", "receipt", "--max-error", "0.0001"], terminal_width=200)
    assert "more audited values" in " ".join(done.output.split())
    assert not in_force(home)


def test_a_dry_run_sets_nothing(home: Path) -> None:
    CliRunner().invoke(thresholds, ["--type", "receipt", "--max-error", "0.0001", "--dry-run"])
    assert in_force(home) == load_learned(None).document_types["receipt"].policy.thresholds


def test_types_without_real_documents_let_nothing_pass() -> None:
    types = load_learned(None).document_types
    assert {name for name, one in types.items() if one.policy.thresholds} == {"invoice", "receipt"}


def test_an_unknown_type_is_named() -> None:
    done = CliRunner().invoke(thresholds, ["--type", "letter", "--max-error", "0.01"])
    assert isinstance(done.exception, BadSetting)
