"""The station in a real browser, by keyboard alone."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from cases_on_desk import Read, enter, installation, receive
from invoice_on_paper import draw_invoice
from playwright.sync_api import Page, sync_playwright

from models.case import CaseState
from storage.open import Storage
from workbench.app import create_app

CHROMIUM = os.environ.get("FOUREYES_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return installation(tmp_path)


@pytest.fixture
def case_ids(storage: Storage) -> list[int]:
    """Two invoices with two doubtful fields each."""
    numbers = []
    for content in (b"one", b"two"):
        paper = draw_invoice()
        number = receive(storage, content, f"{content.decode()}.jpg")
        doubts = {"invoice_number": 0.7, "grand_total": 0.6}
        enter(storage, number, [paper.jpeg()], Read(doubts=doubts, readings={"grand_total": ["1230.00"]}, places=paper.places))
        numbers.append(number)
    return numbers


@pytest.fixture
def address(storage: Storage, tmp_path: Path) -> Iterator[str]:
    config = uvicorn.Config(create_app(storage, tmp_path, "ann"), host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        pass
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("no chromium on the PATH; set FOUREYES_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_page(viewport={"width": 1280, "height": 800})
        browser.close()


def test_a_case_is_confirmed_with_the_keyboard_only(page: Page, address: str, storage: Storage, case_ids: list[int]) -> None:
    first, second = case_ids
    page.goto(address)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{first}*")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/cases/{second}*")
    assert storage.cases.case(first).summary.state is CaseState.APPROVED


def test_another_reading_is_chosen_by_its_number_and_typed_work_survives_a_reload(
    page: Page, address: str, storage: Storage, case_ids: list[int]
) -> None:
    page.goto(f"{address}/cases/{case_ids[0]}")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.reload()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/cases/{case_ids[1]}*")
    version = storage.cases.case(case_ids[0]).version
    assert version
    assert version.n == 2
    assert {field.name: field.value for field in version.fields}["grand_total"] == "1230.00"


def test_nothing_on_the_page_reports_an_error(page: Page, address: str, case_ids: list[int]) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    for path in ("/", f"/cases/{case_ids[0]}", "/?state=all"):
        page.goto(f"{address}{path}", wait_until="networkidle")
    assert problems == []
