"""QA on the pages: only what was drawn, only by who had no part in it, and scores for oneself alone."""

import re

import pytest
from cases_on_desk import INVOICE, Read, enter, receive
from fastapi.testclient import TestClient
from invoice_on_paper import draw_invoice
from staff import Browsers, person

from models.case import CaseState
from storage.open import Storage
from storage.sql.timestamps import to_text
from workbench.desk import present_moment


@pytest.fixture
def drawn(storage: Storage) -> int:
    """Approved by bob and drawn."""
    number = receive(storage, b"an invoice", "inv-2041.jpg")
    enter(storage, number, [draw_invoice().jpeg()], Read(doubts={"grand_total": 0.6}), INVOICE)
    storage.cases.approve(number, 1, person("bob"), present_moment())
    with storage.database.write("draw") as connection:
        connection.execute(
            "INSERT INTO qa_sample (case_id, n, rate, drawn_at) SELECT CAST(:case_id AS INTEGER), 1, 1.0, CAST(:at AS TEXT)"
            " WHERE NOT EXISTS (SELECT 1 FROM qa_sample WHERE case_id = :case_id)",
            {"case_id": number, "at": to_text(present_moment())},
        )
    return number


def taken(quinn: TestClient, case_id: int) -> dict[str, str]:
    """The form of the sample taken, with nothing marked in it."""
    assert quinn.post("/quality/next").headers["location"] == f"/cases/{case_id}/audit"
    token = re.search(r'name="token" value="(\d+)"', quinn.get(f"/cases/{case_id}/audit").text)
    assert token
    return {"version": "1", "token": token[1]}


def test_a_case_is_audited_only_by_who_took_it_from_the_sample(of: Browsers, drawn: int) -> None:
    assert of("quinn").get(f"/cases/{drawn}/audit").headers["location"] == "/quality"
    taken(of("quinn"), drawn)
    page = of("quinn").get(f"/cases/{drawn}/audit").text
    assert "1280.00" in page
    assert "bob" not in page


def test_without_an_error_the_case_stays_approved(of: Browsers, drawn: int, storage: Storage) -> None:
    answer = of("quinn").post(f"/cases/{drawn}/audit", data=taken(of("quinn"), drawn))
    assert answer.headers["location"] == f"/quality?saved={drawn}&done=audited"
    assert storage.cases.case(drawn).summary.state is CaseState.APPROVED
    assert of("quinn").post("/quality/next").headers["location"].endswith("done=nothing")


def test_an_error_reopens_the_case_for_somebody_else_to_correct(of: Browsers, drawn: int, storage: Storage) -> None:
    form = taken(of("quinn"), drawn) | {"checked.grand_total": "on", "value.grand_total": "1,230.00"}
    assert of("quinn").post(f"/cases/{drawn}/audit", data=form).headers["location"] == f"/quality?saved={drawn}&done=reopened"
    assert storage.cases.case(drawn).summary.state is CaseState.REOPENED
    assert "1,230" not in of("ann").get(f"/cases/{drawn}").text
    assert of("bob").post(f"/cases/{drawn}", data={"version": "1"}).status_code == 403


@pytest.mark.parametrize("text", ["1280.00", "twelve"])
def test_what_is_no_error_or_no_value_is_said_beside_its_field(of: Browsers, drawn: int, storage: Storage, text: str) -> None:
    form = taken(of("quinn"), drawn) | {"checked.grand_total": "on", "value.grand_total": text}
    refused = of("quinn").post(f"/cases/{drawn}/audit", data=form)
    assert refused.status_code == 422
    assert f'value="{text}"' in refused.text
    assert storage.cases.case(drawn).summary.state is CaseState.APPROVED


def test_everybody_sees_their_own_score_and_nobody_elses(of: Browsers, drawn: int) -> None:
    form = taken(of("quinn"), drawn) | {"checked.grand_total": "on", "value.grand_total": "1,230.00"}
    of("quinn").post(f"/cases/{drawn}/audit", data=form)
    own, other = of("bob").get("/scorecard").text, of("ann").get("/scorecard").text
    assert "(0 of 1)" in own
    assert "Nothing to count yet" in other
    assert "bob" not in other
