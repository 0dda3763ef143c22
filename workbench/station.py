"""The station: the entry beside its page, for whoever checks it or reads it."""

from collections.abc import Mapping

from fastapi import Request, Response

from models.case import Case
from models.document_type import DocumentType
from models.errors import CheckRefused, InvalidValue, StaleVersion, Undecided
from models.role import Person
from pipeline.check import Stand, doubtful
from pipeline.validate import normalise
from workbench.claims import Hold, draft_of
from workbench.closing import ways_out
from workbench.desk import Desk
from workbench.notices import Said
from workbench.present import NOTHING_UNSENT, CaseView, Unsent, case_view, overtaken, relations
from workbench.refusals import status_of
from workbench.typed import Typed, decisions_of


def station_page(
    request: Request, desk: Desk, person: Person, case: Case, hold: Hold, said: Said, unsent: Unsent = NOTHING_UNSENT
) -> Response:
    """What was typed and not sent, now or days ago, stands in its fields."""
    if unsent.typed is None and hold.token is not None:
        unsent = _from_draft(desk, person, case)
    proposed = desk.storage.cases.alternatives(case.case_id)
    view = case_view(case, desk.type_of(case), desk.storage.objects, person, hold, proposed, unsent)
    return desk.page(
        request,
        "case.html",
        person,
        status=status_of(said.refused) if said.refused else 200,
        case=view,
        hold=hold,
        said=said,
        unsent=unsent,
        kept=_kept(view, unsent),
        out=ways_out(person, case, hold),
        related=relations(desk.storage.cases.related(case.case_id), person),
        kinds=sorted((one.name, one.title) for one in desk.document_types.values()),
    )


def unsent_of(desk: Desk, case: Case, typed: Typed, refused: CheckRefused) -> Unsent:
    """What was typed, with what to say beside which field of the case as it is now."""
    document_type = desk.type_of(case)
    if document_type is None or case.version is None:
        return Unsent(typed)
    if isinstance(refused, StaleVersion):
        both = overtaken(typed, desk.storage.cases.versions(case.case_id), document_type)
        return Unsent(typed.about(case.version.n), None, both)
    decisions = decisions_of(typed, case.version.fields)
    if isinstance(refused, InvalidValue):
        return Unsent(typed, _invalid(case, document_type, decisions))
    if isinstance(refused, Undecided):
        text = "Not decided yet: confirm it, correct it, or say why there is no value."
        return Unsent(typed, {name: text for name in doubtful(case) if name not in decisions})
    return Unsent(typed)


def _from_draft(desk: Desk, person: Person, case: Case) -> Unsent:
    typed, document_type = draft_of(desk, person, case), desk.type_of(case)
    if typed is None or document_type is None or case.version is None:
        return NOTHING_UNSENT
    stale = typed.version != case.version.n
    both = overtaken(typed, desk.storage.cases.versions(case.case_id), document_type) if stale else ()
    return Unsent(typed.about(case.version.n), None, both)


def _invalid(case: Case, document_type: DocumentType, decisions: Mapping[str, Stand]) -> dict[str, str]:
    problems = {}
    for field in case.version.fields if case.version else ():
        text = decisions.get(field.name)
        if isinstance(text, str) and text != field.value:
            try:
                normalise(document_type.field(field.name), text)
            except InvalidValue as invalid:
                problems[field.name] = str(invalid)
    return problems


def _kept(view: CaseView, unsent: Unsent) -> list[tuple[str, str]]:
    """What was typed for a case that can no longer take it, so that it can be copied."""
    typed = unsent.typed
    if typed is None or view.open:
        return []
    labels = {field.name: field.label for field in view.fields}
    return [(labels.get(name, name), typed.words(name)) for name in typed.texts if typed.touched(name)]
