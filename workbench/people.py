"""Who works here: roles in force, and roles that one administrator proposed and another decides about."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from models.change_proposal import ChangeKind, ChangeProposal
from models.errors import InvalidValue
from models.role import Person, Role
from pipeline.permissions import Verb, can_decide_change, check_can
from pipeline.two_people import decide_change, propose_role
from workbench.desk import Desk, TheDesk
from workbench.reviewer import LONGEST_NAME, ThePerson, cleaned_name

LONGEST_WHY = 300
ROLE_KINDS = (ChangeKind.GRANT, ChangeKind.REVOKE)

router = APIRouter()


@router.get("/people")
def people(request: Request, desk: TheDesk, person: ThePerson) -> Response:
    check_can(person, Verb.PROPOSE_PERSON)
    return desk.page(
        request,
        "people.html",
        person,
        everybody=desk.storage.people.people(),
        roles=[(str(role), role.replace("_", " ")) for role in Role],
        waiting=waiting_for(desk, person, ROLE_KINDS),
    )


@router.post("/people")
def propose(
    desk: TheDesk,
    person: ThePerson,
    name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "",
    why: Annotated[str, Form(max_length=LONGEST_WHY)] = "",
) -> Response:
    """Asks another administrator to give or take a role."""
    check_can(person, Verb.PROPOSE_PERSON)
    about = cleaned_name(name).casefold()
    if not about or role not in set(Role) or kind not in ROLE_KINDS:
        raise InvalidValue(f"Give a name of 1 to {LONGEST_NAME} letters, and a role.")
    propose_role(desk.storage.changes, person, ChangeKind(kind), about, Role(role), " ".join(why.split()), desk.now())
    return RedirectResponse("/people", status_code=303)


@router.post("/proposals/{proposal_id}")
def decide(desk: TheDesk, person: ThePerson, proposal_id: int, verdict: Annotated[str, Form()] = "") -> Response:
    """Puts somebody else's proposal in force, or refuses it."""
    if verdict not in {"approve", "refuse"}:
        raise InvalidValue("Approve the proposal or refuse it.")
    decided = decide_change(desk.storage.changes, person, proposal_id, desk.now(), approved=verdict == "approve")
    return RedirectResponse("/people" if decided.kind in ROLE_KINDS else "/policies", status_code=303)


def waiting_for(desk: Desk, person: Person, kinds: tuple[ChangeKind, ...]) -> list[tuple[ChangeProposal, bool]]:
    """Proposals of these kinds, each with whether this person may decide about it."""
    waiting = [proposal for proposal in desk.storage.changes.waiting() if proposal.kind in kinds]
    return [(proposal, can_decide_change(person, proposal)) for proposal in waiting]
