"""foureyes check and queue: a case is held while it is looked at, and given back by whoever leaves it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import foureyes
from flows.installation import now, open_installation
from models.audit import Actor, ActorKind
from models.case import Drop, FieldValue, Outcome, Reason, Route
from models.document_type import Mode
from models.errors import AlreadyClaimed
from models.extraction import Classification, Evidence, Proposal
from models.page import Box
from storage.open import Storage

STATION, MACHINE = Actor(ActorKind.STATION, "scanner-1"), Actor(ActorKind.MACHINE, "reader")
ANN, BOB = Actor(ActorKind.PERSON, "ann"), Actor(ActorKind.PERSON, "bob")
EVIDENCE = Evidence(1, Box(0.1, 0.1, 0.2, 0.2), "12.00", "invoice.total/anchors.v1")
FIELDS = (FieldValue("grand_total", "12.00", 0.8, EVIDENCE, Outcome.PROPOSED, accepted=False),)
DOUBTED = Route(Mode.CHECK, (Reason("low_confidence", "grand_total", "only 80 % sure"),), "")
Command = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path / "home"))

    def command(*arguments: object, keys: str = "") -> Result:
        return CliRunner().invoke(foureyes, [*map(str, arguments)], input=keys)

    return command


@pytest.fixture
def storage(run: Command) -> Iterator[Storage]:  # noqa: ARG001 - it names the folder
    opened = open_installation().storage
    yield opened
    opened.close()


def in_review(storage: Storage, letter: str = "a", due_hours: float = 24) -> int:
    batch = storage.ledger.open_batch("test", STATION, now())
    case_id = storage.ledger.receive(batch, Drop(f"{letter}.pdf", letter * 64, 1, "application/pdf"), STATION, now()).case_id
    proposal = Proposal(Classification("invoice", 0.99), (), (), 1)
    storage.cases.enter(case_id, proposal, FIELDS, replace(DOUBTED, due_hours=due_hours), MACHINE, now())
    return case_id


def test_whoever_leaves_a_case_gives_it_back(run: Command, storage: Storage) -> None:
    case_id = in_review(storage)
    left = run("check", case_id, "--as", "ann", keys="q")
    assert "Left as it was" in left.output
    assert storage.work.claims(ANN) == []
    storage.work.take(case_id, BOB, now(), 60)


def test_a_case_somebody_holds_is_not_shown_to_another(run: Command, storage: Storage) -> None:
    case_id = in_review(storage)
    storage.work.take(case_id, BOB, now(), 600)
    refused = run("check", case_id, "--as", "ann", keys="\n")
    assert isinstance(refused.exception, AlreadyClaimed)
    assert "12.00" not in refused.output
    assert "approved" in run("check", case_id, "--as", "bob", keys="\n").output


def test_the_queue_says_how_much_time_is_left_and_which_cases_are_mine(run: Command, storage: Storage) -> None:
    in_review(storage, "a", due_hours=5.5)
    late = in_review(storage, "b", due_hours=-2.5)
    listed = run("queue").output
    assert listed.index("2 h late") < listed.index("in 5 h")
    assert "Nothing waits" in run("queue", "--mine", "--as", "ann").output
    storage.work.take(late, ANN, now(), 600)
    mine = run("queue", "--mine", "--as", "ann").output
    assert "b.pdf" in mine
    assert "a.pdf" not in mine
