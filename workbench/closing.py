"""The other ways out of a case: reject it, ask for a better scan, pass it on to a senior, let a held one go on."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Response

from models.case import Case, RescanCode
from models.document_type import Mode
from models.errors import Undecided
from models.role import Person
from pipeline.blindness import check_may, is_blind
from pipeline.check import refer, reject, request_rescan
from pipeline.hold import go_on, hold
from pipeline.permissions import Verb, can
from workbench.claims import CaseId, Hold, check_works_on, onward
from workbench.desk import TheDesk
from workbench.notices import Done
from workbench.reviewer import ThePerson

LONGEST_REASON = 300
RESCAN_WORDS: dict[str, str] = {
    RescanCode.UNREADABLE: "A page cannot be read",
    RescanCode.CUT_OFF: "A page is cut off",
    RescanCode.PAGE_MISSING: "A page is missing",
    RescanCode.PAGES_MIXED: "Pages of several documents are mixed",
    RescanCode.OTHER: "Something else",
}
REJECT_WORDS = {word: word for word in ("Not a document we enter", "Entered before", "Sent to us by mistake")}
REFER_WORDS = {word: word for word in ("I cannot decide this", "The rules do not say", "It looks like fraud")}

router = APIRouter(prefix="/cases/{case_id}")

Words = Annotated[str, Form()]
Token = Annotated[int | None, Form()]


@dataclass(frozen=True, slots=True)
class WayOut:
    """One of the small forms above the page: where it posts, the key that opens it, and the reasons to choose from."""

    name: str
    word: str
    key: str
    title: str
    reasons: dict[str, str]


HOLD_WORDS = {word: word for word in ("It looks like one entered before", "Something has to be asked first")}
GO_ON_WORDS = {word: word for word in ("It is no duplicate", "What was asked is answered")}
RESCAN = WayOut("rescan", "Rescan", "R", "Ask for a better scan", RESCAN_WORDS)
REJECT = WayOut("reject", "Reject", "X", "Reject this document", REJECT_WORDS)
REFER = WayOut("refer", "Senior", "F", "Pass on to a senior checker", REFER_WORDS)
HOLD = WayOut("hold", "Hold", "H", "Put this case aside", HOLD_WORDS)
GO_ON = WayOut("go-on", "Go on", "O", "Let this case go on", GO_ON_WORDS)


def ways_out(person: Person, case: Case, held: Hold) -> tuple[WayOut, ...]:
    """Those open to this person now; none while somebody else has the case, and for whoever keys blind only while they have it."""
    if held.other is not None or (held.token is None and is_blind(person, case.summary)):
        return ()
    open_ways = (
        (GO_ON, can(person, Verb.RESUME, case)),
        (REFER, can(person, Verb.REFER, case) and case.summary.mode is not Mode.DOUBLE_KEY),
        (HOLD, can(person, Verb.HOLD, case)),
        (RESCAN, can(person, Verb.RESCAN, case)),
        (REJECT, can(person, Verb.REJECT, case)),
    )
    return tuple(way for way, may in open_ways if may)


@router.post("/reject")
def reject_case(desk: TheDesk, person: ThePerson, case_id: CaseId, why: Words = "", words: Words = "", token: Token = None) -> Response:
    _check_may_leave(person, Verb.REJECT, desk.storage.cases.case(case_id))
    reject(desk.storage.cases, case_id, person.actor, _reason(words, why), desk.now(), token)
    return onward(desk, person, case_id, Done.REJECTED)


@router.post("/rescan")
def rescan_case(desk: TheDesk, person: ThePerson, case_id: CaseId, why: Words = "", words: Words = "", token: Token = None) -> Response:
    """`why` is one of the codes a station knows; words alone are something else."""
    _check_may_leave(person, Verb.RESCAN, desk.storage.cases.case(case_id))
    code = RescanCode(why) if why in RESCAN_WORDS else RescanCode.OTHER
    reason = _reason(words, RESCAN_WORDS[code] if why in RESCAN_WORDS else "")
    request_rescan(desk.storage.cases, case_id, person.actor, code, reason, desk.now(), token)
    return onward(desk, person, case_id, Done.RESCAN)


@router.post("/refer")
def refer_case(
    desk: TheDesk,
    person: ThePerson,
    case_id: CaseId,
    version: Annotated[int, Form()],
    why: Words = "",
    words: Words = "",
    token: Token = None,
) -> Response:
    """A senior checker decides about the entry instead."""
    _check_may_leave(person, Verb.REFER, desk.storage.cases.case(case_id))
    refer(desk.storage.cases, case_id, version, person.actor, _reason(words, why), desk.now(), token)
    return onward(desk, person, case_id, Done.REFERRED)


@router.post("/hold")
def hold_case(desk: TheDesk, person: ThePerson, case_id: CaseId, why: Words = "", words: Words = "") -> Response:
    """Nobody decides about the case until it goes on."""
    _check_may_leave(person, Verb.HOLD, desk.storage.cases.case(case_id))
    hold(desk.storage.cases, desk.storage.holding, case_id, person, _reason(words, why), desk.now())
    return onward(desk, person, case_id, Done.HELD)


@router.post("/go-on")
def let_go_on(desk: TheDesk, person: ThePerson, case_id: CaseId, why: Words = "", words: Words = "") -> Response:
    check_may(person, Verb.RESUME, desk.storage.cases.case(case_id))
    go_on(desk.storage.cases, desk.storage.holding, case_id, person, _reason(words, why), desk.now())
    return onward(desk, person, case_id, Done.GOES_ON)


def _check_may_leave(person: Person, verb: Verb, case: Case) -> None:
    """Whoever keyed a case blind has no more to do with it: what became of it would tell what the other one typed."""
    if is_blind(person, case.summary):
        check_works_on(person, case)
    check_may(person, verb, case)


def _reason(words: str, why: str) -> str:
    reason = " ".join((words or why).split())[:LONGEST_REASON]
    if not reason:
        raise Undecided("Say why, so that the next person knows.")
    return reason
