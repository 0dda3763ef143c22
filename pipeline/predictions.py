"""Writes what was filled in as one JSON line a document, the format the scorer reads."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from models.case import Case
from models.extraction import Evidence, LineItem, Proposal, ProposedField


def prediction(file: str, proposal: Proposal, accepted_fields: Collection[str]) -> dict[str, Any]:
    """The machine's proposal for one file; `accepted_fields` are those policy would release with nobody looking.

    `alternatives` are the other values a person is offered for a field, likeliest first.
    """
    fields = {
        field.name: _field(field.value, field.confidence, field.evidence, accepted=field.name in accepted_fields) | _others(field)
        for field in proposal.fields
    }
    line = _line(file, proposal.classification.doc_type, proposal.classification.confidence, fields)
    return line | _rows(proposal.line_items)


def case_prediction(file: str, case: Case, line_items: Sequence[LineItem]) -> dict[str, Any]:
    """The newest version of a case's entry; a case without one predicts nothing."""
    entered = case.version.fields if case.version else ()
    fields = {field.name: _field(field.value, field.confidence, field.evidence, accepted=field.accepted) for field in entered}
    return _line(file, case.summary.doc_type, case.summary.type_confidence, fields) | _rows(line_items)


def _line(file: str, doc_type: str | None, confidence: float | None, fields: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {"file": file, "doc_type": doc_type, "doc_type_confidence": confidence, "fields": fields}


def _rows(items: Sequence[LineItem]) -> dict[str, Any]:
    """Nothing accepts a row of things bought by itself."""
    rows = [{name: _field(one.value, one.confidence, one.evidence, accepted=False) for name, one in item.values.items()} for item in items]
    return {"line_items": rows} if rows else {}


def _field(value: str | None, confidence: float | None, evidence: Evidence | None, *, accepted: bool) -> dict[str, Any]:
    line: dict[str, Any] = {"value": as_printed(value, evidence), "confidence": confidence, "accepted": accepted}
    if evidence is not None:
        box = evidence.box
        line |= {"page": evidence.page, "box": [box.x0, box.y0, box.x1, box.y1], "technique": evidence.technique}
    return line


def _others(field: ProposedField) -> dict[str, Any]:
    return {"alternatives": [as_printed(one.value, one.evidence) for one in field.alternatives]} if field.alternatives else {}


def as_printed(value: str | None, evidence: Evidence | None) -> str | None:
    """The format wants text as printed: numbers kept without their spaces get them back, but no gap OCR saw in an address does."""
    if value and evidence and "@" not in value and re.sub(r"\s", "", evidence.text) == value:
        return evidence.text
    return value
