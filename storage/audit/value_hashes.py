"""Which hash of a value stands in the audit log: one with a salt of its own, so that erasing the salt makes it tell nothing."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from storage.audit.audit_chain import canonical
from storage.sql.database import Connection
from storage.sql.texts import storable_or_none

PREFIX = "value."
COUNT = "values"
SALT_BYTES = 16


def value_hash(salt: str, value: str | None) -> str:
    """HMAC-SHA256 of the value as JSON, so that no value is not the same as an empty one."""
    return hmac.new(bytes.fromhex(salt), canonical(value).encode(), hashlib.sha256).hexdigest()


def seal(connection: Connection, case_id: int, n: int, values: Mapping[str, str | None]) -> dict[str, str | int]:
    """What the event of version n says of its values, the rows being written: their number, and the hash of each that is new in it.

    All of them where other fields are filled in than before: then those not named are gone.
    """
    kept = {name: storable_or_none(value) for name, value in values.items()}
    before = _sealed_before(connection, case_id, n)
    new = kept if before.keys() != kept.keys() else {name: value for name, value in kept.items() if before[name] != value}
    salts = {name: secrets.token_hex(SALT_BYTES) for name in new}
    connection.executemany(
        "INSERT INTO value_salt (case_id, n, name, salt) VALUES (:case_id, :n, :name, :salt)",
        [{"case_id": case_id, "n": n, "name": name, "salt": salt} for name, salt in salts.items()],
    )
    return {COUNT: len(kept)} | {f"{PREFIX}{name}": value_hash(salts[name], value) for name, value in new.items()}


def _sealed_before(connection: Connection, case_id: int, n: int) -> dict[str, str | None]:
    """Values of the version before that the log knows; those entered before it had hashes are not among them."""
    rows = connection.execute(
        """
        SELECT name, value FROM field_value WHERE case_id = :case_id AND n = :before AND EXISTS (
            SELECT 1 FROM value_salt WHERE value_salt.case_id = field_value.case_id AND value_salt.name = field_value.name)
        """,
        {"case_id": case_id, "before": n - 1},
    ).fetchall()
    return {row["name"]: row["value"] for row in rows}
