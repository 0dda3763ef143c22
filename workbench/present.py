"""What a case's page shows, in the words and order it shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.audit import Actor, ActorKind
from models.case import TRANSITIONS, Case, CaseState
from models.document_type import DocumentType
from models.errors import AuthorCannotApprove, WrongState
from models.extraction import Candidate
from pipeline.check import check_can_decide, doubtful
from pipeline.ports import ObjectStore
from workbench.evidence import Sheet, sheets_of
from workbench.field_view import FieldView, field_view, percent, sentence
from workbench.states import CASE_SIGNS, Sign
from workbench.typed import Typed


@dataclass(frozen=True, slots=True)
class CaseView:
    """`open`: this person may send the form; `barrier`: why not, in words; `closable`: it may be rejected or rescanned."""

    case_id: int
    filename: str
    title: str
    type_confidence: str
    sign: Sign
    version: int
    made_by: str
    approved_by: str | None
    open: bool
    closable: bool
    barrier: str | None
    reasons: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    pages_in_doubt: frozenset[int]
    fields: tuple[FieldView, ...]
    quarantined: bool

    @property
    def needing(self) -> int:
        return sum(field.needs_person for field in self.fields)


@dataclass(frozen=True, slots=True)
class Work:
    """What a person typed and the server could not take: shown again, with what is wrong beside each field."""

    typed: Typed | None = None
    problems: Mapping[str, str] | None = None


NO_WORK = Work()


def case_view(
    case: Case,
    document_type: DocumentType | None,
    objects: ObjectStore,
    reviewer: Actor,
    proposed: Mapping[str, tuple[Candidate, ...]],
    work: Work = NO_WORK,
) -> CaseView:
    """The case as one person sees it; `proposed` is what the techniques read beside the entry's values."""
    summary, version = case.summary, case.version
    fields, sheets = _fields_and_sheets(case, document_type, objects, proposed, work)
    barrier = _barrier(case, reviewer)
    return CaseView(
        case_id=case.case_id,
        filename=summary.filename,
        title=document_type.title if document_type else "Unknown type",
        type_confidence=percent(summary.type_confidence),
        sign=CASE_SIGNS[summary.state],
        version=version.n if version else 0,
        made_by=_person(version.author) if version else "",
        approved_by=_person(case.approver) if case.approver else None,
        open=summary.state is CaseState.IN_REVIEW and barrier is None,
        closable=CaseState.REJECTED in TRANSITIONS[summary.state],
        barrier=barrier,
        reasons=tuple(sentence(reason.text) for reason in summary.reasons if reason.field is None),
        sheets=sheets,
        pages_in_doubt=frozenset(field.mark.sheet.number for field in fields if field.needs_person and field.mark),
        fields=fields,
        quarantined=summary.state is CaseState.QUARANTINED,
    )


def _fields_and_sheets(
    case: Case,
    document_type: DocumentType | None,
    objects: ObjectStore,
    proposed: Mapping[str, tuple[Candidate, ...]],
    work: Work,
) -> tuple[tuple[FieldView, ...], tuple[Sheet, ...]]:
    values = case.version.fields if case.version and document_type else ()
    evidence = [field.evidence for field in values] + [one.evidence for several in proposed.values() for one in several]
    sheets = sheets_of(case, objects, {one.page for one in evidence if one})
    in_doubt = doubtful(case) if case.summary.state is CaseState.IN_REVIEW else ()
    if document_type is None:
        return (), sheets
    fields = tuple(
        field_view(
            field,
            document_type.field(field.name),
            [reason for reason in case.summary.reasons if reason.field == field.name and field.name in in_doubt],
            sheets,
            proposed.get(field.name, ()),
            work.typed,
            (work.problems or {}).get(field.name),
        )
        for field in values
    )
    return fields, sheets


def _barrier(case: Case, reviewer: Actor) -> str | None:
    if case.summary.state is not CaseState.IN_REVIEW:
        return None
    try:
        check_can_decide(case, reviewer)
    except (AuthorCannotApprove, WrongState) as refused:
        return str(refused)
    return None


def _person(actor: Actor) -> str:
    return actor.name if actor.kind is ActorKind.PERSON else f"{actor.kind} {actor.name}"
