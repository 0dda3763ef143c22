"""What takes two people: a person proposes a role for somebody, another one decides about what was proposed."""

from datetime import datetime

from models.change_proposal import ChangeKind, ChangeProposal
from models.errors import NotFounded
from models.role import Person, Role
from pipeline.permissions import Verb, check_can, check_can_decide_change
from pipeline.ports import Changes


def propose_role(changes: Changes, proposer: Person, kind: ChangeKind, person: str, role: Role, why: str, at: datetime) -> ChangeProposal:
    """Asks another administrator to give a role to a person, or to take it; raises NotFounded in trial."""
    check_can(proposer, Verb.PROPOSE_PERSON)
    if proposer.in_trial:
        raise NotFounded("In trial everybody does everything. Found the installation, then give roles: foureyes people found NAME NAME.")
    return changes.propose_role(kind, person, role, proposer.actor, why, at)


def decide_change(changes: Changes, decider: Person, proposal_id: int, at: datetime, *, approved: bool) -> ChangeProposal:
    """Puts a proposal in force or refuses it. Raises NoSuchProposal, NotAllowed, or OwnProposal where somebody else has to decide."""
    check_can_decide_change(decider, changes.proposal(proposal_id))
    return changes.decide(proposal_id, decider.actor, at, approved=approved)
