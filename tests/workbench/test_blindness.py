"""What a second keyer is sent is the same to the byte, whatever the first keyer typed and whatever the machine read."""

import re
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from cases_on_desk import KEYED, Read, enter, receive
from fastapi.testclient import TestClient
from httpx import Response
from invoice_on_paper import draw_invoice
from staff import browsers, staffed

from models.case import CaseState
from models.page import Box
from storage.open import Storage

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
IBAN = "GB33BUKB20201555555555"
TRUE = {"seller_name": "Acme Paper & Print Ltd", "iban": IBAN, "grand_total": "1,280.00"}


@dataclass(frozen=True)
class Before:
    """What came before the second keyer: the machine's reading, and what the first keyer typed (or why there was nothing to type)."""

    read: Read
    typed: Mapping[str, str]
    outcomes: Mapping[str, str]


AGREES = Before(Read(), TRUE, {})
DIFFERS = Before(
    Read(
        doubts={"grand_total": 0.31, "seller_name": 0.2},
        readings={"grand_total": ["1230.00", "7.00"], "iban": ["DE89370400440532013000"]},
        values={"grand_total": "99.10", "net_total": "82.10", "tax_total": "17.00", "iban": None, "seller_name": "Somebody Else"},
        places={"grand_total": Box(0.6, 0.7, 0.8, 0.72)},
        type_confidence=0.71,
    ),
    {"grand_total": "4,711.00", "seller_name": "Acme"},
    {"iban": "illegible"},
)


