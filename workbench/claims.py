"""Who works on a case: opening it takes it, the page keeps hold of it, and what is typed is kept as a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Form, Path, Response
from fastapi.responses import RedirectResponse

from models.audit import Actor, ActorKind
from models.case import WITH_PEOPLE, Case, CaseState
from models.errors import AlreadyClaimed, CheckRefused, ClaimLost, InvalidValue
from models.role import Person
from models.work import Claim, Queue
from pipeline.blindness import check_may, is_blind, nothing_to_do, only_keys, waits_for_keyer
from pipeline.check import DECIDING
from pipeline.permissions import Verb, can, check_can
from workbench.desk import Desk, TheDesk
from workbench.notices import Done
from workbench.reviewer import LONGEST_NAME, ThePerson, cleaned_name
from workbench.typed import TheForm, Typed, read_typed

# Long enough to fetch a coffee; the page renews it every third of the time while it is open.
LEASE_SECONDS = 300

router = APIRouter()

CaseId = Annotated[int, Path(ge=1, le=2**53)]
Token = Annotated[int, Form(ge=0, le=2**53)]
VERBS: Mapping[CaseState, Verb] = {
    **DECIDING,
    CaseState.HELD: Verb.REJECT,
    CaseState.QUARANTINED: Verb.REJECT,
    CaseState.RESCAN_REQUESTED: Verb.REJECT,
    CaseState.APPROVED: Verb.AUDIT_SAMPLE,
    CaseState.RELEASED: Verb.AUDIT_SAMPLE,
}


@dataclass(frozen=True, slots=True)
class Hold:
    """A person's hold on a case (`token`), or that somebody else, `other`, has it until then; neither: nobody works on it."""

    token: int | None = None
    other: str | None = None
    until: datetime | None = None

    @property
    def beat_seconds(self) -> int:
        """How often the page says that it is still open."""
        return LEASE_SECONDS // 3

    @property
    def others_words(self) -> str | None:
        if self.other is None or self.until is None:
            return None
        return f"{self.other} works on this case until {self.until:%H:%M} UTC, longer while the page is open there. You can read it."


NO_HOLD = Hold()


def work_of(case: Case) -> Verb | None:
    """What a person does with a case as it stands; None where nobody has to do anything."""
    return Verb.KEY if waits_for_keyer(case.summary) else VERBS.get(case.summary.state)


def check_works_on(person: Person, case: Case) -> None:
    """Raises CheckRefused where this person has nothing to do in the case."""
    verb = work_of(case)
    if verb is None or (verb is not Verb.KEY and only_keys(person) and is_blind(person, case.summary)):
        raise nothing_to_do(case)
    check_may(person, verb, case)


def works_on(person: Person, case: Case) -> bool:
    verb = work_of(case)
    return verb is not None and can(person, verb, case)


def hold_on(desk: Desk, person: Person, case: Case) -> Hold:
    """Takes the case for whoever opens it and has something to do in it."""
    if not works_on(person, case):
        return NO_HOLD
    try:
        claim = desk.storage.work.take(case.case_id, person.actor, desk.now(), LEASE_SECONDS)
    except AlreadyClaimed as held:
        return Hold(None, held.person, held.until)
    except CheckRefused:
        # Somebody decided between the two looks at it; the page shows it as it is.
        return NO_HOLD
    return Hold(claim.token, None, claim.until)


def next_claim(desk: Desk, person: Person) -> Claim | None:
    """The next case for this person, taken."""
    return desk.storage.work.take_next(person.actor, Queue(WITH_PEOPLE), desk.now(), LEASE_SECONDS)


def onward(desk: Desk, person: Person, finished: int, done: Done) -> Response:
    """To the next case, or to the queue, which say what became of the one just finished."""
    claim = next_claim(desk, person)
    return RedirectResponse(f"{f'/cases/{claim.case_id}' if claim else '/'}?saved={finished}&done={done}", status_code=303)


def draft_of(desk: Desk, person: Person, case: Case) -> Typed | None:
    """What this person typed about the case before and did not send."""
    draft = desk.storage.work.draft(case.case_id, person.actor)
    return read_typed(msgspec.json.decode(draft.body, type=list[tuple[str, str]])) if draft else None


@router.post("/next")
def take_next(desk: TheDesk, person: ThePerson) -> Response:
    check_can(person, Verb.KEY)
    claim = next_claim(desk, person)
    return RedirectResponse(f"/cases/{claim.case_id}" if claim else f"/?done={Done.NOTHING}", status_code=303)


@router.put("/cases/{case_id}/hold")
def keep_hold(desk: TheDesk, person: ThePerson, case_id: CaseId, token: Token) -> dict[str, int]:
    """The page is still open. A hold that ran out, and nobody else took, begins anew under the token answered."""
    check_works_on(person, desk.storage.cases.case(case_id))
    work, at = desk.storage.work, desk.now()
    try:
        return {"token": work.heartbeat(case_id, person.actor, token, at, LEASE_SECONDS).token}
    except ClaimLost:
        return {"token": work.take(case_id, person.actor, at, LEASE_SECONDS).token}


@router.post("/cases/{case_id}/give-back")
def give_back(desk: TheDesk, person: ThePerson, case_id: CaseId, token: Token) -> Response:
    """Lets others take the case; what was typed stays this person's draft."""
    check_works_on(person, desk.storage.cases.case(case_id))
    desk.storage.work.give_back(case_id, person.actor, token)
    return RedirectResponse(f"/?saved={case_id}&done={Done.GIVEN_BACK}", status_code=303)


@router.post("/cases/{case_id}/hand-over")
def hand_over(desk: TheDesk, person: ThePerson, case_id: CaseId, token: Token, to: Annotated[str, Form()] = "") -> Response:
    check_works_on(person, desk.storage.cases.case(case_id))
    name = cleaned_name(to).casefold()
    if not name:
        raise InvalidValue(f"Say to whom: a name of 1 to {LONGEST_NAME} letters.")
    desk.storage.work.hand_over(case_id, person.actor, token, Actor(ActorKind.PERSON, name), desk.now(), LEASE_SECONDS)
    return RedirectResponse(f"/?saved={case_id}&done={Done.HANDED_OVER}", status_code=303)


@router.put("/cases/{case_id}/draft")
def save_draft(desk: TheDesk, person: ThePerson, case_id: CaseId, typed: TheForm) -> Response:
    """Keeps what was typed so far, whoever holds the case meanwhile."""
    check_works_on(person, desk.storage.cases.case(case_id))
    body = msgspec.json.encode(typed.pairs).decode()
    desk.storage.work.save_draft(case_id, person.actor, typed.version, body, desk.now())
    return Response(status_code=204)
