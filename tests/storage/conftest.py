"""Storage in a folder of its own, the people and machines who use it, and an S3 server where one is installed."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import urllib3
from minio import Minio
from minio.error import MinioException
from places import Place, sqlite_in
from raw_sql import RawSql, raw_sql
from servers.postgresql import PostgresServer

from storage.open import Storage

SERVER_SECONDS = 30
DATABASES = ["sqlite", "postgresql"]


@dataclass(frozen=True)
class S3Server:
    """A running server; it satisfies storage.open.S3Access."""

    endpoint: str
    bucket: str = "foureyes-test"
    access_key: str = "tester"
    secret_key: str = "tester-secret"  # noqa: S105 - of a server that lives as long as the tests
    secure: bool = False


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once; each test starts from a copy."""
    home = tmp_path_factory.mktemp("migrated")
    sqlite_in(home).open().close()
    return home


@pytest.fixture(scope="session")
def empty_database(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same on PostgreSQL; each test starts without the rows of the one before."""
    url = postgres_server.new_database()
    Place(tmp_path_factory.mktemp("migrated"), url).open().close()
    return url


@pytest.fixture
def memory_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one, for tests that count transactions by the ten thousand and need no disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def sqlite_place(empty_home: Path, tmp_path: Path) -> Place:
    return sqlite_in(Path(shutil.copytree(empty_home, tmp_path / "home")))


@pytest.fixture
def postgresql_place(empty_database: str, postgres_server: PostgresServer, tmp_path: Path) -> Place:
    return Place(tmp_path / "home", postgres_server.emptied(empty_database))


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest) -> Place:
    """Every test of storage runs on both databases."""
    found: Place = request.getfixturevalue(f"{request.param}_place")
    return found


@pytest.fixture
def home(place: Place) -> Path:
    return place.home


@pytest.fixture
def storage(place: Place) -> Iterator[Storage]:
    opened = place.open()
    yield opened
    opened.close()


@pytest.fixture
def raw(place: Place) -> Iterator[RawSql]:
    """Somebody who writes past the program."""
    session = raw_sql(place)
    yield session
    session.close()


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A real S3 server on a free loopback port; skipped, visibly, where none is installed."""
    program = shutil.which("minio") or shutil.which("minio", path=str(Path.home() / ".cache" / "foureyes" / "bin"))
    if program is None:
        pytest.skip("no S3 server: run tests/servers/install_s3_server.sh (needs Go) to test against one")
    server = S3Server(f"127.0.0.1:{_free_port()}")
    folder = tmp_path_factory.mktemp("minio")
    credentials = {"MINIO_ROOT_USER": server.access_key, "MINIO_ROOT_PASSWORD": server.secret_key, "MINIO_BROWSER": "off"}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [program, "server", "--quiet", "--address", server.endpoint, str(folder / "data")],
            env={**os.environ, **credentials, "HOME": str(folder)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(server, process, folder / "server.log")
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_ready(server: S3Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it makes a bucket: health checks are answered sooner, and about one first request in ten then hangs."""
    impatient = urllib3.PoolManager(timeout=2, retries=False)
    client = Minio(server.endpoint, server.access_key, server.secret_key, secure=False, http_client=impatient)
    deadline = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if not client.bucket_exists("ready"):
                client.make_bucket("ready")
        except (MinioException, urllib3.exceptions.HTTPError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the S3 server did not start: {log.read_text()[-2000:]}")
