"""What administrators do on the pages, always two of them; and what senior checkers and stations find there."""

import re
from dataclasses import replace

import msgspec
import pytest
import yaml
from cases_on_desk import INVOICE, KEYED, MACHINE, Read, enter, receive
from invoice_on_paper import draw_invoice
from staff import Browsers, person

from models.case import CaseState
from models.learned import LearnedKind
from models.role import Role
from storage.open import Storage
from workbench.desk import present_moment


@pytest.fixture
def case_id(storage: Storage) -> int:
    number = receive(storage, b"an invoice", "inv-2041.jpg")
    enter(storage, number, [draw_invoice().jpeg()], Read(doubts={"grand_total": 0.6}), INVOICE)
    return number


def proposals(page: str) -> list[str]:
    """The proposals this page lets somebody approve."""
    return re.findall(r'action="/proposals/(\d+)"><button class="go" name="verdict" value="approve"', page)


def test_one_administrator_proposes_a_role_and_another_approves_it(of: Browsers, storage: Storage) -> None:
    of("ada").post("/people", data={"name": " Zoe ", "role": "keyer", "kind": "grant", "why": "joins the team"})
    assert "joins the team" in of("ada").get("/people").text
    assert proposals(of("ada").get("/people").text) == []
    assert storage.people.person("zoe").roles == frozenset()
    (proposal,) = proposals(of("abe").get("/people").text)
    assert of("ada").post(f"/proposals/{proposal}", data={"verdict": "approve"}).status_code == 403
    assert of("abe").post(f"/proposals/{proposal}", data={"verdict": "approve"}).headers["location"] == "/people"
    assert storage.people.person("zoe").roles == {Role.KEYER}


def test_a_proposal_refused_changes_nothing_and_waits_no_more(of: Browsers, storage: Storage) -> None:
    of("ada").post("/people", data={"name": "kim", "role": "keyer", "kind": "revoke"})
    (proposal,) = proposals(of("abe").get("/people").text)
    of("abe").post(f"/proposals/{proposal}", data={"verdict": "refuse"})
    assert storage.people.person("kim").roles == {Role.KEYER}
    assert proposals(of("abe").get("/people").text) == []


@pytest.mark.parametrize("form", [{"name": "", "role": "keyer", "kind": "grant"}, {"name": "zoe", "role": "king", "kind": "grant"}])
def test_a_proposal_names_a_person_and_a_role(of: Browsers, form: dict[str, str]) -> None:
    assert of("ada").post("/people", data=form).status_code == 422


def test_a_policy_shows_what_changes_and_is_put_in_force_by_the_second(of: Browsers, storage: Storage) -> None:
    of("ada").post("/policies/invoice", data={"why": "first"})
    (proposal,) = proposals(of("abe").get("/policies").text)
    of("abe").post(f"/proposals/{proposal}", data={"verdict": "approve"})
    assert storage.changes.policies_in_force()["invoice"].decided_by == "abe"
    assert of("ada").post("/policies/invoice").status_code == 409
    declare(storage, audit=0.5)
    page = of("abe").get("/policies").text
    assert re.search(r"audit</td><td><del>0.05</del></td><td><ins>0.5</ins>", page)
    assert "changed since it was put in force" in page


def test_a_policy_that_changed_again_cannot_be_approved_as_it_was_proposed(of: Browsers, storage: Storage) -> None:
    of("ada").post("/policies/invoice", data={"why": "first"})
    declare(storage, audit=0.5)
    page = of("abe").get("/policies").text
    assert proposals(page) == []
    assert "is no longer what the type declares" in page


def declare(storage: Storage, audit: float) -> None:
    """The type again with another share of audits."""
    declared = msgspec.to_builtins(INVOICE)
    declared["policy"]["audit"] = audit
    storage.learned.put(LearnedKind.TYPE, "invoice", yaml.safe_dump(declared).encode(), MACHINE, present_moment())


def test_a_case_put_aside_goes_on_when_a_senior_lets_it(of: Browsers, storage: Storage, case_id: int) -> None:
    of("ann").post(f"/cases/{case_id}/hold", data={"words": "asked the seller"})
    assert storage.cases.case(case_id).summary.state is CaseState.HELD
    assert "Asked the seller" in of("sue").get(f"/cases/{case_id}").text
    assert f"/cases/{case_id}" in of("sue").get("/?state=held").text
    of("sue").post(f"/cases/{case_id}/go-on", data={"why": "What was asked is answered"})
    assert storage.cases.case(case_id).summary.state is CaseState.IN_REVIEW


def test_a_station_finds_what_to_scan_again_and_under_which_name(of: Browsers, case_id: int) -> None:
    of("ann").post(f"/cases/{case_id}/rescan", data={"why": "cut_off", "words": "the foot is missing"})
    page = of("sid").get("/rescans").text
    assert f"rescan-{case_id}" in page
    assert "A page is cut off: the foot is missing" in page
    assert of("sid").get("/").headers["location"] == "/rescans"


def test_the_history_tells_every_step_and_no_value(of: Browsers, case_id: int) -> None:
    form = {"version": "1", "seen.grand_total": "1280.00", "value.grand_total": "1230.00", "checked.grand_total": "on"}
    of("ann").post(f"/cases/{case_id}", data=form)
    page = of("owen").get(f"/cases/{case_id}/history").text
    assert re.search(r"ann.*corrected", page, re.DOTALL)
    assert not re.search(r"1230|1280|[0-9a-f]{64}", page)


def test_an_auditor_reads_and_changes_nothing(of: Browsers, case_id: int, storage: Storage) -> None:
    page = of("owen").get(f"/cases/{case_id}").text
    assert "Grand total" in page
    assert "data-submit" not in page
    assert 'method="post" action="/cases/1/re' not in page
    assert not storage.work.claims(person("owen"))


def test_related_cases_are_shown_but_for_those_still_to_be_keyed(of: Browsers, storage: Storage) -> None:
    numbers = []
    for name, declared in (("first.jpg", INVOICE), ("twin.jpg", INVOICE), ("wire.jpg", KEYED)):
        numbers.append(receive(storage, name.encode(), name))
        kept = replace(declared, record_keys={"seller": ("seller_name",)})
        enter(storage, numbers[-1], [draw_invoice().jpeg()], Read(doubts={"grand_total": 0.6}), kept)
    page = of("ann").get(f"/cases/{numbers[0]}").text
    related = page.partition('data-way="related"')[2].partition("</details>")[0]
    assert "Same seller" in related
    assert "twin.jpg" in related
    assert "wire.jpg" not in related
