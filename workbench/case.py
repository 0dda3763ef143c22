"""One case as a person may see it: to check, to key blind, to rule on, or to read."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from models.case import WITH_PEOPLE, Case, CaseState
from models.errors import CheckRefused, Undecided
from models.limits import Limits
from models.role import Person
from pipeline.blindness import check_may, is_blind, is_ruled_on
from pipeline.check import Decision, decide
from pipeline.permissions import Verb, can, check_can
from workbench.adjudication import adjudication_page
from workbench.claims import CaseId, check_works_on, hold_on, onward, works_on
from workbench.desk import Desk, TheDesk
from workbench.keying import keying_page
from workbench.notices import Done, Said, notice_of
from workbench.present import NOTHING_UNSENT, Unsent
from workbench.reviewer import ThePerson
from workbench.station import station_page, unsent_of
from workbench.typed import TheForm, Typed, decisions_of

router = APIRouter(prefix="/cases")


@router.get("/{case_id}")
def show(request: Request, desk: TheDesk, person: ThePerson, case_id: CaseId, saved: int = 0, done: str = "") -> Response:
    """Opening a case takes it for whoever has something to do in it."""
    case = desk.storage.cases.case(case_id)
    check_can(person, Verb.READ_ENTRY, case)
    return page_of(request, desk, person, case, notice=notice_of(saved, done))


@router.post("/{case_id}")
def submit(request: Request, desk: TheDesk, person: ThePerson, case_id: CaseId, typed: TheForm) -> Response:
    """Approves or saves what the form says; a refusal shows the case as it is now, with the typed work in it."""
    case = desk.storage.cases.case(case_id)
    check_can(person, Verb.READ_ENTRY, case)
    try:
        check_works_on(person, case)
        decision = _decide(desk, case, typed, person)
    except CheckRefused as refused:
        newest = desk.storage.cases.case(case_id)
        return page_of(request, desk, person, newest, unsent_of(desk, newest, typed, refused), refused)
    return onward(desk, person, case_id, Done.APPROVED if decision.state is CaseState.APPROVED else Done.SECOND)


@router.get("/{case_id}/next")
def skip(desk: TheDesk, person: ThePerson, case_id: CaseId) -> Response:
    """The case after this one in the queue that this person has something to do in, without deciding this one."""
    check_can(person, Verb.READ_ENTRY)
    cases = desk.storage.cases
    held = desk.storage.work.held(desk.now())
    waiting = [one.case_id for one in cases.queue(WITH_PEOPLE)]
    start = waiting.index(case_id) + 1 if case_id in waiting else 0
    others = (one for one in waiting[start:] + waiting[:start] if one != case_id and (one not in held or held[one].person == person.actor))
    following = next((one for one in others if works_on(person, cases.case(one))), None)
    return RedirectResponse(f"/cases/{following}" if following else "/", status_code=303)


@router.post("/{case_id}/type")
def decide_type(desk: TheDesk, person: ThePerson, case_id: CaseId, doc_type: Annotated[str, Form()], typed: TheForm) -> Response:
    """A person says what an unknown document is; the machine fills in the entry of that type, for somebody else to approve."""
    check_may(person, Verb.CHECK, desk.storage.cases.case(case_id))
    if doc_type not in desk.document_types:
        raise Undecided("Choose one of the document types.")
    from pipeline.assign_type import assign_type  # noqa: PLC0415 - loads the machine's weights; no other page needs them
    from pipeline.understand import load_machine  # noqa: PLC0415 - as above

    stores, machine = desk.storage, load_machine("rapidocr", "eng", Limits(), desk.learned)
    at = desk.now()
    assign_type(stores.cases, stores.objects, machine, case_id, typed.version, doc_type, person.actor, at, typed.token)
    return onward(desk, person, case_id, Done.TYPED)


def page_of(
    request: Request,
    desk: Desk,
    person: Person,
    case: Case,
    unsent: Unsent = NOTHING_UNSENT,
    refused: CheckRefused | None = None,
    notice: str | None = None,
) -> Response:
    """The page on which this person works on the case as it is, or reads it; blind wherever they may still have to key."""
    hold = hold_on(desk, person, case)
    said = Said(notice, refused)
    if is_ruled_on(case) and can(person, Verb.ADJUDICATE, case):
        return adjudication_page(request, desk, person, case, hold, said, unsent.typed)
    if is_blind(person, case.summary):
        return keying_page(request, desk, person, case, hold, said, unsent.typed)
    return station_page(request, desk, person, case, hold, said, unsent)


def _decide(desk: Desk, case: Case, typed: Typed, person: Person) -> Decision:
    document_type = desk.type_of(case)
    if document_type is None:
        raise Undecided("The type of this document is not known, so there is nothing to approve yet.")
    decisions = decisions_of(typed, case.version.fields if case.version else ())
    cases, at = desk.storage.cases, desk.now()
    return decide(cases, document_type, case.case_id, typed.version, decisions, person.actor, at, typed.token)
