"""QA: the sample is looked at again, field by field, by somebody who had no part in it; and everybody's own score, for them alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from models.case import Case
from models.document_type import DocumentType
from models.errors import CheckRefused, InvalidValue, Undecided
from models.quality import Tally
from models.role import Person
from pipeline.permissions import Verb, check_can
from pipeline.quality import audit, next_sample
from pipeline.validate import normalise
from workbench.case_page import case_page
from workbench.claims import LEASE_SECONDS, CaseId, Hold, draft_of
from workbench.desk import Desk, TheDesk
from workbench.evidence import Mark, Sheet, mark_of, sheets_of
from workbench.field_view import layout_of
from workbench.notices import Done, Said, notice_of
from workbench.queue_rows import type_title
from workbench.reviewer import ThePerson
from workbench.typed import TheForm, Typed, outcome_of, outcome_word

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AuditedField:
    """One approved value, and what the auditor says is right where it is wrong (`text`)."""

    name: str
    label: str
    layout: str
    value: str
    mark: Mark | None
    wrong: bool
    text: str
    problem: str | None


@router.get("/quality")
def quality(request: Request, desk: TheDesk, person: ThePerson, saved: int = 0, done: str = "") -> Response:
    check_can(person, Verb.AUDIT_SAMPLE)
    return desk.page(request, "quality.html", person, notice=notice_of(saved, done))


@router.post("/quality/next")
def take_sample(desk: TheDesk, person: ThePerson) -> Response:
    """The next of the sample, held for this person."""
    check_can(person, Verb.AUDIT_SAMPLE)
    return _next(desk, person, 0, Done.NOTHING)


@router.get("/cases/{case_id}/audit")
def show(request: Request, desk: TheDesk, person: ThePerson, case_id: CaseId, saved: int = 0, done: str = "") -> Response:
    """The approved entry for whoever took it from the sample; others are sent to take the next."""
    case = desk.storage.cases.case(case_id)
    check_can(person, Verb.AUDIT_SAMPLE, case)
    hold = _hold_of(desk, person, case_id)
    if hold is None:
        return RedirectResponse("/quality", status_code=303)
    return _page(request, desk, person, case, hold, Said(notice_of(saved, done)), draft_of(desk, person, case))


@router.post("/cases/{case_id}/audit")
def audit_case(request: Request, desk: TheDesk, person: ThePerson, case_id: CaseId, typed: TheForm) -> Response:
    """The auditor's verdict: what is right where something else was approved. An error reopens the case."""
    case = desk.storage.cases.case(case_id)
    check_can(person, Verb.AUDIT_SAMPLE, case)
    document_type = desk.type_of(case)
    if document_type is None:
        raise Undecided("The type of this document is not in use any more; nothing of it can be audited.")
    problems = _problems(case, document_type, typed)
    try:
        if problems:
            raise InvalidValue("Some of what you typed is no value of its field, or no error.")
        found = {name: typed.texts.get(name, "").strip() or None for name in typed.checked}
        audit(desk.storage.quality, desk.storage.cases, document_type, case_id, typed.version, found, person.actor, desk.now(), typed.token)
    except CheckRefused as refused:
        hold = _hold_of(desk, person, case_id) or Hold()
        return _page(request, desk, person, case, hold, Said(None, refused), typed, problems)
    return _next(desk, person, case_id, Done.REOPENED if typed.checked else Done.AUDITED)


@router.get("/scorecard")
def scorecard(request: Request, desk: TheDesk, person: ThePerson) -> Response:
    """One's own work and nobody else's."""
    check_can(person, Verb.READ_ENTRY)
    own = [tally for tally in desk.storage.quality.tallies() if tally.person == person.name]
    lines = [(type_title(desk.document_types, tally.doc_type), tally) for tally in own]
    return desk.page(request, "scorecard.html", person, lines=lines, total=_total(own))


def _next(desk: Desk, person: Person, finished: int, done: Done) -> Response:
    sample = next_sample(desk.storage.quality, desk.storage.cases, person.actor, desk.now(), LEASE_SECONDS)
    said = f"?saved={finished}&done={done}" if finished or sample is None else ""
    return RedirectResponse(f"/cases/{sample.case_id}/audit{said}" if sample else f"/quality{said}", status_code=303)


def _hold_of(desk: Desk, person: Person, case_id: int) -> Hold | None:
    claims = desk.storage.work.claims(person.actor)
    return next((Hold(claim.token, None, claim.until) for claim in claims if claim.case_id == case_id), None)


def _page(
    request: Request,
    desk: Desk,
    person: Person,
    case: Case,
    hold: Hold,
    said: Said,
    typed: Typed | None = None,
    problems: dict[str, str] | None = None,
) -> Response:
    document_type = desk.type_of(case)
    values = case.version.fields if case.version else ()
    typed = typed and typed.about(case.version.n if case.version else 0)
    sheets = sheets_of(case, desk.storage.objects, {field.evidence.page for field in values if field.evidence})
    return case_page(
        request,
        desk,
        "audit.html",
        person,
        case,
        hold,
        said,
        version=case.version.n if case.version else 0,
        fields=_fields(case, document_type, sheets, typed, problems or {}) if document_type else (),
        sheets=sheets,
    )


def _fields(
    case: Case, document_type: DocumentType, sheets: tuple[Sheet, ...], typed: Typed | None, problems: dict[str, str]
) -> tuple[AuditedField, ...]:
    """Who approved it and how sure the machine was stand nowhere: the page is to be read, not the record."""
    return tuple(
        AuditedField(
            field.name,
            document_type.field(field.name).label,
            layout_of(document_type.field(field.name).kind),
            field.value or outcome_word(outcome_of(field)) or "missing",
            mark_of(field.evidence, sheets),
            typed is not None and field.name in typed.checked,
            typed.texts.get(field.name, "") if typed else "",
            problems.get(field.name),
        )
        for field in (case.version.fields if case.version else ())
    )


def _problems(case: Case, document_type: DocumentType, typed: Typed) -> dict[str, str]:
    """What is wrong beside which field that was marked as wrong."""
    problems = {}
    for field in case.version.fields if case.version else ():
        text = typed.texts.get(field.name, "").strip()
        if field.name not in typed.checked:
            continue
        try:
            right = normalise(document_type.field(field.name), text) if text else None
        except InvalidValue as invalid:
            problems[field.name] = str(invalid)
        else:
            if right == field.value:
                problems[field.name] = "That is what was approved. Type what the document says, or nothing where it says nothing."
    return problems


def _total(tallies: Sequence[Tally]) -> Tally | None:
    if not tallies:
        return None
    names = ("decided", "corrected", "audited", "faultless", "fields", "wrong_fields", "seeded", "caught")
    return Tally(tallies[0].person, None, **{name: sum(getattr(tally, name) for tally in tallies) for name in names})
