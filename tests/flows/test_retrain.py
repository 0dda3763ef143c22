"""The nightly retraining: a child process whose report and whose failure reach the scheduler."""

from pathlib import Path

import pytest

from flows.retrain import retrain


def test_the_report_of_the_training_is_the_result_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path))
    assert "nothing to learn from" in retrain.fn()


def test_a_training_that_fails_fails_the_run_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path / "file"))
    with pytest.raises(RuntimeError, match=r"ended with 3: .*FOUREYES_HOME"):
        retrain.fn()
