"""A founded installation with one person or two in every role, and a browser for each of them."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from cases_on_desk import installation
from fastapi.testclient import TestClient

from models.audit import Actor, ActorKind
from models.change_proposal import ChangeKind
from models.role import Role
from storage.open import Storage, open_storage
from storage.staff.sign_ins import SqlSignIns
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
Browsers = Callable[[str], TestClient]
"""By the name of whoever is signed in."""


def person(name: str) -> Actor:
    return Actor(ActorKind.PERSON, name)


def staffed(home: Path, at: datetime | None = None) -> Storage:
    """Everybody's role, given by two administrators; but for a time of its own, copied for each test."""
    if at is not None:
        storage = installation(home)
        _give_roles(storage, at)
        return _quick(storage)
    shutil.copytree(_laid().name, home, dirs_exist_ok=True)
    return _quick(open_storage(home / "foureyes.db", home / "objects", None))


@cache
def _laid() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory()
    storage = installation(Path(folder.name))
    _give_roles(storage, datetime.now(UTC))
    storage.close()
    return folder


def _give_roles(storage: Storage, at: datetime) -> None:
    storage.people.found(*ADMINISTRATORS, person(ADMINISTRATORS[0]), at)
    for name, role in ROLES.items():
        grant(storage, name, role, at)


def _quick(storage: Storage) -> Storage:
    """With passwords that cost no time."""
    return replace(storage, sign_ins=SqlSignIns(storage.database, QUICK))


def grant(storage: Storage, name: str, role: Role, at: datetime | None = None) -> None:
    at = at or datetime.now(UTC)
    proposal = storage.changes.propose_role(ChangeKind.GRANT, name, role, person(ADMINISTRATORS[0]), "", at)
    storage.changes.decide(proposal.proposal_id, person(ADMINISTRATORS[1]), at, approved=True)


def browsers(storage: Storage, home: Path, now: Callable[[], datetime] | None = None) -> Browsers:
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
