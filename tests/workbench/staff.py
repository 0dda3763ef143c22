"""A founded installation with one person or two in every role, and a browser for each of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from argon2 import PasswordHasher
from cases_on_desk import installation
from fastapi.testclient import TestClient

from models.audit import Actor, ActorKind
from models.change_proposal import ChangeKind
from models.role import Role
from storage.open import Storage
from storage.sign_ins import SqlSignIns
from workbench.app import create_app

HOST = "http://127.0.0.1:8044"
PASSWORD = "correct horse battery staple"  # noqa: S105 - of nobody
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ADMINISTRATORS = ("ada", "abe")
ROLES = {
    "kim": Role.KEYER,
    "kit": Role.KEYER,
    "ann": Role.CHECKER,
    "bob": Role.CHECKER,
    "sue": Role.SENIOR_CHECKER,
    "quinn": Role.QA,
    "owen": Role.AUDITOR,
    "sid": Role.SCAN_OPERATOR,
}


def person(name: str) -> Actor:
    return Actor(ActorKind.PERSON, name)


def staffed(home: Path, at: datetime | None = None) -> Storage:
    """Everybody's role, given by two administrators."""
    at = at or datetime.now(UTC)
    storage = installation(home)
    storage.people.found(*ADMINISTRATORS, person(ADMINISTRATORS[0]), at)
    for name, role in ROLES.items():
        grant(storage, name, role, at)
    return replace(storage, sign_ins=SqlSignIns(storage.database, QUICK))


def grant(storage: Storage, name: str, role: Role, at: datetime | None = None) -> None:
    at = at or datetime.now(UTC)
    proposal = storage.changes.propose_role(ChangeKind.GRANT, name, role, person(ADMINISTRATORS[0]), "", at)
    storage.changes.decide(proposal.proposal_id, person(ADMINISTRATORS[1]), at, approved=True)


def browsers(storage: Storage, home: Path, now: Callable[[], datetime] | None = None) -> Callable[[str], TestClient]:
    """The browser of somebody who is signed in."""
    app = create_app(storage, home, now=now) if now else create_app(storage, home)
    clock = now or (lambda: datetime.now(UTC))
    open_ones: dict[str, TestClient] = {}

    def of(name: str) -> TestClient:
        if name not in open_ones:
            storage.sign_ins.set_password(name, PASSWORD, person("ada"), clock())
            token = storage.sign_ins.sign_in(name, PASSWORD, clock())
            client = TestClient(app, base_url=HOST, headers={"Origin": HOST}, follow_redirects=False)
            client.cookies.set("session", token or "")
            open_ones[name] = client
        return open_ones[name]

    return of
