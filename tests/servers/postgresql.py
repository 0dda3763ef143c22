"""A real PostgreSQL server for the tests, in a folder of its own, with the settings of production, reached by a socket in that folder."""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

OWNER = "foureyes"
SUPERUSER = "postgres"
PREFIX = "foureyes-pg-"
EMPTY = """
    SET session_replication_role = replica;
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
        FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
            EXECUTE format('ALTER SEQUENCE %I RESTART', name);
        END LOOP;
    END $$
"""
# Tests kill processes, not computers; in memory a sync costs nothing.
IN_MEMORY = Path("/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp")  # noqa: S108 - a folder of its own in it
SETTINGS = ("listen_addresses=", "fsync=on", "full_page_writes=on", "max_connections=200", "shared_buffers=64MB")
START_SECONDS = 30


class PostgresServer:
    """A running server; databases are copies of one another where a template is named."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._numbers = itertools.count(1)

    def start(self) -> None:
        """Ends with whoever started it, even where that is killed."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_as_server_user("--pdeathsig", "QUIT"), self._programs / "postgres", "-D", self._folder / "data", *self._settings],
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.superuser().close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    pytest.fail(f"PostgreSQL did not start: {(self._folder / 'log').read_text()[-2000:]}")
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """As by a power cut of the server: nothing is written that was not yet."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(timeout=START_SECONDS)

    @property
    def _settings(self) -> list[str]:
        return [word for setting in SETTINGS for word in ("-c", setting)] + ["-k", str(self._folder)]

    def initialise(self) -> None:
        options = ("-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        initdb = [*_as_server_user(), self._programs / "initdb", "-D", self._folder / "data", *options]
        subprocess.run(initdb, cwd=self._folder, check=True, stdout=subprocess.DEVNULL)
        self.start()
        with self.superuser() as connection:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")

    def new_database(self, template: str | None = None) -> str:
        """The URL of a fresh database that our user owns."""
        name = f"test{next(self._numbers)}"
        copied = f"TEMPLATE {template}" if template else ""
        with self.superuser() as connection:
            connection.execute(f"CREATE DATABASE {name} OWNER {OWNER} {copied}".encode())
        return self.url(name)

    def drop(self, url: str) -> None:
        with self.superuser() as connection:
            connection.execute(f"DROP DATABASE {database_name(url)} WITH (FORCE)".encode())

    def emptied(self, url: str) -> str:
        """The same database without its rows: a copy of the template costs 0.2 s with its removal, this 0.01."""
        with self.superuser(database_name(url)) as connection:
            connection.execute(EMPTY)
        return url

    def url(self, database: str, user: str = OWNER) -> str:
        return f"postgresql://{user}@/{database}?host={self._folder}"

    def superuser(self, database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.url(database, SUPERUSER), autocommit=True)


def database_name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Skips, visibly, where none is installed."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server: install the package postgresql to test against one")
    if shutil.which("setpriv") is None:
        pytest.skip("no setpriv (package util-linux), by which the server ends with the tests")
    if os.geteuid() == 0 and not _has_user(SUPERUSER):
        pytest.skip(f"PostgreSQL does not run as root, and there is no user {SUPERUSER}")
    _remove_what_the_killed_left()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=IN_MEMORY))  # short: a socket's path has at most 107 characters
    if os.geteuid() == 0:
        shutil.chown(folder, SUPERUSER, SUPERUSER)
    server = PostgresServer(programs, folder)
    try:
        server.initialise()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_server_user(*options: str) -> list[str]:
    """The server refuses to run as root."""
    user = (f"--reuid={SUPERUSER}", f"--regid={SUPERUSER}", "--clear-groups") if os.geteuid() == 0 else ()
    return ["setpriv", *user, *options, "--"] if user or options else []


def _remove_what_the_killed_left() -> None:
    for folder in IN_MEMORY.glob(f"{PREFIX}*"):
        if not Path("/proc", folder.name.removeprefix(PREFIX).partition("-")[0]).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """The newest installed; Debian keeps them off the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("initdb")
    return debian[-1].parent if debian else Path(found).resolve().parent if found else None


def _has_user(name: str) -> bool:
    return any(entry.pw_name == name for entry in pwd.getpwall())
