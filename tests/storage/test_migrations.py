"""Every earlier release's database comes up to date whole, and its cases go on."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from places import Place, sqlite_in
from raw_sql import RawSql, raw_sql, tamper
from servers.postgresql import PostgresServer
from storage_samples import ANNA, BEN, CLEO, CORRECTED, MACHINE, STATION, drop, later

from models.audit import AuditHead
from models.case import CaseState, RescanCode
from models.errors import AuthorCannotApprove, StorageUnavailable
from storage.migrations.trust_core.guards import APPEND_ONLY, ERASABLE
from storage.open import Storage
from storage.sql.schema import migrate, newest_revision, present_revision
from storage.sql.sqlite_database import SqliteDatabase

ROOT = Path(__file__).resolve().parents[2]
EARLIER = Path(__file__).with_name("earlier_releases")
"""What the program of each release wrote, beyond the release before, when it did the same work: one statement a line."""
RELEASES = ("0001", "0002", "0003")
HEADS = {
    "0001": AuditHead(34, "33f6b6d3f0e4dc9f3523a7d45b8ecee9fc19840a4275d0959c8d2c72ddb3c06b"),
    "0002": AuditHead(34, "33f6b6d3f0e4dc9f3523a7d45b8ecee9fc19840a4275d0959c8d2c72ddb3c06b"),
    "0003": AuditHead(37, "cd1b4e6d23a822d98f7303a55c855f51687e3633a58bdebccdf3c9fdf4455225"),
}
STATES = {
    1: CaseState.RELEASED,
    2: CaseState.RELEASED,
    3: CaseState.APPROVED,
    4: CaseState.APPROVED,
    5: CaseState.IN_REVIEW,
    6: CaseState.IN_REVIEW,
    7: CaseState.CAPTURED,
    8: CaseState.REJECTED,
    9: CaseState.RESCAN_REQUESTED,
    10: CaseState.QUARANTINED,
    11: CaseState.IN_REVIEW,
}
BY_POLICY, APPROVED, CORRECTED_ONCE, UNTOUCHED, RESCAN = 3, 4, 5, 6, 9
NAMED = {
    "sqlite": {
        "table": "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'",
        "view": "SELECT name FROM sqlite_master WHERE type = 'view'",
        "guard": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "index": "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    },
    "postgresql": {
        "table": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
        "view": "SELECT viewname FROM pg_views WHERE schemaname = 'public'",
        "guard": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        "index": """
            SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
            WHERE relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
        """,
    },
}
WRITTEN_ONCE = (*APPEND_ONLY, *ERASABLE)
Rows = dict[str, set[tuple[object, ...]]]


@pytest.fixture(scope="module", params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def upgraded(release: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Rows]:
    """An installation of that release, opened by this one, with the rows it had before."""
    home = tmp_path_factory.mktemp("upgraded")
    place = old_installation(home, release)
    before = everything(place)
    place.open().close()
    return home, before


@pytest.fixture
def old(upgraded: tuple[Path, Rows], tmp_path: Path) -> Place:
    """A copy for one test."""
    return sqlite_in(Path(shutil.copytree(upgraded[0], tmp_path / "home")))


@pytest.fixture
def storage(old: Place) -> Iterator[Storage]:
    opened = old.open()
    yield opened
    opened.close()


def old_installation(home: Path, release: str = "0003") -> Place:
    """As that release left it."""
    place = sqlite_in(home)
    database = SqliteDatabase(home / "foureyes.db")
    migrate(database, release)
    with database.write("earlier_release") as connection:
        for earlier in RELEASES[: RELEASES.index(release) + 1]:
            for statement in (EARLIER / f"{earlier}.sql").read_text("utf-8").splitlines():
                connection.execute(statement)
    database.close()
    return place


def open_elsewhere(place: Place, **environment: str) -> "subprocess.Popen[bytes]":
    """A process that opens the installation, and ends."""
    program = "import sys; from places import place_from; place_from(*sys.argv[1:]).open()"
    paths = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    return subprocess.Popen([sys.executable, "-c", program, *place.arguments], env=os.environ | paths | environment)


def named(raw: RawSql, kind: str) -> set[str]:
    """The names of what there is of this kind in the database."""
    return {name for (name,) in raw.rows(NAMED[raw.dialect][kind])}


def is_whole(place: Place) -> bool:
    storage = place.open()
    return storage.audit.verify([HEADS["0003"]]) == HEADS["0003"] and storage.audit.replay()[1] == []


def everything(place: Place) -> Rows:
    with closing(sqlite3.connect(place.database)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
        columns = {table: ", ".join(row[1] for row in connection.execute(f"PRAGMA table_info({table})")) for (table,) in tables}
        queries = [f"SELECT {names} FROM {table}" for table, names in columns.items() if table != "alembic_version"]  # noqa: S608
        return {query: set(connection.execute(query)) for query in queries}


def test_every_row_of_an_earlier_release_is_still_there(storage: Storage, old: Place, upgraded: tuple[Path, Rows]) -> None:
    _, before = upgraded
    assert all(before.values())
    with closing(sqlite3.connect(old.database)) as connection:
        after = {query: set(connection.execute(query)) for query in before}
    assert after == before
    assert {one.case_id: one.summary.state for one in map(storage.cases.case, STATES)} == STATES


def test_the_tables_hold_together_after_an_upgrade(storage: Storage) -> None:
    with storage.database.read() as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]
    assert present_revision(storage.database) == newest_revision()


def test_the_audit_log_keeps_its_head_and_rebuilds_every_case(storage: Storage, release: str) -> None:
    assert storage.audit.verify([HEADS[release]]) == HEADS[release]
    assert storage.audit.replay()[1] == []
    found = storage.audit.values()
    assert (found.proven, found.differences) == (0, [])
    assert found.unsealed > 0


def test_only_what_a_finished_run_delivered_counts_as_delivered(storage: Storage) -> None:
    assert [(one.case, one.n) for one in storage.outbox.released("files")] == [(1, 1), (2, 2)]
    run = storage.outbox.open_run("files", later(9000))
    assert run is not None
    assert (run.number, [(one.case, one.n) for one in run.versions]) == (2, [(BY_POLICY, 1)])


def test_the_guards_are_on_after_an_upgrade(storage: Storage, old: Place) -> None:
    with closing(sqlite3.connect(old.database)) as shell:
        for attack in (
            "UPDATE capture_case SET state = 'released' WHERE case_id = 6",
            "UPDATE audit_event SET actor = 'nobody' WHERE seq = 5",
            "DELETE FROM approval",
            "INSERT INTO approval (case_id, n, approver, approved_at) VALUES (5, 2, 'anna', '2026-11-22')",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                shell.execute(attack)
    assert storage.audit.replay()[1] == []


def test_cases_of_an_earlier_release_go_on(storage: Storage) -> None:
    cases, outbox = storage.cases, storage.outbox
    with pytest.raises(AuthorCannotApprove):
        cases.approve(CORRECTED_ONCE, 2, ANNA, later(9000))
    cases.approve(CORRECTED_ONCE, 2, BEN, later(9000))
    n = cases.save_version(UNTOUCHED, 1, CORRECTED, (), CLEO, later(9001))
    cases.approve(UNTOUCHED, n, BEN, later(9002))
    delivered: list[int] = []
    while run := outbox.open_run("files", later(9003)):
        outbox.finish_run("files", run.number, {}, MACHINE, later(9003))
        delivered += [one.case for one in run.versions]
    assert delivered == [BY_POLICY, APPROVED, CORRECTED_ONCE, UNTOUCHED]
    assert cases.case(UNTOUCHED).summary.state is CaseState.RELEASED
    assert storage.audit.replay()[1] == []


def test_a_station_asked_for_a_rescan_before_the_upgrade_is_still_asked(storage: Storage) -> None:
    asked = [(one.case_id, one.code, one.why, one.asked_by) for one in storage.cases.rescans()]
    assert asked == [(RESCAN, RescanCode.OTHER, "page 1 is blurred", "anna")]
    batch = storage.ledger.open_batch("test", STATION, later(9000))
    assert storage.ledger.receive(batch, drop("better"), STATION, later(9000), rescan_of=RESCAN).case_id == RESCAN


@pytest.mark.parametrize(("moment", "revision"), [("before_commit", "0003"), ("after_commit", newest_revision())])
def test_an_upgrade_killed_half_way_is_whole_or_did_not_begin(tmp_path: Path, moment: str, revision: str) -> None:
    place = old_installation(tmp_path)
    before = everything(place)
    assert open_elsewhere(place, FOUREYES_FAILPOINT=f"migrate.{moment}").wait(timeout=60) == -signal.SIGKILL
    assert isinstance(place.database, Path)
    assert present_revision(SqliteDatabase(place.database)) == revision
    if revision == "0003":
        assert everything(place) == before
    assert is_whole(place)


def test_two_processes_upgrade_at_once_and_one_waits(tmp_path: Path) -> None:
    place = old_installation(tmp_path)
    both = [open_elsewhere(place) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert is_whole(place)


def test_an_empty_postgresql_database_is_begun_after_a_kill_by_two_processes_at_once(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    place = Place(tmp_path, postgres_server.new_database())
    assert open_elsewhere(place, FOUREYES_FAILPOINT="migrate.before_commit").wait(timeout=60) == -signal.SIGKILL
    both = [open_elsewhere(place) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    storage = place.open()
    assert present_revision(storage.database) == newest_revision()
    assert storage.ledger.open_batch("test", STATION, later(0)) == 1
    storage.close()


def test_both_databases_have_the_same_tables_views_and_guards(sqlite_place: Place, postgresql_place: Place) -> None:
    sqlite, postgresql = raw_sql(sqlite_place), raw_sql(postgresql_place)
    for kind in ("table", "view", "index"):
        assert named(sqlite, kind) == named(postgresql, kind) != set()
    # INSERT OR REPLACE is SQLite's way around a guard against deletion, TRUNCATE is PostgreSQL's; `learned` counts up against the first.
    replaced = {f"{table}_is_never_replaced" for table in WRITTEN_ONCE}
    truncated = {f"{table}_is_never_truncated" for table in (*WRITTEN_ONCE, "learned")}
    assert replaced < named(sqlite, "guard")
    assert truncated < named(postgresql, "guard")
    assert named(sqlite, "guard") - replaced == named(postgresql, "guard") - truncated
    sqlite.close()
    postgresql.close()


def test_a_database_of_a_newer_release_is_left_alone(place: Place) -> None:
    tamper(place, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageUnavailable, match="9999"):
        place.open()
    # The next test is handed the same database.
    tamper(place, f"UPDATE alembic_version SET version_num = '{newest_revision()}'")  # noqa: S608 - a name of a file of ours
