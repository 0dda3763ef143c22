"""Finds the other documents of one order, claim or applicant, and what they come to, by the keys of a case."""

from models.case import SETTLED, RelatedCases
from models.case_key import KeyRule
from storage.case.case_keys import rules_of
from storage.case.case_views import summaries_of
from storage.sql.database import Connection

MOST_RELATED = 50
# Where a case that two people key stands beside others, its keys say what the machine read: see pipeline/blindness.py.
_SETTLED = ", ".join(f"'{state}'" for state in SETTLED)
NOT_KEPT = f"(capture_case.mode <> 'double_key' OR capture_case.state IN ({_SETTLED}))"


def related(connection: Connection, case_id: int) -> tuple[RelatedCases, ...]:
    """By each key of the case the others that have it, the newest of many; without those that are still being keyed."""
    found = []
    for rule in rules_of(connection, case_id):
        rows = connection.execute(
            f"""
            SELECT theirs.case_id FROM case_key AS mine
            JOIN case_key AS theirs ON theirs.kind = mine.kind AND theirs.value = mine.value AND theirs.case_id <> mine.case_id
            JOIN capture_case ON capture_case.case_id = theirs.case_id AND capture_case.seeded = 0
            WHERE mine.case_id = :case_id AND mine.kind = :kind AND {NOT_KEPT} ORDER BY theirs.case_id DESC LIMIT :most
            """,  # noqa: S608 - a constant
            {"case_id": case_id, "kind": rule.kind, "most": MOST_RELATED},
        ).fetchall()
        if rows:
            found.append(RelatedCases(rule, tuple(summaries_of(connection, [row["case_id"] for row in rows]))))
    return tuple(found)


def amounts_under(connection: Connection, rule: KeyRule, value: str, field: str, but: int) -> list[str]:
    """What the newest versions of other cases with this key, of those not rejected, say in a field."""
    rows = connection.execute(
        """
        SELECT field_value.value FROM case_key
        JOIN capture_case ON capture_case.case_id = case_key.case_id AND seeded = 0 AND state <> 'rejected'
        JOIN field_value ON field_value.case_id = case_key.case_id AND field_value.name = :field
        WHERE case_key.kind = :kind AND case_key.fields = :fields AND case_key.value = :value AND case_key.case_id <> :but
          AND field_value.n = (SELECT max(n) FROM version WHERE version.case_id = case_key.case_id) AND field_value.value IS NOT NULL
        ORDER BY case_key.case_id
        """,
        {"kind": rule.kind, "fields": ",".join(rule.fields), "value": value, "field": field, "but": but},
    ).fetchall()
    return [row["value"] for row in rows]
