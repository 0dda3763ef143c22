"""What a case's page shows, in the words and order it shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.audit import Actor, ActorKind
from models.case import Case, CaseState, CaseSummary, RelatedCases, Version
from models.case_key import SAME_BUSINESS
from models.document_type import DocumentType
from models.errors import AuthorCannotApprove, CheckRefused, WrongState
from models.extraction import Candidate
from models.role import Person
from pipeline.blindness import is_blind
from pipeline.check import DECIDING, doubtful
from pipeline.ports import ObjectStore
from workbench.claims import Hold, check_works_on
from workbench.evidence import Sheet, sheets_of
from workbench.field_view import FieldView, field_view, percent, sentence
from workbench.states import CASE_SIGNS, Sign
from workbench.typed import Typed, outcome_of, outcome_word


@dataclass(frozen=True, slots=True)
class CaseView:
    """`open`: this person may send the form; `barrier`: why not, in words."""

    case_id: int
    filename: str
    title: str
    type_confidence: str
    sign: Sign
    version: int
    made_by: str
    approved_by: str | None
    open: bool
    barrier: str | None
    reasons: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    pages_in_doubt: frozenset[int]
    fields: tuple[FieldView, ...]
    quarantined: bool
    reopened: bool

    @property
    def needing(self) -> int:
        return sum(field.needs_person for field in self.fields)


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A field that differs between the version a person saw, the newest one and what they typed meanwhile."""

    label: str
    seen: str
    newest: str
    typed: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """What a person typed and the server did not take: shown again, with what is wrong beside each field."""

    typed: Typed | None = None
    problems: Mapping[str, str] | None = None
    overtaken: tuple[Overtaken, ...] = ()


NOTHING_UNSENT = Unsent()


def case_view(
    case: Case,
    document_type: DocumentType | None,
    objects: ObjectStore,
    person: Person,
    hold: Hold,
    proposed: Mapping[str, tuple[Candidate, ...]],
    unsent: Unsent = NOTHING_UNSENT,
) -> CaseView:
    """The case as one person sees it; `proposed` is what the techniques read beside the entry's values."""
    summary, version = case.summary, case.version
    fields, sheets = _fields_and_sheets(case, document_type, objects, proposed, unsent)
    return CaseView(
        case_id=case.case_id,
        filename=summary.filename,
        title=document_type.title if document_type else "Unknown type",
        type_confidence=percent(summary.type_confidence),
        sign=CASE_SIGNS[summary.state],
        version=version.n if version else 0,
        made_by=_person(version.author) if version else "",
        approved_by=_person(case.approver) if case.approver else None,
        open=summary.state in DECIDING and hold.token is not None,
        barrier=hold.others_words or _barrier(case, person),
        reasons=tuple(sentence(reason.text) for reason in summary.reasons if reason.field is None),
        sheets=sheets,
        pages_in_doubt=frozenset(field.mark.sheet.number for field in fields if field.needs_person and field.mark),
        fields=fields,
        quarantined=summary.state is CaseState.QUARANTINED,
        reopened=summary.state is CaseState.REOPENED,
    )


@dataclass(frozen=True, slots=True)
class Relation:
    """The cases that share a key with this one, as the number of an order."""

    word: str
    cases: tuple[tuple[CaseSummary, Sign], ...]


def relations(related: Sequence[RelatedCases], person: Person) -> tuple[Relation, ...]:
    """Without cases this person may still have to key: that they share a key would tell it."""
    found = []
    for one in related:
        cases = tuple((case, CASE_SIGNS[case.state]) for case in one.cases if not is_blind(person, case))
        if cases:
            found.append(Relation(one.rule.kind.removeprefix(SAME_BUSINESS).replace("_", " "), cases))
    return tuple(found)


def overtaken(typed: Typed, versions: Sequence[Version], document_type: DocumentType) -> tuple[Overtaken, ...]:
    """What differs, field by field, where somebody saved a newer version than the one a form was sent about."""
    seen, newest = _words(versions, typed.version), _words(versions, versions[-1].n if versions else 0)
    return tuple(
        Overtaken(spec.label, seen.get(spec.name, ""), newest.get(spec.name, ""), typed.words(spec.name))
        for spec in document_type.fields
        if typed.touched(spec.name) or seen.get(spec.name) != newest.get(spec.name)
    )


def _words(versions: Sequence[Version], n: int) -> dict[str, str]:
    return {
        field.name: field.value or outcome_word(outcome_of(field)) or "missing"
        for version in versions
        if version.n == n
        for field in version.fields
    }


def _fields_and_sheets(
    case: Case,
    document_type: DocumentType | None,
    objects: ObjectStore,
    proposed: Mapping[str, tuple[Candidate, ...]],
    unsent: Unsent,
) -> tuple[tuple[FieldView, ...], tuple[Sheet, ...]]:
    values = case.version.fields if case.version and document_type else ()
    evidence = [field.evidence for field in values] + [one.evidence for several in proposed.values() for one in several]
    sheets = sheets_of(case, objects, {one.page for one in evidence if one})
    in_doubt = doubtful(case) if case.summary.state in DECIDING else ()
    if document_type is None:
        return (), sheets
    fields = tuple(
        field_view(
            field,
            document_type.field(field.name),
            [reason for reason in case.summary.reasons if reason.field == field.name and field.name in in_doubt],
            sheets,
            proposed.get(field.name, ()),
            unsent.typed,
            (unsent.problems or {}).get(field.name),
        )
        for field in values
    )
    return fields, sheets


def _barrier(case: Case, person: Person) -> str | None:
    """Why somebody who could decide about cases like this one cannot about this one."""
    if case.summary.state not in DECIDING:
        return None
    try:
        check_works_on(person, case)
    except (AuthorCannotApprove, WrongState) as refused:
        return str(refused)
    except CheckRefused:
        return None
    return None


def _person(actor: Actor) -> str:
    return actor.name if actor.kind is ActorKind.PERSON else f"{actor.kind} {actor.name}"
