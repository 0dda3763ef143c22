"""The policies: what is in force for each type, what was changed since, and what waits for a second administrator."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from models.change_proposal import ChangeKind, ChangeProposal, PolicyInForce
from models.document_type import DocumentType
from models.errors import InvalidValue
from pipeline.document_types import policy_body, policy_hash
from pipeline.learned import load_learned
from pipeline.permissions import Verb, check_can
from pipeline.policies import Difference, differences, propose_policy
from workbench.desk import TheDesk
from workbench.people import LONGEST_WHY, waiting_for
from workbench.reviewer import ThePerson

router = APIRouter(prefix="/policies")


@dataclass(frozen=True, slots=True)
class PolicyView:
    """One type: its policy now, thresholds included, and the one in force. `waiting` proposes it; `open`: this person may decide."""

    name: str
    title: str
    hash: str
    in_force: PolicyInForce | None
    waiting: ChangeProposal | None
    open: bool
    differences: tuple[Difference, ...]

    @property
    def agreed(self) -> bool:
        return self.in_force is not None and self.in_force.policy_hash == self.hash


@router.get("")
def policies(request: Request, desk: TheDesk, person: ThePerson) -> Response:
    check_can(person, Verb.PROPOSE_POLICY)
    in_force = desk.storage.changes.policies_in_force()
    waiting = {one.doc_type or "": (one, may) for one, may in waiting_for(desk, person, (ChangeKind.POLICY,))}
    views = [_view(one, in_force.get(one.name), waiting.get(one.name)) for one in load_learned(desk.learned).document_types.values()]
    return desk.page(request, "policies.html", person, policies=sorted(views, key=lambda view: (view.agreed, view.title)))


@router.post("/{doc_type}")
def propose(desk: TheDesk, person: ThePerson, doc_type: str, why: Annotated[str, Form(max_length=LONGEST_WHY)] = "") -> Response:
    """Asks another administrator to put the policy a type declares now in force."""
    check_can(person, Verb.PROPOSE_POLICY)
    document_type = load_learned(desk.learned).document_types.get(doc_type)
    if document_type is None:
        raise InvalidValue("There is no such document type. The list of policies names those there are.")
    propose_policy(desk.storage.changes, person, document_type, " ".join(why.split()), desk.now())
    return RedirectResponse("/policies", status_code=303)


def _view(document_type: DocumentType, in_force: PolicyInForce | None, waiting: tuple[ChangeProposal, bool] | None) -> PolicyView:
    current = policy_hash(document_type)
    before = in_force.body if in_force else None
    proposal, may = waiting or (None, False)
    changed = () if in_force and in_force.policy_hash == current else tuple(differences(before, policy_body(document_type)))
    return PolicyView(document_type.name, document_type.title, current, in_force, proposal, may, changed)