class Clock:
    """Goes on only when told."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Installation:
    storage: Storage
    second: TestClient
    checker: TestClient


def prepared(home: Path, before: Before) -> Installation:
    """Four cases to key, of which the first keyer has keyed three."""
    home.mkdir()
    storage, clock = staffed(home, AT), Clock()
    paper = draw_invoice()
    for name in ("one", "two", "three", "four"):
        case_id = receive(storage, name.encode(), f"{name}.jpg", AT)
        enter(storage, case_id, [paper.jpeg()], before.read, KEYED, AT)
    of = browsers(storage, home, clock)
    for case_id in (1, 2, 4):
        clock.at += timedelta(minutes=1)
        assert keyed(of("kim"), case_id, before.typed, before.outcomes).status_code == 303
    clock.at += timedelta(minutes=10)
    return Installation(storage, of("kit"), of("ann"))


def keyed(browser: TestClient, case_id: int, typed: Mapping[str, str], outcomes: Mapping[str, str] | None = None) -> Response:
    token = re.search(r'name="token" value="(\d+)"', browser.get(f"/cases/{case_id}").text)
    form = {"version": "1"} | ({"token": token[1]} if token else {})
    form |= {f"value.{name}": text for name, text in typed.items()}
    form |= {f"outcome.{name}": word for name, word in (outcomes or {}).items()}
    return browser.post(f"/cases/{case_id}/key", data=form)


def visit(second: TestClient) -> Iterator[Response]:
    """Everything the second keyer can ask for, before, while and after keying."""
    pages = ("/", "/?state=all", "/?state=review&type=invoice", "/cases/1", "/cases/1/pages/1", "/cases/1/original", "/cases/1/history")
    for address in (*pages, "/cases/2/next", "/cases/99", "/people", "/policies"):
        yield second.get(address)
    yield second.post("/next")
    yield keyed(second, 1, {"iban": "not one", "grand_total": ""})
    yield second.put("/cases/1/draft", data={"version": "1", "value.iban": "GB33"})
    yield second.put("/cases/1/hold", data={"token": "1"})
    yield second.get("/cases/1")
    yield second.post("/cases/1", data={"version": "1", "value.iban": IBAN, "checked.iban": "on"})
    yield second.post("/cases/1/refer", data={"version": "1", "words": "I cannot"})
    yield second.post("/cases/1/rule", data={"version": "1", "pick.iban": "1"})
    yield second.post("/cases/1/give-back", data={"token": "2"})
    yield keyed(second, 1, TRUE)
    yield keyed(second, 1, TRUE)
    yield second.post("/cases/1/rescan", data={"why": "cut_off"})
    yield second.post("/cases/1/reject", data={"words": "no"})
    for address in ("/?saved=1&done=keyed", "/", "/cases/1", "/cases/1/history", "/cases/1/pages/1", "/cases/2", "/cases/3"):
        yield second.get(address)


def visit_of_a_checker(checker: TestClient) -> Iterator[Response]:
    """What somebody is sent until they have keyed, who may check and rule on other cases as well."""
    for address in ("/", "/?state=all", "/cases/4", "/cases/4/pages/1", "/cases/4/history", "/cases/4/next", "/scorecard"):
        yield checker.get(address)
    yield checker.post("/cases/4", data={"version": "1", "value.iban": IBAN, "checked.iban": "on"})
    yield checker.post("/cases/4/refer", data={"version": "1", "words": "I cannot"})
    yield keyed(checker, 4, {"iban": "not one", "grand_total": ""})
    yield keyed(checker, 4, TRUE)
    # The next one was taken at once.
    token = re.search(r'name="token" value="(\d+)"', checker.get("/cases/1").text)
    yield checker.post("/cases/1/give-back", data={"token": token[1] if token else "0"})


def sent(response: Response) -> tuple[int, list[tuple[str, str]], bytes]:
    return response.status_code, sorted(response.headers.multi_items()), response.content


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, Installation]:
    home = tmp_path_factory.mktemp("blind")
    return prepared(home / "agrees", AGREES), prepared(home / "differs", DIFFERS)


def test_who_also_checks_is_as_blind_until_they_have_keyed(both: tuple[Installation, Installation]) -> None:
    # First of these tests: once somebody keyed another case, its state is no secret to who checks.
    one, other = (list(visit_of_a_checker(installation.checker)) for installation in both)
    for left, right in zip(one, other, strict=True):
        assert sent(left) == sent(right), left.request.url
    assert both[0].storage.cases.case(4).summary.state is CaseState.APPROVED
    assert both[1].storage.cases.case(4).summary.state is CaseState.IN_ADJUDICATION


def test_every_byte_the_second_keyer_is_sent_is_the_same_whatever_came_before(both: tuple[Installation, Installation]) -> None:
    one, other = (list(visit(installation.second)) for installation in both)
    for left, right in zip(one, other, strict=True):
        assert sent(left) == sent(right), left.request.url
    # They really were two different cases, and the second keyer's work came through.
    assert both[0].storage.cases.case(1).summary.state is CaseState.APPROVED
    assert both[1].storage.cases.case(1).summary.state is CaseState.IN_ADJUDICATION
    assert {200, 204, 303, 403, 404, 409, 422} <= {answer.status_code for answer in one}


def test_no_value_of_anybody_is_on_the_keying_page(both: tuple[Installation, Installation]) -> None:
    for installation, before in zip(both, (AGREES, DIFFERS), strict=True):
        page = installation.second.get("/cases/2").text
        assert "Grand total" in page
        values = (*before.typed.values(), *TRUE.values(), "1280.00", "99.10", "1230.00", "Somebody Else", "98 %", "31 %")
        assert not [value for value in values if value in page]
        assert "kim" not in page


def test_the_time_an_answer_takes_tells_nothing(both: tuple[Installation, Installation]) -> None:
    def seconds(installation: Installation, address: str) -> float:
        began = time.perf_counter()
        installation.second.get(address)
        return time.perf_counter() - began

    for address in ("/", "/cases/2"):
        rounds = [[seconds(installation, address) for installation in both] for _ in range(15)]
        fastest = [statistics.median(column) for column in zip(*rounds, strict=True)]
        noise = statistics.median(abs(later[0] - earlier[0]) for earlier, later in pairwise(rounds))
        assert abs(fastest[0] - fastest[1]) <= 3 * noise + 0.1 * fastest[0], (address, fastest, noise)
