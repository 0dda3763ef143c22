"""Taking a case, keeping hold of it, giving it back, and drafts that survive all of it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cases_on_desk import Read, correct, enter, receive
from fastapi.testclient import TestClient
from invoice_on_paper import draw_invoice
from staff import browsers, staffed

from models.case import CaseState
from storage.open import Storage

Browsers = Callable[[str], TestClient]


class Clock:
    """Goes on only when told."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return staffed(tmp_path)


@pytest.fixture
def of(storage: Storage, tmp_path: Path, clock: Clock) -> Browsers:
    return browsers(storage, tmp_path, clock)


@pytest.fixture
def case_ids(storage: Storage) -> list[int]:
    numbers = []
    for name in ("one", "two"):
        numbers.append(receive(storage, name.encode(), f"{name}.jpg"))
        enter(storage, numbers[-1], [draw_invoice().jpeg()], Read(doubts={"grand_total": 0.6}))
    return numbers


def token_on(page: str) -> str:
    found = re.search(r'name="token" value="(\d+)"', page)
    return found[1] if found else ""


def form(token: str, total: str = "1280.00", version: int = 1) -> dict[str, str]:
    return {"version": str(version), "token": token, "seen.grand_total": "1280.00", "value.grand_total": total, "checked.grand_total": "on"}


def test_who_opens_a_case_has_it_and_others_read_it_only(of: Browsers, case_ids: list[int]) -> None:
    assert token_on(of("ann").get(f"/cases/{case_ids[0]}").text)
    page = of("bob").get(f"/cases/{case_ids[0]}").text
    assert "ann works on this case until" in page
    assert not token_on(page)
    assert "ann is on it" in of("bob").get("/").text
    assert "ann is on it" not in of("ann").get("/").text


def test_take_next_gives_two_people_two_cases(of: Browsers, case_ids: list[int]) -> None:
    taken = [of(name).post("/next").headers["location"] for name in ("ann", "bob")]
    assert taken == [f"/cases/{number}" for number in case_ids]
    assert of("sue").post("/next").headers["location"] == "/?done=nothing"


def test_a_case_given_back_or_left_alone_is_free_again(of: Browsers, case_ids: list[int], clock: Clock) -> None:
    first, second = case_ids
    token = token_on(of("ann").get(f"/cases/{first}").text)
    assert of("ann").post(f"/cases/{first}/give-back", data={"token": token}).status_code == 303
    assert token_on(of("bob").get(f"/cases/{first}").text)
    of("ann").get(f"/cases/{second}")
    clock.at += timedelta(minutes=6)
    assert token_on(of("bob").get(f"/cases/{second}").text)


def test_an_open_page_keeps_the_case(of: Browsers, case_ids: list[int], clock: Clock) -> None:
    token = token_on(of("ann").get(f"/cases/{case_ids[0]}").text)
    for _ in range(4):
        clock.at += timedelta(seconds=100)
        assert of("ann").put(f"/cases/{case_ids[0]}/hold", data={"token": token}).json() == {"token": int(token)}
    assert not token_on(of("bob").get(f"/cases/{case_ids[0]}").text)


def test_what_was_decided_on_a_lost_hold_is_refused_and_kept(of: Browsers, case_ids: list[int], clock: Clock, storage: Storage) -> None:
    token = token_on(of("ann").get(f"/cases/{case_ids[0]}").text)
    clock.at += timedelta(minutes=6)
    of("bob").get(f"/cases/{case_ids[0]}")
    refused = of("ann").post(f"/cases/{case_ids[0]}", data=form(token, "1230.00"))
    assert refused.status_code == 409
    assert "1230.00" in refused.text
    assert of("ann").put(f"/cases/{case_ids[0]}/hold", data={"token": token}).status_code == 409
    assert storage.cases.case(case_ids[0]).summary.state is CaseState.IN_REVIEW


def test_a_case_handed_over_is_the_others(of: Browsers, case_ids: list[int]) -> None:
    token = token_on(of("ann").get(f"/cases/{case_ids[0]}").text)
    assert of("ann").post(f"/cases/{case_ids[0]}/hand-over", data={"token": token, "to": "Bob"}).status_code == 303
    assert token_on(of("bob").get(f"/cases/{case_ids[0]}").text)
    assert not token_on(of("ann").get(f"/cases/{case_ids[0]}").text)
    assert of("bob").post(f"/cases/{case_ids[0]}/hand-over", data={"token": "9", "to": " "}).status_code == 422


