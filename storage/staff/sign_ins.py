"""Decides who is signed in: passwords are kept as argon2 hashes, sign-ins as hashes of random tokens."""

import hashlib
import secrets
import threading
import unicodedata
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from models.audit import Actor, ActorKind, AuditEvent
from models.errors import WeakPassword
from storage.audit import audit_chain
from storage.sql.database import Database
from storage.sql.timestamps import from_text, to_text

if TYPE_CHECKING:
    from argon2 import PasswordHasher

# Where a password is the only proof: NIST SP 800-63B-4, section 3.1.1.2.
SHORTEST_PASSWORD = 15
# Argon2 reads all of it; an endless one would be work without use.
LONGEST_PASSWORD = 256
# Away for this long, and the place is somebody else's: NIST SP 800-63B-4, section 2.2.3 asks for an hour at most.
IDLE = timedelta(hours=1)
# One working day, then the password again, however busy.
LONGEST = timedelta(hours=12)
# Each takes 64 MiB for a tenth of a second; more at once would let strangers fill the memory.
MOST_HASHES_AT_ONCE = 2
# A sign-in is prolonged no more often, so that reading a page seldom writes.
STEP = timedelta(minutes=1)


class SqlSignIns:
    """The SignIns port over SQL."""

    def __init__(self, database: Database, hasher: "PasswordHasher | None" = None) -> None:
        self._database = database
        self._given = hasher
        self._founded = False
        self._hashing = threading.BoundedSemaphore(MOST_HASHES_AT_ONCE)

    def required(self) -> bool:
        """Whether the installation is founded, so that only people who signed in may work."""
        if not self._founded:
            with self._database.read() as connection:
                self._founded = connection.execute("SELECT 1 FROM founding").fetchone() is not None
        return self._founded

    def set_password(self, person: str, password: str, by: Actor, at: datetime) -> None:
        """From now on only this password lets the person in; whoever was signed in under the name no longer is. Raises WeakPassword."""
        plain = _plain(password)
        if not SHORTEST_PASSWORD <= len(plain) <= LONGEST_PASSWORD:
            raise WeakPassword(f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; several words are easiest to keep.")
        with self._hashing:
            row = {"person": person, "password_hash": self._hasher.hash(plain), "at": to_text(at)}
        with self._database.write("set_password") as connection:
            connection.execute(
                """
                INSERT INTO credential (person, password_hash, changed_at) VALUES (:person, :password_hash, :at)
                ON CONFLICT (person) DO UPDATE SET password_hash = excluded.password_hash, changed_at = excluded.changed_at
                """,
                row,
            )
            connection.execute("DELETE FROM sign_in WHERE person = :person", {"person": person})
            audit_chain.append(connection, AuditEvent(by, "password_set", at, None, {"person": person}))

    def knows(self, person: str, password: str) -> bool:
        """Whether this is the person's password. An unknown name takes as long as a wrong password."""
        # First, so that the first call of a process says nothing either.
        decoy = self._decoy
        with self._database.read() as connection:
            row = connection.execute("SELECT password_hash FROM credential WHERE person = :person", {"person": person}).fetchone()
        right = self._is_right(row["password_hash"] if row else decoy, password)
        return row is not None and right

    def sign_in(self, person: str, password: str, at: datetime) -> str | None:
        """A token for the browser to keep, or None where this is not the person's password."""
        if not self.knows(person, password):
            return None
        token = secrets.token_urlsafe(32)
        values = {"token_hash": _hash(token), "person": person, "at": to_text(at), "until": to_text(at + IDLE)}
        with self._database.write("sign_in") as connection:
            connection.execute("DELETE FROM sign_in WHERE until <= :at", {"at": to_text(at)})
            connection.execute("INSERT INTO sign_in (token_hash, person, since, until) VALUES (:token_hash, :person, :at, :until)", values)
            audit_chain.append(connection, AuditEvent(Actor(ActorKind.PERSON, person), "signed_in", at))
        return token

    def person_of(self, token: str, at: datetime) -> str | None:
        """Who keeps this token, and as a side effect stays signed in; None once it ended."""
        key = {"token_hash": _hash(token)}
        with self._database.read() as connection:
            row = connection.execute("SELECT person, since, until FROM sign_in WHERE token_hash = :token_hash", key).fetchone()
        if row is None or from_text(row["until"]) <= at:
            return None
        until = min(at + IDLE, from_text(row["since"]) + LONGEST)
        if until - from_text(row["until"]) >= STEP:
            with self._database.write("stay_signed_in") as connection:
                connection.execute("UPDATE sign_in SET until = :until WHERE token_hash = :token_hash", key | {"until": to_text(until)})
        return str(row["person"])

    def sign_out(self, token: str, at: datetime) -> None:
        """Ends it; a token nobody knows is no fault."""
        key = {"token_hash": _hash(token)}
        with self._database.write("sign_out") as connection:
            row = connection.execute("DELETE FROM sign_in WHERE token_hash = :token_hash RETURNING person", key).fetchone()
            if row is not None:
                audit_chain.append(connection, AuditEvent(Actor(ActorKind.PERSON, row["person"]), "signed_out", at))

    def _is_right(self, kept: str, password: str) -> bool:
        from argon2.exceptions import VerifyMismatchError  # noqa: PLC0415 - commands that ask for no password need not load it

        with self._hashing:
            try:
                return self._hasher.verify(kept, _plain(password)[:LONGEST_PASSWORD])
            except VerifyMismatchError:
                return False

    @cached_property
    def _hasher(self) -> "PasswordHasher":
        from argon2 import PasswordHasher  # noqa: PLC0415 - as above

        return self._given or PasswordHasher()

    @cached_property
    def _decoy(self) -> str:
        """The hash of a password nobody has."""
        return self._hasher.hash(secrets.token_urlsafe(32))


def _plain(password: str) -> str:
    """One spelling for the same characters, whichever keyboard they come from."""
    return unicodedata.normalize("NFKC", password)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
