"""Decides which approved versions QA looks at: by a keyed hash nobody foresees without the key, and more where errors are to be feared.

The draw looks at the number of the case and of the version alone, so nothing a checker does or leaves changes it, and whoever has the
key can prove later that no sample was picked by hand.
"""

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.document_type import Policy
from storage.sql.database import Connection
from storage.sql.timestamps import to_text

SETTLED = 50  # audited cases after which somebody is no newcomer
NEWCOMER = 3.0  # a newcomer's first case is drawn 1 + 3 times as often as policy says
RECENT = 20  # audited cases in which an error still counts as recent
AFTER_ERROR = 1.0  # each of them that had an error adds policy's rate once more


@dataclass(frozen=True, slots=True)
class Sampler:
    """Draws from approved versions, in the transaction that approves them."""

    key: bytes

    def draw(self, connection: Connection, case_id: int, n: int, at: datetime) -> None:
        """Perhaps puts version `n`, approved in this transaction, into the sample."""
        rate = policy_rate(connection, case_id)
        rate = max([rate, *(rate_for(rate, _wrong_of(connection, person)) for person in _people(connection, case_id))])
        if is_drawn(self.key, case_id, n, rate):
            connection.execute(
                """
                INSERT INTO qa_sample (case_id, n, rate, drawn_at)
                SELECT case_id, n, CAST(:rate AS DOUBLE PRECISION), CAST(:at AS TEXT) FROM approval WHERE case_id = :case_id AND n = :n
                """,
                {"case_id": case_id, "n": n, "rate": rate, "at": to_text(at)},
            )


def is_drawn(key: bytes, case_id: int, n: int, rate: float) -> bool:
    """Whether this version falls into a share of `rate` of all; the same answer whenever it is asked."""
    digest = hmac.digest(key, f"{case_id}/{n}".encode(), "sha256")
    return int.from_bytes(digest[:8], "big") < rate * 2**64


def rate_for(policy_rate: float, latest: Sequence[int]) -> float:
    """The share of a person's cases to draw, from the number of wrong fields in each of their latest audited cases, newest first.

    policy_rate x (1 + 3 x how new the person is, from 1 to 0 after 50 audited cases + the number of the last 20 that had an error), at
    most 1 and never below the policy's rate.
    """
    newness = max(0.0, 1 - len(latest) / SETTLED)
    errors = sum(wrong > 0 for wrong in latest[:RECENT])
    return min(1.0, policy_rate * (1 + NEWCOMER * newness + AFTER_ERROR * errors))


def policy_rate(connection: Connection, case_id: int) -> float:
    """By the policy in force for the type of the case. One that nobody agreed on yet can only ask for more than is usual."""
    row = connection.execute(
        """
        SELECT policy_in_force.doc_type AS agreed, policy_in_force.body, (
            SELECT policy.body FROM policy WHERE policy.doc_type = capture_case.doc_type AND policy.body IS NOT NULL
            ORDER BY policy.recorded_at DESC LIMIT 1) AS declared
        FROM capture_case LEFT JOIN policy_in_force ON policy_in_force.doc_type = capture_case.doc_type
        WHERE capture_case.case_id = :case_id
        """,
        {"case_id": case_id},
    ).fetchone()
    if row["agreed"] is not None:
        return _declared_rate(row["body"])
    return max(Policy().audit, _declared_rate(row["declared"]) if row["declared"] is not None else 0.0)


def _declared_rate(body: str | None) -> float:
    """All, where the policy cannot be read."""
    try:
        rate = float(json.loads(body or "")["policy"]["audit"])
    except (ValueError, KeyError, TypeError):
        return 1.0
    return rate if 0 <= rate <= 1 else 1.0


def _people(connection: Connection, case_id: int) -> list[str]:
    """Those who had a part in the entry."""
    rows = connection.execute(
        "SELECT actor FROM hand WHERE case_id = :case_id AND kind = 'person' AND role <> 'qa'", {"case_id": case_id}
    ).fetchall()
    return [row["actor"] for row in rows]


def _wrong_of(connection: Connection, person: str) -> list[int]:
    rows = connection.execute(
        f"SELECT wrong_fields FROM audited_hand WHERE person = :person ORDER BY audited_at DESC LIMIT {SETTLED}",  # noqa: S608 - a number
        {"person": person},
    ).fetchall()
    return [row["wrong_fields"] for row in rows]
