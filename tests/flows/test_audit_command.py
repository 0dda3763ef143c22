"""foureyes audit: what an auditor and a scheduler see of the log."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import foureyes
from flows.installation import now, open_installation
from models.audit import Actor, ActorKind
from models.case import Drop
from models.errors import AuditBroken

STATION = Actor(ActorKind.STATION, "scanner-1")
Command = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path / "home"))
    storage = open_installation().storage
    batch = storage.ledger.open_batch("test", STATION, now())
    storage.ledger.receive(batch, Drop("a.pdf", "a" * 64, 1, "application/pdf"), STATION, now())
    storage.close()

    def command(*arguments: object) -> Result:
        return CliRunner().invoke(foureyes, ["audit", *map(str, arguments)])

    return command


def cut_off_the_last_event(home: Path) -> None:
    raw = sqlite3.connect(home / "foureyes.db", isolation_level=None)
    raw.execute("DROP TRIGGER audit_event_is_never_deleted")
    raw.execute("DELETE FROM audit_event WHERE seq = 2")
    raw.close()


def test_a_whole_log_is_said_to_be_whole_and_what_is_not_proven_is_said_too(run: Command) -> None:
    done = run("verify")
    assert done.exit_code == 0, done.output
    assert "rebuilds the state of every case: 2 events" in done.output
    assert "only an anchor can tell" in done.output
    assert "rebuilds" not in run("verify", "--no-replay").output


def test_a_log_that_was_cut_off_is_told_by_the_tables_and_by_its_anchor(run: Command, tmp_path: Path) -> None:
    head = open_installation().storage.audit.head()
    (tmp_path / "anchor").write_text(json.dumps({"seq": head.seq, "hash": head.hash}))
    assert "only an anchor" not in run("verify", "--anchor", tmp_path / "anchor").output
    cut_off_the_last_event(tmp_path / "home")
    assert isinstance(run("verify", "--no-replay", "--anchor", tmp_path / "anchor").exception, AuditBroken)
    assert run("verify", "--no-replay").exit_code == 0
    assert "case 1: state none by the log" in str(run("verify").exception)


def test_an_exported_log_is_verified_where_there_is_no_database(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "audit.jsonl"
    assert run("export", file).exit_code == 0
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path / "elsewhere"))
    assert "unbroken: 2 events" in run("verify", "--file", file).output
    file.write_bytes(file.read_bytes().replace(b"received", b"approved"))
    assert "event 2 was changed" in str(run("verify", "--file", file).exception)
    assert not (tmp_path / "elsewhere").exists()


def test_of_a_broken_log_no_file_is_left(run: Command, tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "home" / "foureyes.db", isolation_level=None)
    raw.execute("DROP TRIGGER audit_event_is_never_updated")
    raw.execute("UPDATE audit_event SET actor = 'nobody' WHERE seq = 2")
    raw.close()
    assert isinstance(run("export", tmp_path / "audit.jsonl").exception, AuditBroken)
    assert not (tmp_path / "audit.jsonl").exists()


def test_the_life_of_a_case_is_shown(run: Command) -> None:
    assert "station:scanner-1  received" in run("show", 1).output


def test_a_file_that_is_no_anchor_is_refused(run: Command, tmp_path: Path) -> None:
    (tmp_path / "anchor").write_text("{}")
    assert "holds no anchor" in str(run("verify", "--anchor", tmp_path / "anchor").exception)


def test_a_log_cut_off_behind_its_anchors_is_told(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOUREYES_ANCHOR_STORE", "folder")
    monkeypatch.setenv("FOUREYES_ANCHOR_FOLDER", str(tmp_path / "elsewhere"))
    assert "Nothing is anchored" in run("verify", "--anchors").output
    assert "Anchored event 2" in run("anchor").output
    assert "Nothing happened since" in run("anchor").output
    whole = run("verify", "--anchors").output
    assert "All 1 anchors" in whole
    assert "0 events have come since" in whole
    assert "FOUREYES_ANCHOR_STORE" not in whole
    cut_off_the_last_event(tmp_path / "home")
    for command in (("verify", "--anchors", "--no-replay"), ("anchor",)):
        assert "does not hold event 2 as it was anchored: it was cut off after event 1" in str(run(*command).exception)


def test_an_empty_log_is_nothing_to_anchor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path / "empty"))
    assert "is empty" in CliRunner().invoke(foureyes, ["audit", "anchor"]).output


def test_anchors_beside_the_database_are_called_what_they_are_worth(run: Command) -> None:
    assert "can change these anchors too" in run("anchor").output


def test_anchors_of_an_installation_are_not_compared_with_a_file(run: Command, tmp_path: Path) -> None:
    run("export", tmp_path / "audit.jsonl")
    assert run("verify", "--file", tmp_path / "audit.jsonl", "--anchors").exit_code == 2


def test_doctor_says_how_far_the_log_is_anchored(run: Command) -> None:
    assert "2 events, anchored up to event 0" in CliRunner().invoke(foureyes, ["doctor"], env={"COLUMNS": "200"}).output
    run("anchor")
    assert "2 events, anchored up to event 2" in CliRunner().invoke(foureyes, ["doctor"], env={"COLUMNS": "200"}).output
