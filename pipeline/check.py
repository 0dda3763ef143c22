"""What a person decides about an entry. Whoever changes a value becomes its author, and somebody else approves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from models.audit import Actor
from models.case import Case, CaseState, FieldValue, Outcome, Reason, RescanCode, Version
from models.document_type import DocumentType, Mode
from models.errors import AuthorCannotApprove, StaleVersion, Undecided, WrongState
from pipeline.permissions import Verb, check_can
from pipeline.policies import effective
from pipeline.ports import CaseStore
from pipeline.route import keyed_after
from pipeline.validate import normalise

DECIDING = {CaseState.IN_REVIEW: Verb.CHECK, CaseState.IN_ADJUDICATION: Verb.ADJUDICATE, CaseState.REOPENED: Verb.CORRECT}
"""Where one person decides about the whole entry, and what that is: in adjudication where a case was referred."""
OTHER_THAN_MISSING = frozenset({Outcome.ILLEGIBLE, Outcome.NOT_APPLICABLE})
Stand = str | Outcome | None
"""What a person stands by: a value, or why there is none (None: missing on the document)."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a case stands after a person decided; `corrected` names the fields that were changed."""

    case_id: int
    version: int
    state: CaseState
    corrected: tuple[str, ...]


def check_can_decide(case: Case, reviewer: Actor) -> None:
    """Raises CheckRefused where this person cannot decide about this case."""
    if case.summary.state not in DECIDING:
        raise WrongState(f"Case {case.case_id} is {case.summary.state.replace('_', ' ')}; only cases in review can be checked.")
    if case.mode is Mode.DOUBLE_KEY and case.summary.state is not CaseState.REOPENED:
        raise WrongState(f"Two people key case {case.case_id} blind; it is not checked.")
    if reviewer in case.authors:
        raise AuthorCannotApprove("You made part of this entry; somebody else has to approve it.")


def can_decide(case: Case, reviewer: Actor) -> bool:
    try:
        check_can_decide(case, reviewer)
    except (WrongState, AuthorCannotApprove):
        return False
    return True


def check_may_decide(cases: CaseStore, case: Case, reviewer: Actor) -> None:
    """As check_can_decide, and raises NotAllowed where the person's roles or skills do not allow it."""
    check_can_decide(case, reviewer)
    check_can(cases.person(reviewer.name), DECIDING[case.summary.state], case)


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
    decisions: Mapping[str, Stand],
    reviewer: Actor,
    at: datetime,
    token: int | None = None,
) -> Decision:
    """Approves the entry as it is, or saves the corrected one for somebody else to approve.

    `decisions` maps each field decided to what the person stands by; `token` is that of their hold on the case; every doubtful
    field must be among them. Raises StaleVersion, AuthorCannotApprove, WrongState, Undecided or InvalidValue, and then changes nothing.
    """
    case = cases.case(case_id)
    check_may_decide(cases, case, reviewer)
    version = _seen(case, seen_version)
    undecided = [name for name in doubtful(case) if name not in decisions]
    if undecided:
        raise Undecided(f"Still to decide: {', '.join(document_type.field(name).label for name in undecided)}.")
    values = tuple(_decided(field, decisions, document_type) for field in version.fields)
    corrected = tuple(new.name for new, old in zip(values, version.fields, strict=True) if _differs(new, old))
    reopened = case.summary.state is CaseState.REOPENED
    if not corrected and not reopened:
        cases.approve(case_id, version.n, reviewer, at, token)
        return Decision(case_id, version.n, CaseState.APPROVED, ())
    agreed, _ = effective(document_type, cases.policies_in_force())
    keyed, by_value = keyed_after({one.name: one.value for one in values}, corrected, agreed)
    stood_by = tuple(name for name in doubtful(case) if reopened and name not in corrected)
    reasons = (*_second_person(corrected, document_type, reviewer), *_against_qa(stood_by, document_type, reviewer), *by_value)
    # A reopened case had its two keyers and its audit; one more person approves what is put right.
    key_fields = () if reopened else keyed
    n = cases.save_version(case_id, version.n, values, reasons, reviewer, at, token, key_fields)
    return Decision(case_id, n, cases.case(case_id).summary.state, corrected)


def reject(cases: CaseStore, case_id: int, reviewer: Actor, why: str, at: datetime, token: int | None = None) -> None:
    """Ends a case: it is not to be entered at all."""
    check_can(cases.person(reviewer.name), Verb.REJECT, cases.case(case_id))
    cases.close(case_id, CaseState.REJECTED, Reason("rejected", None, why), reviewer, at, token)


def request_rescan(
    cases: CaseStore, case_id: int, reviewer: Actor, code: RescanCode, why: str, at: datetime, token: int | None = None
) -> None:
    """Asks the station for a better scan, which joins the case."""
    check_can(cases.person(reviewer.name), Verb.RESCAN, cases.case(case_id))
    cases.close(case_id, CaseState.RESCAN_REQUESTED, Reason(code, None, why), reviewer, at, token)


def refer(cases: CaseStore, case_id: int, seen_version: int, reviewer: Actor, why: str, at: datetime, token: int | None = None) -> None:
    """Passes a case on to a senior checker."""
    check_can(cases.person(reviewer.name), Verb.REFER, cases.case(case_id))
    cases.refer(case_id, seen_version, Reason("referred", None, why), reviewer, at, token)


def read_again(cases: CaseStore, case_id: int, reviewer: Actor, at: datetime) -> None:
    """A document in quarantine goes back to be read."""
    check_can(cases.person(reviewer.name), Verb.READ_AGAIN, cases.case(case_id))
    cases.read_again(case_id, reviewer, at)


def _seen(case: Case, seen_version: int) -> Version:
    if case.version is None or case.version.n != seen_version:
        newest = case.version.n if case.version else 0
        raise StaleVersion(seen_version, newest)
    return case.version


def _decided(field: FieldValue, decisions: Mapping[str, Stand], document_type: DocumentType) -> FieldValue:
    if field.name not in decisions:
        return field
    said = decisions[field.name] or Outcome.MISSING
    if isinstance(said, Outcome):
        return replace(field, value=None, confidence=None, outcome=said, accepted=True)
    value = normalise(document_type.field(field.name), said) if said != field.value else said
    if value == field.value:
        return replace(field, outcome=Outcome.CONFIRMED, accepted=True)
    return replace(field, value=value, confidence=None, outcome=Outcome.CORRECTED, accepted=True)


def _differs(new: FieldValue, old: FieldValue) -> bool:
    """Whether the next person sees something else; that a value the machine did not find is missing indeed is nothing else."""
    return new.value != old.value or (new.outcome in OTHER_THAN_MISSING and new.outcome is not old.outcome)


def _second_person(corrected: tuple[str, ...], document_type: DocumentType, author: Actor) -> tuple[Reason, ...]:
    return tuple(
        Reason("corrected", name, f"{author.name} corrected {document_type.field(name).label.lower()}; a second person confirms it")
        for name in corrected
    )


def _against_qa(stood_by: tuple[str, ...], document_type: DocumentType, author: Actor) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            "stood_by",
            name,
            f"QA read {document_type.field(name).label.lower()} otherwise, {author.name} as before; a third person decides",
        )
        for name in stood_by
    )
