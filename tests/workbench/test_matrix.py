"""Every route, by role and by the part a person has in the case: what is allowed and what is refused. A route without a row fails."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from cases_on_desk import INVOICE, KEYED, Read, correct, enter, receive
from fastapi.testclient import TestClient
from httpx import Response
from invoice_on_paper import draw_invoice
from staff import HOST, browsers, grant, person, staffed
from starlette.routing import Mount, Route

from models.change_proposal import ChangeKind
from models.keying import KeyedValue
from models.role import Role
from pipeline.check import refer
from pipeline.hold import hold
from storage.open import Storage
from workbench.app import create_app

PAGE = draw_invoice().jpeg()
SCAN, KEYER, CHECKER, SENIOR, QA, AUDITOR, ADMIN = "sid", "kim", "ann", "sue", "quinn", "owen", "ada"
EVERYBODY = (SCAN, KEYER, CHECKER, SENIOR, QA, AUDITOR, ADMIN)
CHECKERS, KEYERS = (CHECKER, SENIOR), (KEYER, CHECKER, SENIOR)
READERS = (*KEYERS, QA, AUDITOR)
NUMBERS = count(1)


@dataclass(frozen=True)
class World:
    """A founded installation; `of` gives anybody's browser."""

    storage: Storage
    of: Callable[[str], TestClient]


Scene = Callable[[Storage], int]


@dataclass(frozen=True)
class Row:
    """Who may use a route where the case is as in `scene`; `barred` are people whose own part is in the way, by the scene that gave it."""

    allowed: tuple[str, ...]
    scene: Scene | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    barred: tuple[tuple[Scene, str], ...] = ()
    open_to_strangers: bool = False


def now() -> datetime:
    return datetime.now(UTC)


def in_review(storage: Storage) -> int:
    number = receive(storage, f"document {next(NUMBERS)}".encode(), "one.jpg")
    enter(storage, number, [PAGE], Read(doubts={"grand_total": 0.6}), INVOICE)
    return number


def unknown(storage: Storage) -> int:
    number = receive(storage, f"document {next(NUMBERS)}".encode(), "one.jpg")
    enter(storage, number, [PAGE], Read(), None)
    return number


def to_key(storage: Storage) -> int:
    number = receive(storage, f"document {next(NUMBERS)}".encode(), "one.jpg")
    enter(storage, number, [PAGE], Read(), KEYED)
    return number


def keyed_by(*names: str) -> Scene:
    """Keyed by each of them, unlike: one is the first keyer, two are in dispute."""

    def scene(storage: Storage) -> int:
        number = to_key(storage)
        for name in names:
            values = {one: KeyedValue(f"{one} of {name}") for one in storage.keying.task(number).fields}
            storage.keying.key(number, 1, values, person(name), now())
        return number

    return scene


def corrected_by(name: str) -> Scene:
    """In review again, with this person as its author."""

    def scene(storage: Storage) -> int:
        number = in_review(storage)
        correct(storage, number, "grand_total", "1280.01", name)
        return number

    return scene


def approved_by(name: str) -> Scene:
    def scene(storage: Storage) -> int:
        number = in_review(storage)
        storage.cases.approve(number, 1, person(name), now())
        return number

    return scene


def reopened(approver: str, auditor: str) -> Scene:
    """Approved by one, found wrong by the other."""

    def scene(storage: Storage) -> int:
        number = approved_by(approver)(storage)
        draw(storage, number)
        storage.quality.audit(number, 1, {"grand_total": "7.00"}, person(auditor), now())
        return number

    return scene


def sampled(storage: Storage) -> int:
    number = approved_by("bob")(storage)
    draw(storage, number)
    return number


def draw(storage: Storage, number: int) -> None:
    """As if the sample had drawn it, whatever its rate."""
    with storage.database.write("draw") as connection:
        connection.execute(
            "INSERT INTO qa_sample (case_id, n, rate, drawn_at) SELECT case_id, n, 1.0, approved_at FROM approval WHERE case_id = :number"
            " AND NOT EXISTS (SELECT 1 FROM qa_sample WHERE qa_sample.case_id = :number)",
            {"number": number},
        )


def held(storage: Storage) -> int:
    number = in_review(storage)
    hold(storage.cases, storage.holding, number, storage.people.person("bob"), "asked", now())
    return number


def referred(storage: Storage) -> int:
    number = in_review(storage)
    refer(storage.cases, number, 1, person("bob"), "unclear", now())
    return number


def proposed_by(name: str) -> Scene:
    """A role proposed for somebody; the number of the proposal."""

    def scene(storage: Storage) -> int:
        about = f"new{next(NUMBERS)}"
        return storage.changes.propose_role(ChangeKind.GRANT, about, Role.KEYER, person(name), "", now()).proposal_id

    return scene


