"""Keying, ruling and auditing in a real browser by keyboard alone, and holds that end when the page does."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from cases_on_desk import INVOICE, KEYED, Read, enter, receive
from invoice_on_paper import draw_invoice
from playwright.sync_api import Browser, Page, sync_playwright
from staff import browsers, person, staffed

from models.case import CaseState
from models.keying import KeyedValue
from storage.open import Storage
from storage.sql.timestamps import to_text
from workbench.desk import present_moment

CHROMIUM = os.environ.get("FOUREYES_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
VALUES = {"seller_name": "Acme Paper & Print Ltd", "iban": "GB33BUKB20201555555555", "grand_total": "1280.00"}
Desk = Callable[[str], Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on the PATH; set FOUREYES_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keyboard")


@pytest.fixture(scope="module")
def storage(home: Path) -> Storage:
    return staffed(home)


@pytest.fixture(scope="module")
def desk(storage: Storage, home: Path, chromium: Browser) -> Iterator[Desk]:
    """A page of the workbench as somebody who is signed in; errors in its script fail the test."""
    of = browsers(storage, home)
    server = uvicorn.Server(uvicorn.Config(of("ann").app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        pass
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    problems: list[str] = []

    def page_of(name: str) -> Page:
        context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": "session", "value": of(name).cookies["session"], "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    yield page_of
    server.should_exit = True
    thread.join()
    assert problems == []


@pytest.fixture
def to_key(storage: Storage, request: pytest.FixtureRequest) -> int:
    number = receive(storage, request.node.name.encode(), "wire.jpg")
    enter(storage, number, [draw_invoice().jpeg()], Read(), KEYED)
    return number


@pytest.fixture
def to_check(storage: Storage, request: pytest.FixtureRequest) -> int:
    number = receive(storage, request.node.name.encode(), "invoice.jpg")
    enter(storage, number, [draw_invoice().jpeg()], Read(doubts={"grand_total": 0.6}), INVOICE)
    return number


def key(storage: Storage, case_id: int, name: str, **other: str) -> None:
    values = {field: KeyedValue(value) for field, value in (VALUES | other).items()}
    storage.keying.key(case_id, 1, values, person(name), present_moment())


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_case_is_keyed_field_after_field(desk: Desk, storage: Storage, to_key: int) -> None:
    page = desk("kim")
    page.goto(f"/cases/{to_key}")
    for text in ("Acme Paper & Print Ltd", "GB33 BUKB 2020 1555 5555 55"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.keyboard.press("Control+Enter")
    page.locator("[data-saved]").wait_for()
    assert storage.cases.case(to_key).summary.state is CaseState.IN_SECOND_KEY
    page.context.close()


def test_two_readings_are_ruled_on_by_number(desk: Desk, storage: Storage, to_key: int) -> None:
    key(storage, to_key, "kim")
    key(storage, to_key, "kit", grand_total="1230.00")
    page = desk("sue")
    page.goto(f"/cases/{to_key}")
    right = page.locator(".reading", has_text="1280.00").locator("kbd").inner_text()
    page.keyboard.press(right)
    page.keyboard.press("Control+Enter")
    page.locator("[data-saved]").wait_for()
    assert storage.cases.case(to_key).summary.state is CaseState.APPROVED
    page.context.close()


def test_an_error_is_found_in_the_sample_by_keyboard(desk: Desk, storage: Storage, to_check: int) -> None:
    storage.cases.approve(to_check, 1, person("bob"), present_moment())
    with storage.database.write("draw") as connection:
        drawn = {"case_id": to_check, "at": to_text(present_moment())}
        connection.execute(
            "INSERT INTO qa_sample (case_id, n, rate, drawn_at) SELECT CAST(:case_id AS INTEGER), 1, 1.0, CAST(:at AS TEXT)"
            " WHERE NOT EXISTS (SELECT 1 FROM qa_sample WHERE case_id = :case_id)",
            drawn,
        )
    page = desk("quinn")
    page.goto("/quality")
    page.keyboard.press("t")
    page.wait_for_url("**/audit")
    # Another test's case may have been drawn before.
    number = int(page.url.split("/")[-2])
    page.keyboard.press("Enter")
    page.keyboard.press("w")
    page.keyboard.type("2 November 2026")
    page.keyboard.press("Control+Enter")
    page.locator("[data-saved]").wait_for()
    case = storage.cases.case(number)
    assert case.summary.state is CaseState.REOPENED
    assert [reason.field for reason in case.summary.reasons if reason.code == "qa_error"] == ["issue_date"]
    page.context.close()


def test_what_is_typed_is_a_draft_at_once_and_leaving_gives_the_case_back(desk: Desk, storage: Storage, to_check: int) -> None:
    page = desk("ann")
    page.goto(f"/cases/{to_check}")
    assert [claim.case_id for claim in storage.work.claims(person("ann"))] == [to_check]
    page.keyboard.press("e")
    page.keyboard.type("1234.50")
    until(lambda: "1234.50" in str(storage.work.draft(to_check, person("ann"))))
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    page.wait_for_url("**/")
    until(lambda: not storage.work.claims(person("ann")))
    page.context.close()


def test_a_reload_before_the_draft_arrives_loses_nothing(desk: Desk, to_check: int) -> None:
    page = desk("ann")
    page.goto(f"/cases/{to_check}")
    page.route("**/draft", lambda route: route.abort())
    page.keyboard.press("e")
    page.keyboard.type("1234.50")
    page.get_by_text("The workbench does not answer").wait_for()
    page.reload()
    assert page.locator("[name='value.grand_total']").input_value() == "1234.50"
    page.get_by_text("Sign out").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate("sessionStorage.length") == 0
    page.context.close()
