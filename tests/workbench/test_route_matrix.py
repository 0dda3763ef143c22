"""Every address with every role, whatever part it has in the case: each asks for the verb it does, and none is forgotten."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from cases_on_desk import INVOICE, KEYED, Read, enter, installation, receive
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from invoice_on_paper import draw_invoice
from staff import ADMINISTRATORS, browsers, employed, person

from models.case import CaseState, Outcome
from models.change_proposal import ChangeKind
from models.role import Role
from pipeline.key import key
from pipeline.permissions import PERMISSIONS, Verb, can
from storage.open import Storage
from workbench.app import create_app

# Where 'you had a part in this' would tell a keyer something, the answer is that there is nothing to do.
REFUSED = {403, 409}
FAULT = 500
HANDS = (None, "author", "approver", "qa")
# One person in each role, and one in none; the administrator last, who settles the proposal.
PEOPLE = ("sid", "kim", "ann", "sue", "quinn", "owen", "zoe", ADMINISTRATORS[0])
WORK = {"check": Verb.CHECK, "key": Verb.KEY, "referred": Verb.ADJUDICATE, "reopened": Verb.CORRECT}
"""What a case in each of these situations waits for."""
STATES = {"referred": CaseState.IN_ADJUDICATION, "reopened": CaseState.REOPENED}
CASE = "/cases/{case_id}"
CASE_ROUTES: dict[tuple[str, str], tuple[str, Verb]] = {
    ("GET", CASE): ("check", Verb.READ_ENTRY),
    ("GET", f"{CASE}/next"): ("check", Verb.READ_ENTRY),
    ("GET", f"{CASE}/pages/{{number}}"): ("check", Verb.READ_ENTRY),
    ("GET", f"{CASE}/original"): ("check", Verb.READ_ENTRY),
    ("POST", f"{CASE}/type"): ("check", Verb.CHECK),
    ("POST", f"{CASE}/key"): ("key", Verb.KEY),
    ("POST", f"{CASE}/rule"): ("disputed", Verb.ADJUDICATE),
    ("POST", f"{CASE}/reject"): ("check", Verb.REJECT),
    ("POST", f"{CASE}/rescan"): ("check", Verb.RESCAN),
    ("POST", f"{CASE}/refer"): ("check", Verb.REFER),
}
"""The verb each address asks for, and a situation in which it may be done."""
WORK_ROUTES = [
    ("POST", CASE),
    ("PUT", f"{CASE}/hold"),
    ("PUT", f"{CASE}/draft"),
    ("POST", f"{CASE}/give-back"),
    ("POST", f"{CASE}/hand-over"),
]
"""These ask for what the case waits for."""
READ, ADMINISTER = PERMISSIONS[Verb.READ_ENTRY].roles, frozenset({Role.ADMINISTRATOR})
OTHER_ROUTES: dict[tuple[str, str], frozenset[Role]] = {
    ("GET", "/"): READ | ADMINISTER,  # where there is nothing to read, on to the first page that is theirs
    ("POST", "/work/next"): READ,
    ("GET", f"{CASE}/history"): READ | PERMISSIONS[Verb.READ_AUDIT].roles,
    ("GET", "/people"): ADMINISTER,
    ("POST", "/people"): ADMINISTER,
    ("GET", "/policies"): ADMINISTER,
    ("POST", "/policies/{doc_type}"): ADMINISTER,
    ("POST", "/proposals/{proposal_id}"): ADMINISTER,
}
OPEN_ROUTES = {
    ("GET", "/who"),
    ("POST", "/who"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-in/password"),
    ("POST", "/sign-out"),
}
# Refused as undecided, unknown or without a reason, but only after it is known who asks.
FORM = {"version": "1", "token": "9", "doc_type": "nonsense", "why": "", "words": "", "to": "", "verdict": "approve"}


class House(NamedTuple):
    """An installation with a case for each situation and hand, which everybody has in it."""

    storage: Storage
    of: Callable[[str], TestClient]
    cases: dict[tuple[str, str | None], int]
    proposal: int


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    home = tmp_path_factory.mktemp("house")
    storage = installation(home)
    cases = {(situation, hand): _case(storage, situation, hand) for situation, hand in product([*WORK, "disputed"], HANDS)}
    storage = employed(storage, datetime.now(UTC))
    proposed = storage.changes.propose_role(ChangeKind.GRANT, "eve", Role.QA, person(ADMINISTRATORS[1]), "", datetime.now(UTC))
    return House(storage, browsers(storage, home), cases, proposed.proposal_id)


def _case(storage: Storage, situation: str, hand: str | None) -> int:
    number = receive(storage, f"{situation} {hand}".encode(), "invoice.jpg")
    enter(storage, number, [draw_invoice().jpeg()], Read(doubts={"iban": 0.5}), KEYED if situation in {"key", "disputed"} else INVOICE)
    if situation == "disputed":
        for name, total in (("one", "1"), ("other", "2")):
            typed = {"seller_name": "Acme", "iban": Outcome.MISSING, "grand_total": total}
            key(storage.keying, KEYED, number, 1, typed, person(name), datetime.now(UTC))
    with storage.database.write("lend") as connection:
        for name in PEOPLE if hand else ():
            connection.execute(
                "INSERT INTO hand (case_id, actor, kind, role, since) VALUES (:case_id, :name, 'person', :hand, '2026')",
                {"case_id": number, "name": name, "hand": hand},
            )
        if situation in STATES:
            connection.execute(
                "UPDATE capture_case SET state = :state WHERE case_id = :case_id", {"state": STATES[situation], "case_id": number}
            )
    return number


def asked(house: House, name: str, method: str, address: str, case_id: int = 0) -> int:
    with house.storage.database.write("leave") as connection:
        connection.execute("DELETE FROM claim")  # whoever opened the case before
    path = address.format(case_id=case_id, number=1, doc_type="receipt", proposal_id=house.proposal)
    answer = house.of(name).request(method, path, data=FORM if method != "GET" else None)
    assert answer.status_code < FAULT
    return answer.status_code


def test_no_address_is_forgotten(tmp_path: Path) -> None:
    app = create_app(installation(tmp_path), tmp_path)
    routes = [route for one in app.routes for route in getattr(getattr(one, "original_router", None), "routes", [one])]
    addresses = {(method, route.path) for route in routes if isinstance(route, APIRoute) for method in route.methods}
    assert addresses == {*CASE_ROUTES, *WORK_ROUTES, *OTHER_ROUTES, *OPEN_ROUTES}


@pytest.mark.parametrize(("method", "address"), CASE_ROUTES)
def test_an_address_of_a_case_asks_for_its_verb(house: House, method: str, address: str) -> None:
    situation, verb = CASE_ROUTES[method, address]
    for name, hand in product(PEOPLE, HANDS):
        number = house.cases[situation, hand]
        allowed = can(house.storage.people.person(name), verb, house.storage.cases.case(number))
        assert (asked(house, name, method, address, number) not in REFUSED) is allowed, (name, hand)


@pytest.mark.parametrize(("method", "address"), WORK_ROUTES)
@pytest.mark.parametrize("situation", STATES)
def test_an_address_for_working_on_a_case_asks_for_what_it_waits_for(house: House, situation: str, method: str, address: str) -> None:
    for name, hand in product(PEOPLE, HANDS):
        number = house.cases[situation, hand]
        allowed = can(house.storage.people.person(name), WORK[situation], house.storage.cases.case(number))
        assert (asked(house, name, method, address, number) not in REFUSED) is allowed, (name, hand)


@pytest.mark.parametrize(("method", "address"), OTHER_ROUTES)
def test_an_address_without_a_case_asks_for_a_role(house: House, method: str, address: str) -> None:
    for name in PEOPLE:
        allowed = bool(house.storage.people.person(name).roles & OTHER_ROUTES[method, address])
        status = asked(house, name, method, address, house.cases["check", None])
        assert (status not in REFUSED) is allowed, name
