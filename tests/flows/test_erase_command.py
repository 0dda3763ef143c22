"""foureyes erase: one asks, another decides, the machine forgets."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import foureyes
from flows.installation import now, open_installation
from models.audit import Actor, ActorKind
from models.case import CaseState, Drop, Reason
from models.errors import NoSuchProposal, OwnProposal, WrongState
from storage.open import Storage

ANNA = Actor(ActorKind.PERSON, "anna")
Command = Callable[..., Result]


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Storage:
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path / "home"))
    storage = open_installation().storage
    batch = storage.ledger.open_batch("test", ANNA, now())
    storage.ledger.receive(batch, Drop("jane.pdf", "a" * 64, 1, "application/pdf"), ANNA, now())
    storage.objects.put(f"originals/{'a' * 64}", b"jane")
    return storage


def erase(*arguments: object) -> Result:
    return CliRunner().invoke(foureyes, ["erase", "1", *map(str, arguments)])


def reject(storage: Storage) -> None:
    storage.cases.quarantine(1, Reason("damaged_file", None, "cut off"), ANNA, now())
    storage.cases.close(1, CaseState.REJECTED, Reason("damaged_file", None, "cut off"), ANNA, now())


def test_one_asks_and_another_erases(storage: Storage) -> None:
    reject(storage)
    assert "Another person erases it" in erase("--as", "anna").output
    assert isinstance(erase("--approve", "--as", "Anna").exception, OwnProposal)
    assert list(storage.objects.keys(""))
    assert "is erased" in erase("--approve", "--as", "ben").output
    assert list(storage.objects.keys("")) == []
    assert storage.audit.replay()[1] == []
    verified = CliRunner().invoke(foureyes, ["audit", "verify", "--values"])
    assert "1 cases are erased" in verified.output, verified.output


def test_a_refusal_keeps_the_case(storage: Storage) -> None:
    reject(storage)
    erase("--as", "anna")
    assert "stays" in erase("--refuse", "--as", "ben").output
    assert isinstance(erase("--approve", "--as", "ben").exception, NoSuchProposal)
    assert list(storage.objects.keys(""))


def test_a_case_still_needed_is_not_even_asked_for(storage: Storage) -> None:
    assert isinstance(erase("--as", "anna").exception, WrongState)
    assert storage.changes.waiting() == []
