"""One case: its page, what a person decides about it, and the ways out (reject, rescan)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import RedirectResponse

from models.audit import Actor
from models.case import Case, CaseState, RescanCode
from models.document_type import DocumentType
from models.errors import CheckRefused, InvalidValue, StaleVersion, Undecided
from models.limits import Limits
from pipeline.check import Decision, can_decide, decide, doubtful, reject, request_rescan
from pipeline.ports import CaseStore
from pipeline.validate import normalise
from workbench.desk import Desk, TheDesk
from workbench.notices import Done, notice_of
from workbench.present import NO_WORK, CaseView, Work, case_view
from workbench.queue_rows import oldest_first
from workbench.refusals import status_of
from workbench.reviewer import TheReviewer
from workbench.typed import Typed, decisions_of, read_typed

LONGEST_REASON = 300
REJECT_REASONS = ("Not a document we enter", "Entered before", "Sent to us by mistake")
RESCAN_REASONS = {
    "A page cannot be read": RescanCode.UNREADABLE,
    "A page is missing or cut off": RescanCode.CUT_OFF,
    "Pages of several documents are mixed": RescanCode.PAGES_MIXED,
}

router = APIRouter(prefix="/cases")

CaseId = Annotated[int, Path(ge=1, le=2**53)]
CloseCase = Callable[[CaseStore, int, Actor, str, datetime], None]


async def typed_form(request: Request) -> Typed:
    """The submitted form; files are ignored."""
    form = await request.form()
    return read_typed((key, text) for key, text in form.multi_items() if isinstance(text, str))


@router.get("/{case_id}")
def show(request: Request, desk: TheDesk, reviewer: TheReviewer, case_id: CaseId, saved: int = 0, done: str = "") -> Response:
    return _page(request, desk, reviewer, desk.storage.cases.case(case_id), notice=notice_of(saved, done))


@router.post("/{case_id}")
def submit(
    request: Request, desk: TheDesk, reviewer: TheReviewer, case_id: CaseId, typed: Annotated[Typed, Depends(typed_form)]
) -> Response:
    """Approves or saves what the form says; a refusal shows the case as it is now, with the typed work in it."""
    case = desk.storage.cases.case(case_id)
    try:
        decision = _decide(desk, case, typed, reviewer)
    except CheckRefused as refused:
        newest = desk.storage.cases.case(case_id)
        work = Work(typed, _problems(desk, newest, typed, refused))
        return _page(request, desk, reviewer, newest, work, refused)
    return _onward(desk, case_id, reviewer, Done.APPROVED if decision.state is CaseState.APPROVED else Done.SECOND)


@router.get("/{case_id}/next")
def skip(desk: TheDesk, reviewer: TheReviewer, case_id: CaseId) -> Response:
    """The next case this person may decide, without deciding this one."""
    following = next_for(desk.storage.cases, reviewer, case_id)
    return RedirectResponse(f"/cases/{following}" if following else "/", status_code=303)


@router.post("/{case_id}/type")
def decide_type(
    desk: TheDesk, reviewer: TheReviewer, case_id: CaseId, doc_type: Annotated[str, Form()], version: Annotated[int, Form()]
) -> Response:
    """A person says what an unknown document is; the machine fills in the entry of that type, for somebody else to approve."""
    from pipeline.assign_type import assign_type  # noqa: PLC0415 - loads the machine's weights; no other page needs them
    from pipeline.understand import load_machine  # noqa: PLC0415 - as above

    if doc_type not in desk.document_types:
        raise Undecided("Choose one of the document types.")
    stores, machine = desk.storage, load_machine("rapidocr", "eng", Limits(), desk.learned)
    assign_type(stores.cases, stores.objects, machine, case_id, version, doc_type, reviewer, datetime.now(UTC))
    return _onward(desk, case_id, reviewer, Done.TYPED)


@router.post("/{case_id}/reject")
def reject_case(
    request: Request,
    desk: TheDesk,
    reviewer: TheReviewer,
    case_id: CaseId,
    why: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
) -> Response:
    return _close(request, desk, reviewer, case_id, words or why, reject, Done.REJECTED)


@router.post("/{case_id}/rescan")
def rescan_case(
    request: Request,
    desk: TheDesk,
    reviewer: TheReviewer,
    case_id: CaseId,
    why: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
) -> Response:
    return _close(request, desk, reviewer, case_id, words or why, _rescan, Done.RESCAN)


def _rescan(cases: CaseStore, case_id: int, reviewer: Actor, why: str, at: datetime) -> None:
    request_rescan(cases, case_id, reviewer, RESCAN_REASONS.get(why, RescanCode.OTHER), why, at)


def next_for(cases: CaseStore, reviewer: Actor, after: int) -> int | None:
    """The case this person should see after this one: oldest first, round once, without those they may not decide."""
    order = [summary.case_id for summary in oldest_first(cases.queue([CaseState.IN_REVIEW]))]
    start = order.index(after) + 1 if after in order else 0
    others = (case_id for case_id in order[start:] + order[:start] if case_id != after)
    return next((case_id for case_id in others if can_decide(cases.case(case_id), reviewer)), None)


def _decide(desk: Desk, case: Case, typed: Typed, reviewer: Actor) -> Decision:
    document_type = _type_of(desk, case)
    if document_type is None:
        raise Undecided("The type of this document is not known, so there is nothing to approve yet.")
    fields = case.version.fields if case.version else ()
    decisions = decisions_of(typed, fields)
    return decide(desk.storage.cases, document_type, case.case_id, typed.version, decisions, reviewer, datetime.now(UTC))


def _problems(desk: Desk, case: Case, typed: Typed, refused: CheckRefused) -> dict[str, str]:
    """What to say beside which field."""
    document_type = _type_of(desk, case)
    if document_type is None or case.version is None:
        return {}
    if isinstance(refused, StaleVersion):
        return _overtaken(case, typed)
    decisions = decisions_of(typed, case.version.fields)
    if isinstance(refused, InvalidValue):
        return _invalid(case, document_type, decisions)
    if isinstance(refused, Undecided):
        text = "Not decided yet: confirm it, correct it, or say that it is missing."
        return {name: text for name in doubtful(case) if name not in decisions}
    return {}


def _overtaken(case: Case, typed: Typed) -> dict[str, str]:
    """Fields whose typed text differs from the version somebody else saved in the meantime."""
    fields = case.version.fields if case.version else ()
    n = case.version.n if case.version else 0
    return {
        field.name: f"You typed this before version {n} was saved. Version {n} says: {field.value or 'missing'}."
        for field in fields
        if typed.touched(field.name) and (None if field.name in typed.missing else typed.texts.get(field.name)) != field.value
    }


def _invalid(case: Case, document_type: DocumentType, decisions: Mapping[str, str | None]) -> dict[str, str]:
    problems = {}
    for field in case.version.fields if case.version else ():
        text = decisions.get(field.name)
        if text and text != field.value:
            try:
                normalise(document_type.field(field.name), text)
            except InvalidValue as invalid:
                problems[field.name] = str(invalid)
    return problems


def _close(request: Request, desk: Desk, reviewer: Actor, case_id: int, why: str, close: CloseCase, done: Done) -> Response:
    reason = " ".join(why.split())[:LONGEST_REASON]
    if not reason:
        missing = Undecided("Say why, so that the next person knows. Nothing was changed.")
        return _page(request, desk, reviewer, desk.storage.cases.case(case_id), refused=missing)
    close(desk.storage.cases, case_id, reviewer, reason, datetime.now(UTC))
    return _onward(desk, case_id, reviewer, done)


def _kept(view: CaseView, work: Work) -> list[tuple[str, str]]:
    """What was typed for a case that can no longer take it, so that it can be copied."""
    typed = work.typed
    if typed is None or view.open:
        return []
    labels = {field.name: field.label for field in view.fields}
    return [(labels.get(name, name), text) for name, text in typed.texts.items() if typed.touched(name)]


def _type_of(desk: Desk, case: Case) -> DocumentType | None:
    return desk.document_types.get(case.summary.doc_type or "")


def _onward(desk: Desk, case_id: int, reviewer: Actor, done: Done) -> Response:
    following = next_for(desk.storage.cases, reviewer, case_id)
    return RedirectResponse(f"{f'/cases/{following}' if following else '/'}?saved={case_id}&done={done}", status_code=303)


def _page(
    request: Request,
    desk: Desk,
    reviewer: Actor,
    case: Case,
    work: Work = NO_WORK,
    refused: CheckRefused | None = None,
    notice: str | None = None,
) -> Response:
    cases = desk.storage.cases
    view = case_view(case, _type_of(desk, case), desk.storage.objects, reviewer, cases.alternatives(case.case_id), work)
    return desk.page(
        request,
        "case.html",
        status=status_of(refused) if refused else 200,
        case=view,
        reviewer=reviewer.name,
        refused=str(refused) if refused else None,
        kept=_kept(view, work),
        notice=notice,
        following=next_for(cases, reviewer, case.case_id),
        reject_reasons=REJECT_REASONS,
        rescan_reasons=RESCAN_REASONS,
        kinds=sorted((one.name, one.title) for one in desk.document_types.values()),
    )
