"""Ruling on two keyings that differ: both readings beside the page, without a word about who typed which."""

import hashlib
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from models.case import Case, Outcome
from models.document_type import DocumentType
from models.errors import CheckRefused, Undecided
from models.keying import Dispute, KeyedValue
from models.role import Person
from pipeline.blindness import check_may
from pipeline.key import adjudicate
from pipeline.permissions import Verb
from workbench.case_page import case_page
from workbench.claims import CaseId, Hold, draft_of, hold_on, onward
from workbench.closing import ways_out
from workbench.desk import Desk, TheDesk
from workbench.evidence import sheets_of
from workbench.keying import MEASURED_PAGES, KeyedField, keyed_field, problems_of
from workbench.notices import Done, Said
from workbench.reviewer import ThePerson
from workbench.typed import TheForm, Typed, outcome_word, said_of

router = APIRouter(prefix="/cases/{case_id}")


@dataclass(frozen=True, slots=True)
class DisputedField:
    """One field in which two keyings differ: both readings in an order that tells nothing, and what this person chose or typed."""

    field: KeyedField
    readings: tuple[str, str]
    pick: str


@router.post("/rule")
def rule(request: Request, desk: TheDesk, person: ThePerson, case_id: CaseId, typed: TheForm) -> Response:
    """A third person's rulings; a refusal shows them again with what is wrong beside each field."""
    case = desk.storage.cases.case(case_id)
    check_may(person, Verb.ADJUDICATE, case)
    dispute, document_type = desk.storage.keying.dispute(case_id), desk.type_of(case)
    if document_type is None:
        raise Undecided("The type of this document is not in use any more; nothing can be ruled on.")
    problems = problems_of(typed, tuple(name for name in dispute.readings if typed.picks.get(name) not in {"1", "2"}), document_type)
    try:
        if problems:
            raise Undecided("Some fields still need you.")
        said = {name: _ruling(dispute, typed, name) for name in dispute.readings}
        adjudicate(desk.storage.keying, document_type, case_id, typed.version, said, person.actor, desk.now(), typed.token)
    except CheckRefused as refused:
        hold = hold_on(desk, person, desk.storage.cases.case(case_id))
        return adjudication_page(request, desk, person, case, hold, Said(None, refused), typed, problems)
    return onward(desk, person, case_id, Done.RULED)


def adjudication_page(
    request: Request,
    desk: Desk,
    person: Person,
    case: Case,
    hold: Hold,
    said: Said,
    typed: Typed | None = None,
    problems: dict[str, str] | None = None,
) -> Response:
    dispute, document_type = desk.storage.keying.dispute(case.case_id), desk.type_of(case)
    typed = typed or (draft_of(desk, person, case) if hold.token is not None else None)
    typed = typed and typed.about(dispute.n)
    return case_page(
        request,
        desk,
        "adjudication.html",
        person,
        case,
        hold,
        said,
        version=dispute.n,
        fields=_fields(dispute, document_type, typed, problems or {}) if document_type else (),
        sheets=sheets_of(case, desk.storage.objects, range(1, min(case.summary.page_count, MEASURED_PAGES) + 1)),
        out=ways_out(person, case, hold),
    )


def _fields(dispute: Dispute, document_type: DocumentType, typed: Typed | None, problems: dict[str, str]) -> tuple[DisputedField, ...]:
    return tuple(
        DisputedField(
            keyed_field(document_type.field(name), typed, problems.get(name)),
            (_words(dispute.readings[name][slots[0] - 1]), _words(dispute.readings[name][slots[1] - 1])),
            typed.picks.get(name, "") if typed else "",
        )
        for name in dispute.readings
        for slots in [_slots(dispute, name)]
    )


def _slots(dispute: Dispute, name: str) -> tuple[int, int]:
    """The keyers in the order their readings are shown: any, but for each field always the same."""
    even = hashlib.sha256(f"{dispute.case_id}.{dispute.n}.{name}".encode()).digest()[0] % 2 == 0
    return (1, 2) if even else (2, 1)


def _ruling(dispute: Dispute, typed: Typed, name: str) -> int | str | Outcome:
    pick = typed.picks.get(name)
    return _slots(dispute, name)[int(pick) - 1] if pick in {"1", "2"} else said_of(typed, name) or ""


def _words(reading: KeyedValue) -> str:
    return reading.value or outcome_word(str(reading.outcome)) or "missing"
