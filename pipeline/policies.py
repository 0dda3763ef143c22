"""Decides by which policy a document is routed: the one that two people put in force."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from models.case import NOT_IN_FORCE, Reason
from models.change_proposal import ChangeProposal, PolicyInForce
from models.document_type import DocumentType, Mode, Policy, strictest
from models.errors import BadDocumentType, WrongState
from models.role import Person
from pipeline.document_types import check_declaration, hash_of, policy_body, policy_hash
from pipeline.permissions import Verb, check_can
from pipeline.ports import Changes

CHANGED = Reason("policy_changed", None, "policy: it was changed, and two people have not put the change in force yet; a person looks")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two policies say differently, as JSON; None where one of them does not say it."""

    name: str
    before: str | None
    after: str | None


class _Body(msgspec.Struct):
    """What is read back of a policy's body."""

    policy: Policy


def effective(document_type: DocumentType, in_force: Mapping[str, PolicyInForce]) -> tuple[DocumentType, tuple[Reason, ...]]:
    """The type with the policy it is routed by, and what keeps it from going straight through.

    A policy changed since it was put in force changes nothing until two people agree, except that nothing passes meanwhile.
    """
    agreed = in_force.get(document_type.name)
    if agreed is None:
        passes = document_type.policy.mode is Mode.STRAIGHT_THROUGH
        return document_type, (NOT_IN_FORCE,) if passes else ()
    if agreed.policy_hash == policy_hash(document_type):
        return document_type, ()
    return _as_agreed(document_type, agreed), (CHANGED,)


def propose_policy(changes: Changes, person: Person, document_type: DocumentType, why: str, at: datetime) -> ChangeProposal:
    """Asks another person to put the policy of a type, as it is declared and learned now, in force."""
    check_can(person, Verb.PROPOSE_POLICY)
    name, current = document_type.name, policy_hash(document_type)
    agreed = changes.policies_in_force().get(name)
    if agreed is not None and agreed.policy_hash == current:
        raise WrongState(f"The policy of {name} is in force already ({current[:12]}). There is nothing to propose.")
    return changes.propose_policy(current, name, policy_body(document_type), person.actor, why, at)


def propose_changed(
    changes: Changes, person: Person, document_types: Sequence[DocumentType], why: str, at: datetime
) -> tuple[ChangeProposal, ...]:
    """A proposal for each of the types whose policy is not the one in force."""
    in_force = changes.policies_in_force()
    changed = [one for one in document_types if one.name not in in_force or in_force[one.name].policy_hash != policy_hash(one)]
    return tuple(propose_policy(changes, person, one, why, at) for one in changed)


def differences(before: str | None, after: str) -> Iterator[Difference]:
    """What two policies, as their bodies, say differently, by name."""
    old, new = (dict(_leaves(msgspec.json.decode(body))) if body else {} for body in (before, after))
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield Difference(name, old.get(name), new.get(name))


def _as_agreed(document_type: DocumentType, agreed: PolicyInForce) -> DocumentType:
    """The type under the policy in force; where that cannot be kept, as with fields it no longer has, its own under the stricter mode."""
    policy = _policy_of(agreed)
    agreed_type = replace(document_type, policy=policy)
    try:
        check_declaration(agreed_type)
    except BadDocumentType:
        return replace(document_type, policy=replace(document_type.policy, mode=strictest(policy.mode, document_type.policy.mode)))
    return agreed_type


def _policy_of(agreed: PolicyInForce) -> Policy:
    """What is not what was agreed on, or cannot be read, as of a later release, lets nothing pass."""
    try:
        return msgspec.json.decode(agreed.body, type=_Body).policy if hash_of(agreed.body) == agreed.policy_hash else Policy()
    except msgspec.DecodeError:
        return Policy()


def _leaves(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from _leaves(below, f"{name}.{key}" if name else str(key))
    else:
        yield name, msgspec.json.encode(value).decode()
