"""A checker is sent the same bytes of a seeded case as of a real one in which the machine erred in the same way."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cases_on_desk import INVOICE, VALUES, Read, enter, receive
from fastapi.testclient import TestClient
from httpx import Response
from invoice_on_paper import draw_invoice
from staff import browsers, person, staffed

from pipeline.quality import plant
from pipeline.validate import validate
from storage.open import Storage

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
WRONG = "7128.00"
SURE, LESS_SURE = 0.5, 0.45
# What names the document: a copy is of one that was here before, and whoever has both before them sees that.
NAMES = re.compile(rb"[0-9a-f]{64}|[0-9a-f]{12}\b|batch \d+|receipt \d+")
CHECKED = ("checked.net_total", "checked.tax_total", "checked.grand_total")


def installed(home: Path) -> tuple[Storage, bytes]:
    """One case, approved and waiting for its release."""
    home.mkdir()
    storage, page = staffed(home, AT), draw_invoice().jpeg()
    enter(storage, receive(storage, b"one", "scan.jpg", AT), [page], Read(doubts={"grand_total": SURE}), INVOICE, AT)
    storage.cases.approve(1, 1, person("bob"), AT)
    return storage, page


def with_a_real_error(home: Path) -> TestClient:
    storage, page = installed(home)
    values = {name: value for name, (value, _) in VALUES.items()} | {"grand_total": WRONG}
    broken = validate(values, INVOICE)
    read = Read(doubts={"grand_total": LESS_SURE}, values={"grand_total": WRONG}, broken=broken)
    enter(storage, receive(storage, b"two", "scan.jpg", AT), [page], read, INVOICE, AT)
    return browsers(storage, home, lambda: AT + timedelta(minutes=5))("ann")


def with_a_planted_error(home: Path) -> TestClient:
    storage, _ = installed(home)
    assert plant(storage.quality, storage.cases, INVOICE, 1, "grand_total", WRONG, person("quinn"), AT) == 2
    return browsers(storage, home, lambda: AT + timedelta(minutes=5))("ann")


def visit(checker: TestClient) -> Iterator[Response]:
    for address in ("/", "/?state=all", "/?state=review&type=invoice", "/cases/2", "/cases/2/pages/1", "/cases/2/history", "/cases/1"):
        yield checker.get(address)
    yield checker.post("/next")
    yield checker.put("/cases/2/draft", data={"version": "1", "value.grand_total": WRONG, "checked.grand_total": "on"})
    yield checker.get("/cases/2")
    yield checker.post("/cases/2", data={"version": "1", "value.grand_total": ""})
    right = {"value.net_total": "1064.00", "value.tax_total": "216.00", "value.grand_total": "1280.00"}
    decided = checker.post("/cases/2", data={"version": "1", "token": "1"} | right | dict.fromkeys(CHECKED, "on"))
    assert decided.status_code == 303
    yield decided


def told(response: Response) -> tuple[int, list[tuple[str, str]], bytes]:
    headers = [(name, value) for name, value in sorted(response.headers.multi_items()) if name not in {"etag", "content-length"}]
    return response.status_code, headers, NAMES.sub(b"", response.content)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[TestClient, TestClient]:
    home = tmp_path_factory.mktemp("seeded")
    return with_a_real_error(home / "real"), with_a_planted_error(home / "planted")


def test_nothing_a_checker_is_sent_tells_a_planted_error_from_a_real_one(both: tuple[TestClient, TestClient]) -> None:
    for real, planted in zip(*map(visit, both), strict=True):
        assert told(real) == told(planted), real.request.url
