"""A program as a consumer: what it is given, what its exit code means, and that it cannot outstay its time."""

import json
import sys
import time
from pathlib import Path

import pytest
from released_samples import entry

from models.errors import BadSetting, ConsumerUnavailable
from models.release import Consumer, Verdict
from storage.release.consumers.command import Command
from storage.release.consumers.declared import Surroundings

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "FOUREYES_S3_SECRET_KEY": "secret", "LEDGER_NUMBER": "4711"}


def program(text: str, *arguments: str, seconds: float = 20, passed: tuple[str, ...] = ()) -> Consumer:
    command = Command(name="test", arguments=(sys.executable, "-c", text, *arguments), timeout_seconds=seconds, pass_environment=passed)
    return command.consumer(Surroundings(Path(), ENVIRONMENT))


KEEP = """
import json, os, sys
with open(sys.argv[1], "a") as file:
    print(json.dumps({"entry": json.load(sys.stdin), "environment": dict(os.environ)}), file=file)
"""


def test_a_program_gets_the_entry_its_key_and_only_the_variables_it_was_promised(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert program(KEEP, str(kept), passed=("LEDGER_NUMBER",)).deliver(3, [entry(1), entry(1, 2, total="9.00")]) == {}
    first, second = (json.loads(line) for line in kept.read_text().splitlines())
    assert first["entry"]["idempotency_key"] == first["environment"]["FOUREYES_IDEMPOTENCY_KEY"] == "test/1/1"
    assert second["environment"]["FOUREYES_CORRECTS"] == "test/1/1" == second["entry"]["corrects"]
    assert second["entry"]["fields"]["total"]["value"] == "9.00"
    assert second["environment"]["LEDGER_NUMBER"] == "4711"
    assert "FOUREYES_S3_SECRET_KEY" not in second["environment"]


def test_nothing_in_an_entry_is_run_by_a_shell(tmp_path: Path) -> None:
    (tmp_path / "$(id)").touch()
    consumer = program(KEEP, str(tmp_path / "$(id)"))
    assert consumer.deliver(1, [entry(seller="$(touch evil); `touch evil`")]) == {}
    assert (tmp_path / "$(id)").stat().st_size > 0


@pytest.mark.parametrize(("code", "verdict"), [(75, Verdict.LATER), (1, Verdict.REFUSED), (2, Verdict.REFUSED)])
def test_an_exit_code_says_what_became_of_the_entry(code: int, verdict: Verdict) -> None:
    failure = program(f"raise SystemExit({code})").deliver(1, [entry(4)])[4]
    assert failure.verdict is verdict
    assert str(code) in failure.reason


def test_one_refused_entry_keeps_no_other_back() -> None:
    text = "import json, sys; raise SystemExit(json.load(sys.stdin)['case'] == 2)"
    assert set(program(text).deliver(1, [entry(1), entry(2), entry(3)])) == {2}


def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    child = "import time; time.sleep(2); open(r'{}', 'w')".format(tmp_path / "outlived")
    text = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    started = time.monotonic()
    failure = program(text, seconds=0.5).deliver(1, [entry(1)])[1]
    assert (failure.verdict, time.monotonic() - started < 10) == (Verdict.LATER, True)
    time.sleep(2.5)
    assert not (tmp_path / "outlived").exists()


def test_a_program_that_reads_nothing_is_judged_by_its_exit_code_all_the_same() -> None:
    assert program("pass").deliver(1, [entry(1, text="x" * 1_000_000)]) == {}


def test_a_program_that_keeps_putting_entries_off_is_left_alone() -> None:
    failures = program("raise SystemExit(75)").deliver(1, [entry(case) for case in range(1, 7)])
    verdicts = [failures[case].verdict for case in range(1, 7)]
    assert verdicts == [Verdict.LATER] * 3 + [Verdict.UNTRIED] * 3


def test_a_program_that_is_not_there_takes_nothing() -> None:
    missing = Command(name="test", arguments=("/nowhere/ledger",)).consumer(Surroundings(Path(), {}))
    with pytest.raises(ConsumerUnavailable, match="/nowhere/ledger"):
        missing.deliver(1, [entry()])


def test_a_variable_that_was_promised_and_is_not_set_is_named() -> None:
    with pytest.raises(BadSetting, match="LEDGER_KEY"):
        program("pass", passed=("LEDGER_KEY",))
