"""Moves what SQLite holds at revision 0003 into the tables of 0004: SQLite cannot change a table's checks or keys in place."""

from collections.abc import Callable, Iterator

# Children first: a table goes when nothing refers to it any more.
OLD = (
    "audit_event",
    "release",
    "release_run",
    "reason",
    "approval",
    "policy",
    "line_item",
    "alternative",
    "field_value",
    "version",
    "hand",
    "receipt",
    "capture_case",
    "document",
    "batch",
)
EVIDENCE = "page, x0, y0, x1, y1, printed, technique"
COPIES = (
    "INSERT INTO batch SELECT * FROM old_batch",
    "INSERT INTO document SELECT * FROM old_document",
    """
    INSERT INTO capture_case
        (case_id, sha256, state, doc_type, type_confidence, page_count, leased_until, attempts, changed_at)
    SELECT case_id, sha256, state, doc_type, type_confidence, page_count, leased_until, attempts, changed_at FROM old_capture_case
    """,
    """
    INSERT INTO scan (case_id, k, sha256, joined_at)
    SELECT old_capture_case.case_id, 1, old_capture_case.sha256, old_document.received_at
    FROM old_capture_case JOIN old_document ON old_document.sha256 = old_capture_case.sha256
    """,
    "INSERT INTO receipt SELECT * FROM old_receipt",
    "INSERT INTO hand SELECT * FROM old_hand",
    "INSERT INTO version SELECT * FROM old_version ORDER BY case_id, n",
    f"""
    INSERT INTO field_value (case_id, n, name, position, value, confidence, accepted, outcome, {EVIDENCE})
    SELECT case_id, n, name, position, value, confidence, accepted, outcome, {EVIDENCE} FROM old_field_value
    """,
    f"INSERT INTO alternative SELECT case_id, position, name, value, score, {EVIDENCE} FROM old_alternative",
    f"INSERT INTO line_item SELECT case_id, position, name, value, confidence, {EVIDENCE} FROM old_line_item",
    "INSERT INTO policy SELECT * FROM old_policy",
    "INSERT INTO approval SELECT * FROM old_approval",
    "INSERT INTO reason SELECT * FROM old_reason",
    "INSERT INTO release_run SELECT * FROM old_release_run",
    "INSERT INTO release SELECT * FROM old_release",
    """
    INSERT INTO delivery (case_id, n, consumer, run, delivered_at)
    SELECT old_release.case_id, old_release.n, old_release.consumer, old_release.run, old_release_run.finished_at
    FROM old_release JOIN old_release_run
        ON old_release_run.consumer = old_release.consumer AND old_release_run.run = old_release.run
    WHERE old_release_run.finished_at IS NOT NULL
    """,
    # Stations were asked in words only; without a request here they would not be told any more.
    """
    INSERT INTO rescan_request (case_id, k, code, why, asked_by, asked_at)
    SELECT asked.case_id, 1, 'other', old_reason.text, asked.actor, asked.at
    FROM old_audit_event AS asked JOIN old_capture_case ON old_capture_case.case_id = asked.case_id
    JOIN old_reason ON old_reason.case_id = asked.case_id AND old_reason.code = 'rescan'
    WHERE asked.action = 'rescan_requested' AND old_capture_case.state = 'rescan_requested'
    """,
    "INSERT INTO audit_event SELECT * FROM old_audit_event ORDER BY seq",
)


def set_aside(run: Callable[[str], object], rows: Callable[[str], Iterator[tuple[str, str]]]) -> None:
    """Renames the old tables, their triggers and indexes being gone. `rows` gives kind and name of what a query lists."""
    names = ", ".join(f"'{name}'" for name in OLD)
    listed = f"SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL AND tbl_name IN ({names})"
    for kind, name in list(rows(listed)):
        run(f"DROP {kind} {name}")
    for name in OLD:
        run(f"ALTER TABLE {name} RENAME TO old_{name}")


def copy_over(run: Callable[[str], object]) -> None:
    """Fills the new tables, which have no guards yet, and drops the old."""
    for statement in COPIES:
        run(statement)
    for name in OLD:
        run(f"DROP TABLE old_{name}")
