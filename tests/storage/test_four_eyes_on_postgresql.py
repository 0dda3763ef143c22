"""Random work of everybody at once on PostgreSQL, against the model: FOUREYES_SOAK runs that many instead of 200."""

from pathlib import Path

import pytest
from four_eyes_machine import FourEyes
from four_eyes_runs import run_office
from places import Place
from servers.postgresql import PostgresServer


@pytest.mark.timeout(0)
def test_whatever_people_do_postgresql_agrees_with_the_rules(postgres_server: PostgresServer, empty_database: str, tmp_path: Path) -> None:
    run_office(lambda: FourEyes(Place(tmp_path / "home", postgres_server.emptied(empty_database))))
