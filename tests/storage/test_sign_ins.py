"""Passwords and sign-ins: what is kept, how long it lasts, and what a stranger can learn."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from models.audit import Actor, ActorKind
from models.errors import WeakPassword
from storage.open import Storage
from storage.staff.sign_ins import IDLE, LONGEST, SqlSignIns

ADMIN = Actor(ActorKind.PERSON, "admin")
PASSWORD = "correct horse battery staple"  # noqa: S105 - of nobody
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def sign_ins(storage: Storage) -> SqlSignIns:
    quick = SqlSignIns(storage.database, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    quick.set_password("ann", PASSWORD, ADMIN, AT)
    return quick


def signed_in(sign_ins: SqlSignIns, at: datetime = AT) -> str:
    token = sign_ins.sign_in("ann", PASSWORD, at)
    assert token
    return token


def test_the_right_password_lets_in_and_a_wrong_one_or_an_unknown_name_does_not(sign_ins: SqlSignIns) -> None:
    assert sign_ins.person_of(signed_in(sign_ins), AT) == "ann"
    assert sign_ins.sign_in("ann", PASSWORD + " ", AT) is None
    assert sign_ins.sign_in("zoe", PASSWORD, AT) is None
    assert sign_ins.person_of("no such token", AT) is None


def test_neither_the_password_nor_the_token_is_kept(sign_ins: SqlSignIns, storage: Storage) -> None:
    token = signed_in(sign_ins)
    with storage.database.read() as connection:
        credential = dict(connection.execute("SELECT * FROM credential").fetchone())
        session = dict(connection.execute("SELECT * FROM sign_in").fetchone())
    assert credential["password_hash"].startswith("$argon2id$")
    assert token not in session.values()


def test_a_sign_in_ends_when_nobody_works_and_after_a_working_day(sign_ins: SqlSignIns) -> None:
    token = signed_in(sign_ins)
    assert sign_ins.person_of(token, AT + IDLE) is None
    at = AT
    while at < AT + LONGEST:
        assert sign_ins.person_of(token, at) == "ann", at
        at += IDLE - timedelta(seconds=1)
    assert sign_ins.person_of(token, AT + LONGEST) is None


def test_signing_out_and_a_new_password_end_a_sign_in(sign_ins: SqlSignIns) -> None:
    left, stays = signed_in(sign_ins), signed_in(sign_ins)
    sign_ins.sign_out(left, AT)
    assert sign_ins.person_of(left, AT) is None
    assert sign_ins.person_of(stays, AT) == "ann"
    sign_ins.set_password("ann", "another five words of it", ADMIN, AT)
    assert sign_ins.person_of(stays, AT) is None
    assert sign_ins.sign_in("ann", PASSWORD, AT) is None


def test_short_and_endless_passwords_are_refused(sign_ins: SqlSignIns) -> None:
    for password in ("fourteen chars", "x" * 257):
        with pytest.raises(WeakPassword):
            sign_ins.set_password("ann", password, ADMIN, AT)
    signed_in(sign_ins)


def test_the_same_characters_from_another_keyboard_are_the_same_password(sign_ins: SqlSignIns) -> None:
    sign_ins.set_password("ann", "la clé est sous le café", ADMIN, AT)
    assert sign_ins.sign_in("ann", "la cle\u0301 est sous le cafe\u0301", AT)


def test_who_signs_in_and_out_stands_in_the_audit_log(sign_ins: SqlSignIns, storage: Storage) -> None:
    sign_ins.sign_out(signed_in(sign_ins), AT)
    with storage.database.read() as connection:
        rows = connection.execute("SELECT actor, action FROM audit_event ORDER BY seq").fetchall()
    assert [(row["actor"], row["action"]) for row in rows] == [("admin", "password_set"), ("ann", "signed_in"), ("ann", "signed_out")]
    storage.cases.verify_audit()


def test_an_unknown_name_takes_as_long_as_a_wrong_password(storage: Storage) -> None:
    real = SqlSignIns(storage.database)
    real.set_password("ann", PASSWORD, ADMIN, AT)

    def seconds(name: str) -> float:
        began = time.perf_counter()
        assert real.sign_in(name, "not the password", AT) is None
        return time.perf_counter() - began

    known, unknown = ([seconds(name) for _ in range(5)] for name in ("ann", "zoe"))
    assert min(unknown) > 0.5 * min(known)
    assert min(known) > 0.5 * min(unknown)
