"""foureyes release: what an operator is told, and by which exit code."""

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli.export import export
from flows.cli.release import release
from flows.installation import now
from models.audit import Actor, ActorKind
from models.case import Drop, FieldValue, Outcome, Route
from models.document_type import Mode
from models.errors import DeliveryFailed, NotAllowed, WrongState
from models.extraction import Classification, Proposal
from storage.open import open_storage
from storage.release.consumers.configuration import declared_in

DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "operating.md"
CLERK = Actor(ActorKind.PERSON, "ben")
MACHINE = Actor(ActorKind.MACHINE, "reader")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with one approved entry."""
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path))
    monkeypatch.setenv("FOUREYES_USER", "ben")
    storage = open_storage(tmp_path / "foureyes.db", tmp_path / "objects")
    batch = storage.ledger.open_batch("test", MACHINE, now())
    drop = Drop("one.pdf", hashlib.sha256(b"one").hexdigest(), 3, "application/pdf")
    case_id = storage.ledger.receive(batch, drop, MACHINE, now()).case_id
    proposal = Proposal(Classification("invoice", 0.9), (), (), 1)
    fields = (FieldValue("grand_total", "=1", None, None, Outcome.PROPOSED, accepted=False),)
    route = Route(Mode.CHECK, reasons=(), policy_hash="f" * 64)
    storage.cases.enter(case_id, proposal, fields, route, MACHINE, now())
    storage.cases.approve(case_id, 1, CLERK, now())
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(release, arguments)


def consumers(home: Path, *lines: str) -> None:
    (home / "consumers.yaml").write_text("\n".join(f"- {line}" for line in lines), "utf-8")


def test_an_entry_leaves_as_files_where_nothing_is_configured(home: Path) -> None:
    assert run().output == "Released 1 entries (1 invoice) to files\n"
    assert run().output.startswith("Nothing is approved and unreleased.")
    assert sorted(path.name for path in (home / "released").iterdir()) == ["000001.invoice.csv", "000001.jsonl"]


def test_what_is_refused_fails_the_command_and_is_listed_until_it_was_taken(home: Path) -> None:
    consumers(home, "{name: ledger, kind: command, arguments: [/bin/false]}", "{name: files, kind: files}")
    refused = run()
    assert isinstance(refused.exception, DeliveryFailed)
    assert refused.exception.exit_code == 6
    assert "to files" in refused.output
    assert "--dead" in run().output
    assert "case 1, version 1, to ledger: the program refused it with exit code 1" in run("--dead").output
    consumers(home, "{name: ledger, kind: command, arguments: [/bin/true]}", "{name: files, kind: files}")
    assert run("--again", "1").output == "Released 1 entries (1 invoice) to ledger\n"
    assert "Every consumer took" in run("--dead").output
    assert isinstance(run("--again", "1").exception, WrongState)


def test_a_consumer_that_is_gone_fails_the_command_and_the_next_run_takes_it_up(home: Path) -> None:
    consumers(home, "{name: ledger, kind: command, arguments: [/nowhere/ledger]}")
    assert isinstance(run().exception, DeliveryFailed)
    consumers(home, "{name: ledger, kind: command, arguments: [/bin/true]}")
    assert "Released 1 entries" in run().output


def test_only_who_may_release_asks_again(home: Path) -> None:
    open_storage(home / "foureyes.db", home / "objects").people.found("ben", "cleo", CLERK, now())
    assert isinstance(run("--again", "1").exception, NotAllowed)


def test_an_export_is_a_copy_for_spreadsheets(home: Path, tmp_path: Path) -> None:
    run()
    CliRunner().invoke(export, [str(tmp_path / "copy")])
    assert "'=1" in (tmp_path / "copy" / "invoice.csv").read_text("utf-8-sig")
    assert (home / "released").is_dir()


def test_the_consumers_in_the_manual_are_valid(home: Path) -> None:
    manual = DOCUMENTATION.read_text("utf-8")
    example = manual.split("```yaml\n# consumers.yaml\n")[1].split("```")[0]
    (home / "example.yaml").write_text(example, "utf-8")
    assert [type(one).__name__ for one in declared_in(home / "example.yaml")] == ["Files", "Webhook", "SqlTable", "Command"]
