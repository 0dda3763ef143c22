"""Fixtures shared by all tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.postgresql import PostgresServer, running_server

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def dev_data() -> Path:
    """The folder of labelled documents beside the project; the test is skipped, visibly, where there is none."""
    folder = Path(os.environ.get("FOUREYES_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "labels.jsonl").is_file():
        pytest.skip(f"no labelled documents at {folder}; set FOUREYES_TEST_DATA")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One for each process that runs tests; it costs about two seconds."""
    with running_server() as server:
        yield server
