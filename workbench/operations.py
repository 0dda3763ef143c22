"""What is stuck outside: entries a consumer would not take, and scans the stations still owe."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.permissions import Verb, check_can
from workbench.claims import CaseId
from workbench.closing import RESCAN_WORDS
from workbench.desk import TheDesk
from workbench.reviewer import ThePerson

router = APIRouter()


@router.get("/dead-letters")
def dead_letters(request: Request, desk: TheDesk, person: ThePerson) -> Response:
    check_can(person, Verb.RELEASE)
    return desk.page(request, "dead_letters.html", person, letters=desk.storage.outbox.dead_letters())


@router.post("/dead-letters/{case_id}")
def ask_again(desk: TheDesk, person: ThePerson, case_id: CaseId) -> Response:
    """The next release tries everything of this case again that was given up."""
    check_can(person, Verb.RELEASE)
    desk.storage.outbox.ask_again(case_id, person.actor, desk.now())
    return RedirectResponse("/dead-letters", status_code=303)


@router.get("/rescans")
def rescans(request: Request, desk: TheDesk, person: ThePerson) -> Response:
    """What a station is asked to scan again."""
    check_can(person, Verb.CAPTURE)
    asked = [(one, RESCAN_WORDS[one.code]) for one in desk.storage.cases.rescans()]
    return desk.page(request, "rescans.html", person, asked=asked)