SAVED = {"version": "1", "value.grand_total": "1280.00", "seen.grand_total": "1280.00", "checked.grand_total": "on"}
WHY = {"words": "because", "version": "1"}
HANDS = ((corrected_by("ann"), "ann"), (reopened("ann", "quinn"), "ann"), (reopened("bob", "quy"), "quy"))
PARTS_IN_KEYING = ((keyed_by("kim"), "kim"), (keyed_by("ann"), "ann"))

ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/"): Row(EVERYBODY),
    ("GET", "/who"): Row(EVERYBODY, open_to_strangers=True),
    ("POST", "/who"): Row(EVERYBODY, open_to_strangers=True),
    ("GET", "/sign-in"): Row(EVERYBODY, open_to_strangers=True),
    ("POST", "/sign-in"): Row(EVERYBODY, form={"name": "ann"}, open_to_strangers=True),
    ("POST", "/sign-in/password"): Row((), form={"name": "nobody", "password": "wrong"}, open_to_strangers=True),
    ("GET", "/password"): Row(EVERYBODY),
    ("POST", "/password"): Row(EVERYBODY, form={"present": "wrong", "new": "wrong"}),
    ("POST", "/sign-out"): Row(EVERYBODY, open_to_strangers=True),
    ("POST", "/next"): Row(KEYERS),
    ("GET", "/cases/{case_id}"): Row(READERS, in_review),
    ("GET", "/cases/{case_id}/next"): Row(READERS, in_review),
    ("GET", "/cases/{case_id}/pages/{number}"): Row(READERS, in_review),
    ("GET", "/cases/{case_id}/original"): Row(READERS, in_review),
    ("GET", "/cases/{case_id}/lookup"): Row(READERS, in_review),
    ("GET", "/cases/{case_id}/history"): Row((*READERS, ADMIN), in_review, barred=((to_key, "ann"), (keyed_by("kim"), "kim"))),
    ("POST", "/cases/{case_id}"): Row(CHECKERS, in_review, SAVED, (*HANDS, *PARTS_IN_KEYING, (referred, "ann"), (to_key, "sue"))),
    ("PUT", "/cases/{case_id}/hold"): Row(CHECKERS, in_review, {"token": "0"}, HANDS),
    ("PUT", "/cases/{case_id}/draft"): Row(CHECKERS, in_review, SAVED, (*HANDS, *PARTS_IN_KEYING)),
    ("POST", "/cases/{case_id}/give-back"): Row(CHECKERS, in_review, {"token": "1"}, HANDS),
    ("POST", "/cases/{case_id}/hand-over"): Row(CHECKERS, in_review, {"token": "1", "to": " "}, HANDS),
    ("POST", "/cases/{case_id}/type"): Row(CHECKERS, unknown, {"doc_type": "poem", "version": "1"}, ((corrected_by("ann"), "ann"),)),
    ("POST", "/cases/{case_id}/reject"): Row(CHECKERS, in_review, WHY, PARTS_IN_KEYING),
    ("POST", "/cases/{case_id}/rescan"): Row(KEYERS, in_review, {"why": "cut_off"}, PARTS_IN_KEYING),
    ("POST", "/cases/{case_id}/refer"): Row(CHECKERS, in_review, WHY, PARTS_IN_KEYING),
    ("POST", "/cases/{case_id}/hold"): Row(CHECKERS, in_review, WHY, PARTS_IN_KEYING),
    ("POST", "/cases/{case_id}/go-on"): Row((SENIOR,), held, WHY),
    ("POST", "/cases/{case_id}/key"): Row(KEYERS, to_key, {"version": "1"}, (*PARTS_IN_KEYING, (keyed_by("kim", "ann"), "ann"))),
    ("POST", "/cases/{case_id}/rule"): Row((SENIOR,), keyed_by("kim", "kit"), {"version": "1"}, ((keyed_by("kim", "sue"), "sue"),)),
    ("GET", "/cases/{case_id}/audit"): Row((QA,), sampled, barred=((approved_by("quy"), "quy"),)),
    ("POST", "/cases/{case_id}/audit"): Row((QA,), sampled, {"version": "1"}, ((approved_by("quy"), "quy"),)),
    ("GET", "/quality"): Row((QA,)),
    ("POST", "/quality/next"): Row((QA,)),
    ("GET", "/scorecard"): Row(READERS),
    ("GET", "/rescans"): Row((SCAN,)),
    ("GET", "/dead-letters"): Row((SENIOR,)),
    ("POST", "/dead-letters/{case_id}"): Row((SENIOR,), in_review),
    ("GET", "/people"): Row((ADMIN,)),
    ("POST", "/people"): Row((ADMIN,), form={"name": "somebody", "role": "keyer", "kind": "grant"}),
    ("GET", "/policies"): Row((ADMIN,)),
    ("POST", "/policies/{doc_type}"): Row((ADMIN,)),
    ("POST", "/proposals/{proposal_id}"): Row((ADMIN,), proposed_by("abe"), {"verdict": "approve"}, ((proposed_by("ada"), "ada"),)),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    home = tmp_path_factory.mktemp("matrix")
    storage = staffed(home)
    grant(storage, "quy", Role.QA)
    grant(storage, "quy", Role.CHECKER)
    return World(storage, browsers(storage, home))


