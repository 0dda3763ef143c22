"""What master data offers while somebody types, in a real browser and to whoever may read the case."""

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import uvicorn
import yaml
from cases_on_desk import INVOICE, KEYED, MACHINE, Read, enter, installation, receive
from fastapi.testclient import TestClient
from invoice_on_paper import draw_invoice
from playwright.sync_api import sync_playwright

from models.learned import LearnedKind
from pipeline.master.data import MasterData, load_master_data
from storage.master_tables import ask_database
from storage.open import Storage
from workbench.app import create_app

CHROMIUM = os.environ.get("FOUREYES_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
COMPARED = replace(INVOICE, master={"sellers": {"seller_name": "name", "iban": "iban"}})
DECLARED = """
sellers:
  holds: sellers
  source: sellers.csv
  key: name
  columns: {name: {kind: organisation, fuzzy: true}, iban: {kind: iban}}
"""
HOST = "http://127.0.0.1"


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    opened = installation(tmp_path)
    declared = yaml.safe_dump(msgspec.to_builtins(COMPARED)).encode()
    opened.learned.put(LearnedKind.TYPE, COMPARED.name, declared, MACHINE, datetime.now(UTC))
    return opened


@pytest.fixture
def master_data(tmp_path: Path) -> MasterData:
    (tmp_path / "master_data.yaml").write_text(DECLARED, "utf-8")
    (tmp_path / "sellers.csv").write_text("name,iban\nAcme Paper & Print Ltd,\nKestrel Tools Ltd,\nKestrel Timber Ltd,\n", "utf-8")
    return load_master_data(tmp_path / "master_data.yaml", ask_database, {COMPARED.name: COMPARED})


def case_in_review(storage: Storage, keyed: bool = False) -> int:  # noqa: FBT001, FBT002
    paper = draw_invoice()
    case_id = receive(storage, b"two" if keyed else b"one", "one.jpg")
    enter(
        storage, case_id, [paper.jpeg()], Read(doubts={"seller_name": 0.6}), replace(COMPARED, policy=KEYED.policy) if keyed else COMPARED
    )
    return case_id


def browser(storage: Storage, home: Path, master_data: MasterData | None) -> TestClient:
    return TestClient(create_app(storage, home, "ann", master_data=master_data), base_url=HOST, headers={"Origin": HOST})


def test_values_are_offered_for_a_field_that_a_table_knows(storage: Storage, tmp_path: Path, master_data: MasterData) -> None:
    case_id = case_in_review(storage)
    with browser(storage, tmp_path, master_data) as client:
        offered = client.get(f"/cases/{case_id}/lookup", params={"field": "seller_name", "typed": "kes"}).json()
        assert sorted(offered) == ["Kestrel Timber Ltd", "Kestrel Tools Ltd"]
        assert client.get(f"/cases/{case_id}/lookup", params={"field": "grand_total", "typed": "12"}).json() == []


def test_a_table_that_cannot_be_read_says_so_and_one_that_is_not_declared_offers_nothing(
    storage: Storage, tmp_path: Path, master_data: MasterData
) -> None:
    case_id, sought = case_in_review(storage), {"field": "seller_name", "typed": "kes"}
    with browser(storage, tmp_path, None) as client:
        assert client.get(f"/cases/{case_id}/lookup", params=sought).json() == []
        assert "data-lookup" not in client.get(f"/cases/{case_id}").text
    (tmp_path / "sellers.csv").unlink()
    with browser(storage, tmp_path, master_data) as client:
        answer = client.get(f"/cases/{case_id}/lookup", params=sought)
        assert (answer.status_code, "sellers.csv" in answer.json()["problem"]) == (503, True)


def test_what_a_keyer_is_offered_does_not_depend_on_the_case(storage: Storage, tmp_path: Path, master_data: MasterData) -> None:
    sought = {"field": "seller_name", "typed": "k"}
    with browser(storage, tmp_path, master_data) as client:
        answers = {client.get(f"/cases/{case_id}/lookup", params=sought).content for case_id in (case_in_review(storage, keyed=True),)}
        answers |= {client.get(f"/cases/{case_id}/lookup", params=sought).content for case_id in (case_in_review(storage),)}
    assert len(answers) == 1


@pytest.fixture
def address(storage: Storage, tmp_path: Path, master_data: MasterData) -> Iterator[str]:
    app = create_app(storage, tmp_path, "ann", master_data=master_data)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        pass
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_an_offered_value_is_taken_with_the_keyboard_alone(address: str, storage: Storage) -> None:
    if CHROMIUM is None:
        pytest.skip("no chromium on the PATH; set FOUREYES_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page()
        for keyed in (False, True):
            case_id = case_in_review(storage, keyed)
            page.goto(f"{address}/cases/{case_id}")
            if not keyed:
                page.keyboard.press("e")
            entry = page.locator("[name='value.seller_name']")
            entry.fill("")
            entry.press_sequentially("kestrel ti")
            page.wait_for_selector(".offers:not([hidden]) li")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            assert entry.input_value() == "Kestrel Timber Ltd"
            assert page.locator(".offers:not([hidden])").count() == 0
            assert page.url.endswith(f"/cases/{case_id}")
        chromium.close()
