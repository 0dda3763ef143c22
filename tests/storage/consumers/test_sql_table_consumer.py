"""A table as a consumer: a row once, a correction beside what it corrects, and no row keeps another back."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from released_samples import entry

from models.errors import BadSetting, ConsumerUnavailable
from models.release import Consumer, Verdict
from storage.consumers.declared import Surroundings
from storage.consumers.sql_rows import _checked_url
from storage.consumers.sql_table import SqlTable

Query = Callable[[str], Sequence[Any]]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def query(ledger: Path) -> Query:
    def run(text: str) -> Sequence[Any]:
        with sqlite3.connect(ledger) as connection:
            return connection.execute(text).fetchall()

    return run


def table_in(ledger: Path, *, create: bool = True, **columns: str) -> Consumer:
    declared = SqlTable(name="test", url=f"sqlite:///{ledger}", table="posted", columns=columns or {"amount": "total"}, create=create)
    return declared.consumer(Surroundings(Path(), {}))


def test_a_row_stands_there_once_however_often_it_is_sent(ledger: Path, query: Query) -> None:
    for run in (1, 1, 2):
        assert table_in(ledger).deliver(run, [entry(1, total="5.00"), entry(2)]) == {}
    assert query("SELECT idempotency_key, amount FROM posted ORDER BY 1") == [("test/1/1", "5.00"), ("test/2/1", None)]


def test_a_correction_stands_beside_the_row_it_corrects_which_says_so(ledger: Path, query: Query) -> None:
    consumer = table_in(ledger)
    consumer.deliver(1, [entry(1, total="5.00")])
    for _ in range(2):
        consumer.deliver(2, [entry(1, 2, total="6.00")])
    assert query("SELECT version, amount, corrects, corrected_by FROM posted ORDER BY 1") == [
        (1, "5.00", None, "test/1/2"),
        (2, "6.00", "test/1/1", None),
    ]
    assert query("SELECT amount FROM posted WHERE corrected_by IS NULL") == [("6.00",)]


def test_a_row_the_table_refuses_keeps_no_other_back_and_its_value_is_not_repeated(ledger: Path, query: Query) -> None:
    table_in(ledger).deliver(1, [entry(1, total="5.00")])
    query("CREATE UNIQUE INDEX an_amount_once ON posted (amount)")
    failures = table_in(ledger).deliver(2, [entry(2, total="5.00"), entry(3, total="7.00")])
    assert {case: failure.verdict for case, failure in failures.items()} == {2: Verdict.REFUSED}
    assert "5.00" not in failures[2].reason
    assert query("SELECT case_id FROM posted ORDER BY 1") == [(1,), (3,)]


def test_a_table_is_made_only_where_that_was_asked_for(ledger: Path) -> None:
    with pytest.raises(ConsumerUnavailable, match="no such table"):
        table_in(ledger, create=False).deliver(1, [entry(1)])


def test_a_column_that_is_filled_by_itself_is_not_declared(ledger: Path) -> None:
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
