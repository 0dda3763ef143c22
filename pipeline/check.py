"""What a person decides about an entry. Whoever changes a value becomes its author, and somebody else approves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from models.audit import Actor
from models.case import Case, CaseState, FieldValue, Outcome, Reason, Version
from models.document_type import DocumentType
from models.errors import AuthorCannotApprove, StaleVersion, Undecided, WrongState
from pipeline.ports import CaseStore
from pipeline.validate import normalise


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a case stands after a person decided; `corrected` names the fields that were changed."""

    case_id: int
    version: int
    state: CaseState
    corrected: tuple[str, ...]


def check_can_decide(case: Case, reviewer: Actor) -> None:
    """Raises CheckRefused where this person cannot decide about this case."""
    if case.summary.state is not CaseState.IN_REVIEW:
        raise WrongState(f"Case {case.case_id} is {case.summary.state.replace('_', ' ')}; only cases in review can be checked.")
    if reviewer in case.authors:
        raise AuthorCannotApprove("You made part of this entry; somebody else has to approve it.")


def can_decide(case: Case, reviewer: Actor) -> bool:
    try:
        check_can_decide(case, reviewer)
    except (WrongState, AuthorCannotApprove):
        return False
    return True


def doubtful(case: Case) -> tuple[str, ...]:
    """Names of the fields a person has to decide, in the order of the entry."""
    if case.version is None:
        return ()
    named = {reason.field for reason in case.summary.reasons}
    return tuple(field.name for field in case.version.fields if field.name in named)


def decide(
    cases: CaseStore,
    document_type: DocumentType,
    case_id: int,
    seen_version: int,
    decisions: Mapping[str, str | None],
    reviewer: Actor,
    at: datetime,
) -> Decision:
    """Approves the entry as it is, or saves the corrected one for somebody else to approve.

    `decisions` maps each field decided to the value the person stands by (None: missing on the document); every doubtful
    field must be among them. Raises StaleVersion, AuthorCannotApprove, WrongState, Undecided or InvalidValue, and then changes nothing.
    """
    case = cases.case(case_id)
    check_can_decide(case, reviewer)
    version = _seen(case, seen_version)
    undecided = [name for name in doubtful(case) if name not in decisions]
    if undecided:
        raise Undecided(f"Still to decide: {', '.join(document_type.field(name).label for name in undecided)}.")
    values = tuple(_decided(field, decisions, document_type) for field in version.fields)
    corrected = tuple(new.name for new, old in zip(values, version.fields, strict=True) if new.value != old.value)
    if not corrected:
        cases.approve(case_id, version.n, reviewer, at)
        return Decision(case_id, version.n, CaseState.APPROVED, ())
    n = cases.save_version(case_id, version.n, values, _second_person(corrected, document_type, reviewer), reviewer, at)
    return Decision(case_id, n, CaseState.IN_REVIEW, corrected)


def reject(cases: CaseStore, case_id: int, reviewer: Actor, why: str, at: datetime) -> None:
    """Ends a case: it is not to be entered at all."""
    cases.close(case_id, CaseState.REJECTED, Reason("rejected", None, why), reviewer, at)


def request_rescan(cases: CaseStore, case_id: int, reviewer: Actor, why: str, at: datetime) -> None:
    """Ends a case because its pages cannot be read; the station is asked for a better scan."""
    cases.close(case_id, CaseState.RESCAN_REQUESTED, Reason("rescan", None, why), reviewer, at)


def _seen(case: Case, seen_version: int) -> Version:
    if case.version is None or case.version.n != seen_version:
        newest = case.version.n if case.version else 0
        raise StaleVersion(seen_version, newest)
    return case.version


def _decided(field: FieldValue, decisions: Mapping[str, str | None], document_type: DocumentType) -> FieldValue:
    if field.name not in decisions:
        return field
    typed = decisions[field.name]
    value = normalise(document_type.field(field.name), typed) if typed and typed != field.value else typed or None
    if value == field.value:
        return replace(field, outcome=Outcome.CONFIRMED, accepted=True)
    return replace(field, value=value, confidence=None, outcome=Outcome.CORRECTED, accepted=True)


def _second_person(corrected: tuple[str, ...], document_type: DocumentType, author: Actor) -> tuple[Reason, ...]:
    return tuple(
        Reason("corrected", name, f"{author.name} corrected {document_type.field(name).label.lower()}; a second person confirms it")
        for name in corrected
    )
