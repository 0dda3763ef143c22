"""Random work of everybody at once on SQLite, against the model: FOUREYES_SOAK runs that many instead of 200."""

import shutil
from pathlib import Path

import pytest
from four_eyes_machine import FourEyes
from four_eyes_runs import run_office
from places import sqlite_in


@pytest.mark.timeout(0)
def test_whatever_people_do_sqlite_agrees_with_the_rules(empty_home: Path, memory_path: Path) -> None:
    def office() -> FourEyes:
        home = memory_path / "home"
        shutil.rmtree(home, ignore_errors=True)
        return FourEyes(sqlite_in(Path(shutil.copytree(empty_home, home))))

    run_office(office)