def ask(browser: TestClient, route: tuple[str, str], row: Row, number: int) -> Response:
    method, path = route
    address = path.format(case_id=number, number=1, doc_type="invoice", proposal_id=number)
    return browser.request(method, address, data=dict(row.form) if method != "GET" else None)


def refused(response: Response) -> bool:
    """For want of a role, or for the part the person has in the case; what is merely wrong in the form is not refused."""
    words = ("You saw version", "You saw something", "not yours any more", "Look at the page", "nothing that a consumer")
    return response.status_code == 403 or (response.status_code == 409 and not any(one in response.text for one in words))


def at_the_door(response: Response) -> bool:
    return response.status_code == 401 or (response.status_code == 303 and response.headers["location"].startswith(("/sign-in?", "/who?")))


def test_every_route_has_a_row_and_every_row_a_route(world: World, tmp_path: Path) -> None:
    app = create_app(world.storage, tmp_path)
    there = {(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods}
    assert there == set(ROWS)
    # Whatever else answers without being a route of ours.
    assert {route.path for route in app.routes if isinstance(route, Route | Mount)} == {"/static"}


@pytest.mark.parametrize("route", ROWS, ids=" ".join)
def test_a_route_is_open_to_the_roles_of_its_row_and_to_nobody_else(world: World, route: tuple[str, str]) -> None:
    row = ROWS[route]
    number = row.scene(world.storage) if row.scene else 1
    for name in (name for name in EVERYBODY if name not in row.allowed and not row.open_to_strangers):
        answer = ask(world.of(name), route, row, number)
        assert answer.status_code == 403, (name, answer.status_code, answer.text)
    for name in row.allowed if route != ("POST", "/sign-out") else ():
        answer = ask(world.of(name), route, row, number)
        assert not refused(answer), (name, answer.status_code, answer.text)
        assert row.open_to_strangers or not at_the_door(answer), (name, answer.headers)
        number = row.scene(world.storage) if row.scene and route[0] != "GET" else number
    for scene, name in row.barred:
        answer = ask(world.of(name), route, row, scene(world.storage))
        assert refused(answer), (name, answer.status_code, answer.text)


@pytest.mark.parametrize("route", ROWS, ids=" ".join)
def test_nobody_gets_anything_but_the_door_without_signing_in(world: World, route: tuple[str, str]) -> None:
    row = ROWS[route]
    stranger = TestClient(world.of("ann").app, base_url=HOST, headers={"Origin": HOST}, follow_redirects=False)
    stranger.cookies.set("reviewer", "ann")
    answer = ask(stranger, route, row, 1)
    assert row.open_to_strangers or at_the_door(answer), (answer.status_code, answer.text)


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Storage, TestClient, TestClient]]:
    """Nobody founded it: one browser of somebody who gave a name, one of nobody."""
    from cases_on_desk import installation  # noqa: PLC0415 - beside staffed, which founds

    home = tmp_path_factory.mktemp("trial")
    storage = installation(home)
    app = create_app(storage, home)
    named, nameless = (TestClient(app, base_url=HOST, headers={"Origin": HOST}, follow_redirects=False) for _ in range(2))
    named.cookies.set("reviewer", "zoe")
    yield storage, named, nameless
    storage.close()


@pytest.mark.parametrize("route", ROWS, ids=" ".join)
def test_in_a_trial_everybody_with_a_name_does_everything(trial: tuple[Storage, TestClient, TestClient], route: tuple[str, str]) -> None:
    storage, named, nameless = trial
    row = ROWS[route]
    # Roles are proposed only once there are some.
    number = 999 if "proposal_id" in route[1] else row.scene(storage) if row.scene else 1
    assert row.open_to_strangers or at_the_door(ask(nameless, route, row, number))
    answer = ask(named, route, row, number)
    assert row.open_to_strangers or not (refused(answer) or at_the_door(answer)), (answer.status_code, answer.text)
