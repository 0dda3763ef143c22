"""What QA does with approved entries: takes the next of the sample, says what is right, and plants known errors in copies."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from models.audit import Actor
from models.case import Case, CaseState, FieldValue, Outcome, Reason
from models.document_type import DocumentType
from models.errors import InvalidValue, WrongState
from models.extraction import Classification, Proposal
from models.quality import Sample
from pipeline.permissions import Verb, check_can
from pipeline.ports import CaseStore, Quality
from pipeline.route import route
from pipeline.validate import normalise, validate

DOUBT = 0.9
"""A planted error is so much less sure than policy wants, as errors are: it stands among the fields a person has to decide."""


def next_sample(quality: Quality, cases: CaseStore, auditor: Actor, at: datetime, seconds: float) -> Sample | None:
    """The next approved version for this person to audit; raises NotAllowed."""
    check_can(cases.person(auditor.name), Verb.AUDIT_SAMPLE)
    return quality.next_sample(auditor, at, seconds)


def audit(
    quality: Quality,
    cases: CaseStore,
    document_type: DocumentType,
    case_id: int,
    n: int,
    typed: Mapping[str, str | None],
    auditor: Actor,
    at: datetime,
    token: int | None = None,
) -> CaseState:
    """Where the case stands after QA said what the document says in place of what was approved (None: nothing).

    Raises CheckRefused, as InvalidValue for what is no value of its field or no error, and then changes nothing.
    """
    check_can(cases.person(auditor.name), Verb.AUDIT_SAMPLE, cases.case(case_id))
    findings = {name: _normalised(document_type, name, text) for name, text in typed.items()}
    return quality.audit(case_id, n, findings, auditor, at, token)


def reopen(quality: Quality, cases: CaseStore, case_id: int, n: int, names: Sequence[str], why: str, person: Actor, at: datetime) -> None:
    """Has fields of an approved entry corrected that somebody complained of; raises CheckRefused."""
    check_can(cases.person(person.name), Verb.REOPEN, cases.case(case_id))
    quality.reopen(case_id, n, names, why, person, at)


def plant(
    quality: Quality,
    cases: CaseStore,
    document_type: DocumentType,
    copy_of: int,
    name: str,
    wrong: str,
    by: Actor,
    at: datetime,
    further_reasons: Sequence[Reason] = (),
) -> int:
    """The number of a copy of an approved case with one wrong value, on its way to a checker like any other; raises CheckRefused."""
    check_can(cases.person(by.name), Verb.AUDIT_SAMPLE)
    case = cases.case(copy_of)
    if case.version is None:
        raise WrongState(f"Case {copy_of} has no entry. Take an approved case.")
    right = {field.name: field.value for field in case.version.fields}
    value = _normalised(document_type, name, wrong)
    if name not in right or value == right[name]:
        raise InvalidValue(f"{name} '{wrong}' is no error in case {copy_of}. Name a field of its entry and a wrong value.")
    machine = {field.name: field for field in cases.versions(copy_of)[0].fields}
    made = tuple(_as_made(field, machine.get(field.name, field)) for field in case.version.fields)
    fields = tuple(_misread(field, value, wrong, document_type) if field.name == name else field for field in made)
    routed, sent = route(fields, _proposal(case, fields, document_type), document_type, further_reasons)
    return quality.plant(copy_of, name, right[name], routed, sent, by, at)


def _as_made(approved: FieldValue, made: FieldValue) -> FieldValue:
    """The right value as the machine would have entered it."""
    return replace(made, value=approved.value, evidence=made.evidence or approved.evidence, outcome=Outcome.PROPOSED)


def _misread(field: FieldValue, value: str | None, wrong: str, document_type: DocumentType) -> FieldValue:
    """As a real error is: what was read at the place says the wrong value too, and how sure that is falls short of what policy wants."""
    threshold = document_type.policy.threshold_for(field.name) or 1.0
    confidence = round(min(field.confidence or 1.0, threshold) * DOUBT, 4)
    evidence = field.evidence and replace(field.evidence, text=wrong)
    return replace(field, value=value, confidence=confidence, evidence=evidence)


def _proposal(case: Case, fields: Sequence[FieldValue], document_type: DocumentType) -> Proposal:
    """What of a machine's reading decides where an entry goes."""
    broken = validate({field.name: field.value for field in fields}, document_type)
    return Proposal(Classification(document_type.name, case.summary.type_confidence), (), broken, case.summary.page_count)


def _normalised(document_type: DocumentType, name: str, text: str | None) -> str | None:
    if name not in {spec.name for spec in document_type.fields}:
        raise InvalidValue(f"{document_type.title} has no field {name}; it has {', '.join(spec.name for spec in document_type.fields)}.")
    return normalise(document_type.field(name), text) if text else None
