"""A table as a consumer: a row once, a correction beside what it corrects, and no row keeps another back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from released_samples import entry
from sqlalchemy import Engine, create_engine, text

from models.errors import BadSetting, ConsumerUnavailable
from models.release import Consumer, Verdict
from storage.release.consumers.declared import Surroundings
from storage.release.consumers.sql_rows import _checked_url
from storage.release.consumers.sql_table import SqlTable


@dataclass
class Ledger:
    """Another database, with a session of its own into it."""

    url: str
    engine: Engine

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.engine.begin() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def execute(self, statement: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement))


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    on_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'ledger.db'}" if on_sqlite else request.getfixturevalue("postgres_server").new_database()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    yield Ledger(url, engine)
    engine.dispose()


def table_in(ledger: Ledger, *, create: bool = True, **columns: str) -> Consumer:
    declared = SqlTable(name="test", url=ledger.url, table="posted", columns=columns or {"amount": "total"}, create=create)
    return declared.consumer(Surroundings(Path(), {}))


def test_a_row_stands_there_once_however_often_it_is_sent(ledger: Ledger) -> None:
    for run in (1, 1, 2):
        assert table_in(ledger).deliver(run, [entry(1, total="5.00"), entry(2)]) == {}
    assert ledger.rows("SELECT idempotency_key, amount FROM posted ORDER BY 1") == [("test/1/1", "5.00"), ("test/2/1", None)]


def test_a_correction_stands_beside_the_row_it_corrects_which_says_so(ledger: Ledger) -> None:
    consumer = table_in(ledger)
    consumer.deliver(1, [entry(1, total="5.00")])
    for _ in range(2):
        consumer.deliver(2, [entry(1, 2, total="6.00")])
    assert ledger.rows("SELECT version, amount, corrects, corrected_by FROM posted ORDER BY 1") == [
        (1, "5.00", None, "test/1/2"),
        (2, "6.00", "test/1/1", None),
    ]
    assert ledger.rows("SELECT amount FROM posted WHERE corrected_by IS NULL") == [("6.00",)]


def test_a_row_the_table_refuses_keeps_no_other_back_and_its_value_is_not_repeated(ledger: Ledger) -> None:
    table_in(ledger).deliver(1, [entry(1, total="5.00")])
    ledger.execute("CREATE UNIQUE INDEX an_amount_once ON posted (amount)")
    failures = table_in(ledger).deliver(2, [entry(2, total="5.00"), entry(3, total="7.00")])
    assert {case: failure.verdict for case, failure in failures.items()} == {2: Verdict.REFUSED}
    assert "5.00" not in failures[2].reason
    assert ledger.rows("SELECT case_id FROM posted ORDER BY 1") == [(1,), (3,)]


def test_a_value_that_no_column_can_hold_is_refused_on_its_own(ledger: Ledger) -> None:
    failures = table_in(ledger).deliver(1, [entry(1, total="5\x00"), entry(2, total="6.00")])
    held = [row[0] for row in ledger.rows("SELECT case_id FROM posted ORDER BY 1")]
    assert sorted([*failures, *held]) == [1, 2]
    assert all(failure.verdict is Verdict.REFUSED for failure in failures.values())


@pytest.mark.parametrize("ledger", ["postgresql"], indirect=True)
def test_a_row_that_only_the_database_stumbles_over_is_put_off_and_keeps_no_other_back(ledger: Ledger) -> None:
    table_in(ledger).deliver(1, [entry(1, total="5.00")])
    ledger.execute("CREATE INDEX an_entry_of_an_index_is_short ON posted (amount)")
    long = "".join(str(number) for number in range(100_000))
    failures = table_in(ledger).deliver(2, [entry(2, total=long), entry(3, total="7.00")])
    assert {case: failure.verdict for case, failure in failures.items()} == {2: Verdict.LATER}
    assert ledger.rows("SELECT case_id FROM posted ORDER BY 1") == [(1,), (3,)]


def test_a_database_that_is_not_there_takes_nothing(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/missing/ledger.db", f"postgresql://bob@/ledger?host={tmp_path}"):
        declared = SqlTable(name="test", url=url, table="posted", columns={"amount": "total"}, create=True)
        with pytest.raises(ConsumerUnavailable, match="the entries wait"):
            declared.consumer(Surroundings(Path(), {})).deliver(1, [entry(1)])


def test_a_table_is_made_only_where_that_was_asked_for(ledger: Ledger) -> None:
    with pytest.raises(ConsumerUnavailable, match=r"no such table|does not exist"):
        table_in(ledger, create=False).deliver(1, [entry(1)])
    table_in(ledger).deliver(1, [entry(1)])
    with pytest.raises(ConsumerUnavailable, match="surplus"):
        table_in(ledger, surplus="total").deliver(2, [entry(2)])


def test_a_column_that_is_filled_by_itself_is_not_declared(ledger: Ledger) -> None:
    with pytest.raises(BadSetting, match="version"):
        table_in(ledger, version="total")


@pytest.mark.parametrize("url", ["mysql://host/ledger", "postgresql://bob:secret@host/ledger", "ledger"])
def test_a_url_of_another_database_or_with_a_password_in_it_is_refused(url: str) -> None:
    with pytest.raises(BadSetting) as refused:
        SqlTable(name="test", url=url, table="posted", columns={}).consumer(Surroundings(Path(), {}))
    assert "secret" not in str(refused.value)


def test_a_password_comes_from_the_variable_that_is_named() -> None:
    named = {"password_env": "LEDGER_PASSWORD"}
    declared = SqlTable(name="test", url="postgresql://bob@host/ledger", table="posted", columns={}, **named)
    url = _checked_url(declared, "secret")
    assert (url.drivername, url.password) == ("postgresql+psycopg", "secret")
    with pytest.raises(BadSetting, match="LEDGER_PASSWORD"):
        declared.consumer(Surroundings(Path(), {}))
