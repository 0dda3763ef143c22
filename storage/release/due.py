"""Decides which version of a case a consumer gets next, and when."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby

from storage.sql.database import Connection, Row
from storage.sql.timestamps import from_text

# Of each case the newest version, and every earlier one that may have arrived without an answer, least first. One that was refused for
# certain stands in nobody's way. A seeded case is never approved; that it is left out here as well costs nothing.
CANDIDATES = """
    SELECT approval.case_id, approval.n, capture_case.doc_type, failure.attempt, failure.next_at,
        EXISTS (SELECT 1 FROM delivery WHERE delivery.case_id = approval.case_id AND delivery.consumer = :consumer) AS has_it,
        EXISTS (SELECT 1 FROM release WHERE release.case_id = approval.case_id
                AND release.n = approval.n AND release.consumer = :consumer) AS may_have_it
    FROM approval
    JOIN capture_case ON capture_case.case_id = approval.case_id
        AND capture_case.state IN ('approved', 'released') AND capture_case.seeded = 0
    LEFT JOIN delivery_failure AS failure ON failure.case_id = approval.case_id AND failure.n = approval.n
        AND failure.consumer = :consumer AND failure.attempt = (
            SELECT max(last.attempt) FROM delivery_failure AS last
            WHERE last.case_id = approval.case_id AND last.n = approval.n AND last.consumer = :consumer)
    WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.case_id = approval.case_id
                      AND delivery.n = approval.n AND delivery.consumer = :consumer)
    AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.case_id = approval.case_id)
    AND coalesce(failure.verdict, '') <> 'refused'
    AND (approval.n = (SELECT max(version.n) FROM version WHERE version.case_id = approval.case_id)
         OR EXISTS (SELECT 1 FROM release WHERE release.case_id = approval.case_id
                    AND release.n = approval.n AND release.consumer = :consumer))
    {among} ORDER BY approval.case_id, approval.n
"""

RUN_SIZE = 200
"""A run is recorded in one transaction, and nobody else writes meanwhile; more than is due here comes in the next run."""


def versions(
    connection: Connection, consumer: str, at: datetime, doc_types: Collection[str], among: Collection[int] | None = None
) -> list[tuple[int, int]]:
    """Case and version of what is due, of all cases or of those named; what failed least comes first, a correction after what it corrects.

    A consumer that knows a case hears of its corrections, whatever type the document turns out to be.
    """
    rows = _candidates(connection, consumer, among)
    firsts = [next(of_case) for _, of_case in groupby(rows, key=lambda row: row["case_id"])]
    wanted = [row for row in firsts if not doc_types or row["doc_type"] in doc_types or row["has_it"] or row["may_have_it"]]
    in_order = sorted((row for row in wanted if _is_due(row, at)), key=lambda row: row["attempt"] or 0)
    return [(row["case_id"], row["n"]) for row in in_order[:RUN_SIZE]]


def _candidates(connection: Connection, consumer: str, among: Collection[int] | None) -> list[Row]:
    if among is None:
        return connection.execute(CANDIDATES.format(among=""), {"consumer": consumer}).fetchall()
    cases = {f"case{index}": case_id for index, case_id in enumerate(among)}
    named = f"AND approval.case_id IN ({', '.join(f':{name}' for name in cases) or 'NULL'})"
    return connection.execute(CANDIDATES.format(among=named), {"consumer": consumer, **cases}).fetchall()


def _is_due(row: Row, at: datetime) -> bool:
    if row["attempt"] is None:
        return True
    return row["next_at"] is not None and from_text(row["next_at"]) <= at
