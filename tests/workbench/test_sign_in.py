"""The door: open in a trial, shut once the installation is founded."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cases_on_desk import installation
from click.testing import CliRunner
from fastapi.testclient import TestClient
from httpx import Response

from flows.cli import foureyes
from models.audit import Actor, ActorKind
from models.errors import NotAllowed
from storage.open import Storage
from workbench.app import create_app

HOST = "http://127.0.0.1:8044"
PASSWORD = "correct horse battery staple"  # noqa: S105 - of nobody
ADMIN = Actor(ActorKind.PERSON, "admin")


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return installation(tmp_path)


@pytest.fixture
def browser(storage: Storage, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(storage, tmp_path), base_url=HOST, headers={"Origin": HOST}, follow_redirects=False) as client:
        yield client


@pytest.fixture
def founded(storage: Storage) -> Storage:
    storage.people.found("ann", "bob", ADMIN, datetime.now(UTC))
    storage.sign_ins.set_password("ann", PASSWORD, ADMIN, datetime.now(UTC))
    return storage


def attempt(browser: TestClient, name: str = "ann", password: str = PASSWORD, wanted: str = "/") -> Response:
    return browser.post("/sign-in/password", data={"name": name, "password": password, "next": wanted})


def test_in_a_trial_nobody_signs_in_and_every_page_says_so(browser: TestClient) -> None:
    assert browser.get("/sign-in").headers["location"] == "/who"
    assert "Trial: nobody has to sign in" in browser.get("/who").text
    assert browser.post("/who", data={"name": "ann"}).headers["location"] == "/"
    assert browser.get("/").status_code == 200


@pytest.mark.usefixtures("founded")
def test_once_founded_a_name_in_a_cookie_opens_nothing(browser: TestClient) -> None:
    browser.cookies.set("reviewer", "ann")
    assert browser.get("/?state=all").headers["location"] == "/sign-in?next=/"
    assert browser.get("/who").headers["location"].startswith("/sign-in")
    assert "set-cookie" not in browser.post("/who", data={"name": "bob"}).headers
    assert "Trial" not in browser.get("/sign-in").text


@pytest.mark.usefixtures("founded")
def test_signing_in_asks_one_thing_at_a_time_and_goes_on_to_the_page_wanted(browser: TestClient) -> None:
    assert 'type="password"' not in browser.get("/sign-in?next=/?state=all").text
    second = browser.post("/sign-in", data={"name": " Ann ", "next": "/?state=all"}).text
    assert 'autocomplete="current-password"' in second
    assert 'autocomplete="username"' in second
    answer = attempt(browser, "Ann", wanted="/?state=all")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?state=all")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "You are <b>ann</b>" in browser.get("/people").text


@pytest.mark.usefixtures("founded")
def test_nobody_is_sent_to_another_site_after_signing_in(browser: TestClient) -> None:
    assert attempt(browser, wanted="//evil.example").headers["location"] == "/"


@pytest.mark.usefixtures("founded")
def test_signing_out_shuts_the_door_for_the_token_too(browser: TestClient) -> None:
    attempt(browser)
    token = browser.cookies["session"]
    assert browser.post("/sign-out").headers["location"] == "/sign-in"
    browser.cookies.set("session", token)
    assert browser.get("/").status_code == 303


@pytest.mark.usefixtures("founded")
def test_wrong_passwords_and_unknown_names_get_the_same_answer(browser: TestClient) -> None:
    known, unknown = attempt(browser, "ann", "wrong"), attempt(browser, "eve", "wrong")
    assert known.status_code == unknown.status_code == 401
    assert known.text.replace("ann", "eve") == unknown.text


@pytest.mark.parametrize("name", ["ann", "eve"])
@pytest.mark.usefixtures("founded")
def test_guessing_gets_slow_whether_the_name_is_known_or_not(browser: TestClient, name: str) -> None:
    assert [attempt(browser, name, "wrong").status_code for _ in range(4)] == [401, 401, 401, 429]
    refused = attempt(browser, name, PASSWORD)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1


@pytest.mark.usefixtures("founded")
def test_after_signing_in_people_go_back_to_the_case_they_came_from(browser: TestClient) -> None:
    assert browser.get("/cases/1").headers["location"] == "/sign-in?next=/cases/1"
    assert browser.post("/cases/1/reject", data={"words": "x"}).headers["location"] == "/sign-in?next=/cases/1"


@pytest.mark.usefixtures("founded")
def test_an_administrator_sets_a_password_that_is_asked_for(browser: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path))
    typed = "five words of my own\nfive words of my own\n"
    answer = CliRunner().invoke(foureyes, ["people", "password", "Bob", "--as", "ann"], input=typed, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    assert "five words" not in answer.output
    assert attempt(browser, "bob", "five words of my own").status_code == 303


@pytest.mark.usefixtures("founded")
def test_only_administrators_set_the_passwords_of_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path))
    answer = CliRunner().invoke(foureyes, ["people", "password", "ann", "--as", "eve"], input="five words of my own\n" * 2)
    assert isinstance(answer.exception, NotAllowed)


@pytest.mark.usefixtures("founded")
def test_people_change_their_own_password_knowing_the_present_one(browser: TestClient) -> None:
    attempt(browser)
    refused = browser.post("/password", data={"present": "not it", "new": "five words of my own"})
    assert refused.status_code == 422
    assert "present password" in refused.text
    assert browser.post("/password", data={"present": PASSWORD, "new": "short"}).status_code == 422
    assert browser.post("/password", data={"present": PASSWORD, "new": "five words of my own"}).headers["location"] == "/sign-in"
    assert browser.get("/people").status_code == 303
    assert attempt(browser).status_code == 401
    assert attempt(browser, password="five words of my own").status_code == 303  # noqa: S106 - of nobody
