"""What the tables say of each person's work, by type of document; seeded cases apart from real ones."""

from collections import defaultdict
from statistics import median

from models.quality import Tally
from storage.sql.database import Connection

Key = tuple[str, str | None]
COUNTS = (
    """
    SELECT hand.actor AS person, capture_case.doc_type, count(*) AS decided FROM hand
    JOIN capture_case ON capture_case.case_id = hand.case_id AND capture_case.seeded = 0
    WHERE hand.kind = 'person' AND hand.role <> 'qa' GROUP BY hand.actor, capture_case.doc_type
    """,
    """
    SELECT version.author AS person, capture_case.doc_type, count(DISTINCT version.case_id) AS corrected FROM version
    JOIN capture_case ON capture_case.case_id = version.case_id AND capture_case.seeded = 0
    JOIN hand ON hand.case_id = version.case_id AND hand.actor = version.author AND hand.kind = 'person'
    GROUP BY version.author, capture_case.doc_type
    """,
    """
    SELECT audited_hand.person, capture_case.doc_type, count(*) AS audited,
        sum(CASE WHEN audited_hand.wrong_fields = 0 THEN 1 ELSE 0 END) AS faultless,
        sum(qa_result.fields) AS fields, sum(qa_result.wrong_fields) AS wrong_fields
    FROM audited_hand JOIN capture_case ON capture_case.case_id = audited_hand.case_id AND capture_case.seeded = 0
    JOIN qa_result ON qa_result.case_id = audited_hand.case_id AND qa_result.n = audited_hand.n
    GROUP BY audited_hand.person, capture_case.doc_type
    """,
    """
    SELECT seed_result.person, capture_case.doc_type, count(*) AS seeded, sum(seed_result.caught) AS caught
    FROM seed_result JOIN capture_case ON capture_case.case_id = seed_result.case_id
    GROUP BY seed_result.person, capture_case.doc_type
    """,
)
SECONDS = """
    SELECT handling.person, capture_case.doc_type, handling.seconds FROM handling
    JOIN capture_case ON capture_case.case_id = handling.case_id AND capture_case.seeded = 0
    JOIN hand ON hand.case_id = handling.case_id AND hand.actor = handling.person AND hand.role <> 'qa'
"""


def tallies_of(connection: Connection) -> list[Tally]:
    """One for each person and type, by name."""
    found: dict[Key, dict[str, int]] = defaultdict(dict)
    for query in COUNTS:
        for row in connection.execute(query).fetchall():
            found[row["person"], row["doc_type"]] |= {name: int(row[name]) for name in set(row.keys()) - {"person", "doc_type"}}
    seconds = _seconds(connection)
    return [
        Tally(person, doc_type, **counts, median_seconds=median(seconds[person, doc_type]) if seconds[person, doc_type] else None)
        for (person, doc_type), counts in sorted(found.items(), key=lambda one: (one[0][0], one[0][1] or ""))
    ]


def _seconds(connection: Connection) -> dict[Key, list[float]]:
    found: dict[Key, list[float]] = defaultdict(list)
    for row in connection.execute(SECONDS).fetchall():
        found[row["person"], row["doc_type"]].append(row["seconds"])
    return found
