"""Pieces that several tables share."""

EVIDENCE = """
        page        INTEGER NOT NULL CHECK (page >= 1),
        x0          DOUBLE PRECISION NOT NULL,
        y0          DOUBLE PRECISION NOT NULL,
        x1          DOUBLE PRECISION NOT NULL,
        y1          DOUBLE PRECISION NOT NULL,
        printed     TEXT NOT NULL,
        technique   TEXT NOT NULL,
"""
STATES = """
    'captured', 'in_review', 'in_second_key', 'in_adjudication', 'approved', 'released', 'held', 'rejected', 'rescan_requested',
    'quarantined', 'reopened'
"""
ROLES = "'scan_operator', 'keyer', 'checker', 'senior_checker', 'qa', 'auditor', 'administrator'"
PERSON = "TEXT NOT NULL CHECK ({0} <> '' AND {0} = trim({0}))"
