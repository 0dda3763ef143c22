"""A person decides what kind of document it is; the machine then makes the entry from the words it kept."""

from dataclasses import replace
from datetime import datetime

import msgspec

from models.audit import Actor
from models.case import CaseState, Reason
from models.errors import StaleVersion
from models.extraction import Classification
from models.page import Reading
from pipeline.check import Decision, check_may_decide
from pipeline.intake import reading_key
from pipeline.make import make
from pipeline.policies import effective
from pipeline.ports import CaseStore, ObjectStore
from pipeline.route import route
from pipeline.understand import Machine, propose


def assign_type(
    cases: CaseStore,
    objects: ObjectStore,
    machine: Machine,
    case_id: int,
    seen_version: int,
    doc_type: str,
    reviewer: Actor,
    at: datetime,
    token: int | None = None,
) -> Decision:
    """Saves the entry of the type the person decided on. That person is its author, so somebody else approves it."""
    case = cases.case(case_id)
    check_may_decide(cases, case, reviewer)
    if case.version is None or case.version.n != seen_version:
        raise StaleVersion(seen_version, case.version.n if case.version else 0)
    reading = msgspec.json.decode(objects.get(reading_key(case.content_sha256)), type=Reading)
    document_type, unagreed = effective(machine.document_types[doc_type], cases.policies_in_force())
    proposal = propose(reading, Classification(doc_type, None), machine)
    fields, routed = route(make(proposal), proposal, document_type, unagreed)
    decided = Reason(
        "type_decided", None, f"{reviewer.name} decided that this is {document_type.title.lower()}; a second person confirms the entry"
    )
    reasons = (decided, *(reason for reason in routed.reasons if reason.code != "type_unsure"))
    n = cases.retype(case_id, seen_version, proposal, fields, replace(routed, reasons=reasons), reviewer, at, token)
    return Decision(case_id, n, CaseState.IN_REVIEW, ())
