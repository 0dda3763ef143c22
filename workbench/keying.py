"""Keying blind: the page and empty fields. Whatever the machine or another keyer made of it, the page is the same to the byte."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from models.case import Case
from models.document_type import DocumentType, FieldSpec
from models.errors import CheckRefused, InvalidValue, Undecided
from models.role import Person
from pipeline.blindness import check_may, waits_for_keyer
from pipeline.key import key, keyed_value
from pipeline.permissions import Verb
from workbench.case_page import case_page
from workbench.claims import CaseId, Hold, draft_of, hold_on, onward
from workbench.closing import ways_out
from workbench.desk import Desk, TheDesk
from workbench.evidence import sheets_of
from workbench.field_view import layout_of
from workbench.notices import Done, Said
from workbench.reviewer import ThePerson
from workbench.typed import TheForm, Typed, said_of

# The sizes of so many pages are looked up, so that the layout does not jump; longer documents are rarely keyed.
MEASURED_PAGES = 20
NOTHING_TYPED = "Type it as it is printed, or say why there is nothing to type."

router = APIRouter(prefix="/cases/{case_id}")


@dataclass(frozen=True, slots=True)
class KeyedField:
    """One field to key: what the type says of it, and what this person typed themselves."""

    name: str
    label: str
    help: str
    layout: str
    text: str
    outcome: str
    problem: str | None


@router.post("/key")
def key_case(request: Request, desk: TheDesk, person: ThePerson, case_id: CaseId, typed: TheForm) -> Response:
    """One blind entry; a refusal shows what was typed with what is wrong beside it."""
    case = desk.storage.cases.case(case_id)
    check_may(person, Verb.KEY, case)
    document_type = desk.type_of(case)
    if document_type is None:
        raise Undecided("The type of this document is not known, so there is nothing to key yet.")
    names = desk.storage.keying.task(case_id).fields
    problems = problems_of(typed, names, document_type)
    try:
        if problems:
            raise Undecided("Some fields still need you.")
        said = {name: said_of(typed, name) or "" for name in names}
        key(desk.storage.keying, document_type, case_id, typed.version, said, person.actor, desk.now(), typed.token)
    except CheckRefused as refused:
        newest = desk.storage.cases.case(case_id)
        return keying_page(request, desk, person, newest, hold_on(desk, person, newest), Said(None, refused), typed, problems)
    return onward(desk, person, case_id, Done.KEYED)


def keying_page(
    request: Request,
    desk: Desk,
    person: Person,
    case: Case,
    hold: Hold,
    said: Said,
    typed: Typed | None = None,
    problems: Mapping[str, str] | None = None,
) -> Response:
    """The page with empty fields for whoever holds the case to key it; for others the page alone."""
    document_type = desk.type_of(case)
    fields: tuple[KeyedField, ...] = ()
    version = 0
    if hold.token is not None and document_type is not None and waits_for_keyer(case.summary):
        task = desk.storage.keying.task(case.case_id)
        typed = typed or draft_of(desk, person, case)
        version = task.n
        fields = tuple(keyed_field(document_type.field(name), typed, (problems or {}).get(name)) for name in task.fields)
    pages = range(1, min(case.summary.page_count, MEASURED_PAGES) + 1)
    return case_page(
        request,
        desk,
        "keying.html",
        person,
        case,
        hold,
        said,
        version=version,
        fields=fields,
        sheets=sheets_of(case, desk.storage.objects, pages),
        waits=waits_for_keyer(case.summary),
        out=ways_out(person, case, hold),
    )


def keyed_field(spec: FieldSpec, typed: Typed | None, problem: str | None) -> KeyedField:
    text = typed.texts.get(spec.name, "") if typed else ""
    outcome = typed.outcomes.get(spec.name, "") if typed else ""
    return KeyedField(spec.name, spec.label, spec.help, layout_of(spec.kind), text, outcome, problem)


def problems_of(typed: Typed, names: tuple[str, ...], document_type: DocumentType) -> dict[str, str]:
    """What is wrong beside which field: nothing typed, or a value of another kind."""
    problems = {}
    for name in names:
        said = said_of(typed, name)
        try:
            if said is None:
                problems[name] = NOTHING_TYPED
            else:
                keyed_value(document_type, name, said)
        except InvalidValue as invalid:
            problems[name] = str(invalid)
    return problems