def test_a_draft_is_back_days_later_and_nobody_elses(of: Browsers, case_ids: list[int], clock: Clock) -> None:
    address = f"/cases/{case_ids[0]}"
    token = token_on(of("ann").get(address).text)
    assert of("ann").put(f"{address}/draft", data=form(token, "1234.50")).status_code == 204
    of("ann").post(f"{address}/give-back", data={"token": token})
    clock.at += timedelta(minutes=30)
    assert "1234.50" not in of("bob").get(address).text
    clock.at += timedelta(minutes=20)
    page = of("ann").get(address).text
    assert "1234.50" in page
    assert "data-checked checked" in page


def test_a_draft_about_an_older_version_is_shown_beside_the_new_one(of: Browsers, case_ids: list[int], storage: Storage) -> None:
    address = f"/cases/{case_ids[0]}"
    token = token_on(of("ann").get(address).text)
    of("ann").put(f"{address}/draft", data=form(token, "1234.50"))
    of("ann").post(f"{address}/give-back", data={"token": token})
    correct(storage, case_ids[0], "grand_total", "1230.00", "bob")
    page = of("ann").get(address).text
    # A tick was about the other version.
    assert "data-checked checked" not in page
    assert re.search(r"Grand total</th><td>1280.00</td><td>1230.00</td><td><b>1234.50</b>", page)


def test_a_decision_about_an_older_version_shows_both_and_what_was_typed(of: Browsers, case_ids: list[int], storage: Storage) -> None:
    correct(storage, case_ids[0], "grand_total", "1230.00", "bob")
    refused = of("ann").post(f"/cases/{case_ids[0]}", data=form("", "1234.50"))
    assert refused.status_code == 409
    assert "data-checked checked" not in refused.text
    assert re.search(r"Grand total</th><td>1280.00</td><td>1230.00</td><td><b>1234.50</b>", refused.text)


def test_work_saved_in_the_background_is_told_when_nobody_is_signed_in(of: Browsers, case_ids: list[int]) -> None:
    browser = of("ann")
    browser.cookies.clear()
    # A redirect would look like success to a script.
    assert browser.put(f"/cases/{case_ids[0]}/draft", data=form("")).status_code == 401


@pytest.mark.parametrize("outcome", ["illegible", "not_applicable", "missing"])
def test_why_there_is_no_value_is_kept_and_confirmed_by_somebody_else(
    of: Browsers, case_ids: list[int], storage: Storage, outcome: str
) -> None:
    address = f"/cases/{case_ids[0]}"
    of("ann").post(address, data=form("") | {"outcome.grand_total": outcome})
    version = storage.cases.case(case_ids[0]).version
    assert version
    assert {field.name: (field.value, str(field.outcome)) for field in version.fields}["grand_total"] == (None, outcome)
    assert re.search(rf'value="{outcome}" data-outcome checked', of("bob").get(address).text)
    again = {"version": "2", "value.grand_total": "", "seen.grand_total": "", "outcome.grand_total": outcome, "checked.grand_total": "on"}
    of("bob").post(address, data=again)
    assert storage.cases.case(case_ids[0]).summary.state is CaseState.APPROVED


def test_a_case_referred_is_a_seniors(of: Browsers, case_ids: list[int], storage: Storage) -> None:
    address = f"/cases/{case_ids[0]}"
    token = token_on(of("ann").get(address).text)
    referral = {"version": "1", "token": token, "words": "the total is unclear"}
    assert of("ann").post(f"{address}/refer", data=referral).status_code == 303
    assert storage.cases.case(case_ids[0]).summary.state is CaseState.IN_ADJUDICATION
    assert not token_on(of("bob").get(address).text)
    senior = of("sue").get(address).text
    assert "the total is unclear" in senior.lower()
    of("sue").post(address, data=form(token_on(senior)))
    assert storage.cases.case(case_ids[0]).summary.state is CaseState.APPROVED


def test_a_rescan_is_asked_for_with_a_code_the_station_knows(of: Browsers, case_ids: list[int], storage: Storage) -> None:
    of("ann").post(f"/cases/{case_ids[0]}/rescan", data={"why": "cut_off", "words": ""})
    asked = storage.cases.rescans()
    assert [(one.case_id, str(one.code), one.asked_by) for one in asked] == [(case_ids[0], "cut_off", "ann")]
