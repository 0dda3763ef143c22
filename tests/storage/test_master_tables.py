"""Tables of another system are read, and only read."""

import psycopg
import pytest
from servers.postgresql import PostgresServer

from models.errors import BadMasterData, MasterDataUnavailable
from storage.master_tables import ask_database


@pytest.fixture
def other_system(postgres_server: PostgresServer) -> str:
    url = postgres_server.new_database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE purchase_order (number TEXT, total NUMERIC(12, 2), placed DATE)")
        connection.execute("INSERT INTO purchase_order VALUES ('PO-1', 100, '2026-11-02'), ('PO-2', NULL, NULL)")
    return url


def test_rows_come_as_texts_under_the_names_the_query_gives(other_system: str) -> None:
    query = "SELECT number AS order_number, total, placed FROM purchase_order ORDER BY number"
    assert ask_database(other_system, query) == [
        {"order_number": "PO-1", "total": "100.00", "placed": "2026-11-02"},
        {"order_number": "PO-2", "total": "", "placed": ""},
    ]


def test_a_query_that_would_write_is_refused(other_system: str) -> None:
    with pytest.raises(MasterDataUnavailable):
        ask_database(other_system, "DELETE FROM purchase_order RETURNING number")
    assert len(ask_database(other_system, "SELECT * FROM purchase_order")) == 2


@pytest.mark.parametrize("query", ["SELECT * FROM nowhere", "SELEC"])
def test_a_query_that_fails_is_said_so(other_system: str, query: str) -> None:
    with pytest.raises(MasterDataUnavailable, match="Check database and query"):
        ask_database(other_system, query)


def test_what_is_no_url_is_said_so() -> None:
    with pytest.raises(BadMasterData):
        ask_database("sellers.csv", "SELECT 1")
