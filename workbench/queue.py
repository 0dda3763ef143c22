"""The queue: which cases there are, what needs a person and why. Who only keys sees what there is to key, and nothing else."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from models.case import CaseSummary
from models.role import Person, Role
from pipeline.blindness import TO_KEY, only_keys, waits_for_keyer
from pipeline.permissions import CHECKERS, Verb, can, check_can
from workbench.desk import Desk, TheDesk
from workbench.navigation import ways_of
from workbench.notices import notice_of
from workbench.queue_rows import FILTERS, MOST_ROWS, Beholder, Filter, rows_of, type_counts
from workbench.reviewer import ThePerson

KEYING = Filter("key", "To key", tuple(sorted(TO_KEY)), "Cases whose fields two people key come here.")

router = APIRouter()


@router.get("/")
def queue(
    request: Request,
    desk: TheDesk,
    person: ThePerson,
    state: str = "review",
    type: str | None = None,  # noqa: A002 - the name it has in the address
    saved: int = 0,
    done: str = "",
) -> Response:
    if not can(person, Verb.READ_ENTRY) and ways_of(person):
        return RedirectResponse(ways_of(person)[0].address, status_code=303)
    check_can(person, Verb.READ_ENTRY)
    chosen = KEYING if only_keys(person) else FILTERS.get(state, FILTERS["review"])
    cases = listed(desk, person, chosen)
    at = desk.now()
    return desk.page(
        request,
        "queue.html",
        person,
        filters=_filters(desk, person, len(cases)),
        chosen=chosen,
        types=type_counts(cases, desk.document_types),
        chosen_type=type,
        rows=rows_of(cases, desk.document_types, type or None, Beholder(person, desk.storage.work.held(at), at)),
        total=len(cases),
        takes=not person.roles.isdisjoint({*CHECKERS, Role.KEYER}),
        notice=notice_of(saved, done),
    )


def listed(desk: Desk, person: Person, chosen: Filter) -> Sequence[CaseSummary]:
    """The cases of one tab. Of those to key a keyer sees what is still theirs to key: what they keyed is gone, however it ended."""
    cases = [case for case in desk.storage.cases.queue(chosen.states) if person.works_on(case.doc_type)]
    if chosen is not KEYING:
        return cases
    to_key = [case for case in cases if waits_for_keyer(case)][:MOST_ROWS]
    return [case for case in to_key if can(person, Verb.KEY, desk.storage.cases.case(case.case_id))]


def _filters(desk: Desk, person: Person, present: int) -> list[tuple[Filter, int]]:
    """The tabs with their counts; a keyer has one, because the others' counts tell what became of a keying."""
    if only_keys(person):
        return [(KEYING, present)]
    counts = desk.storage.work.counts()
    return [(one, sum(counts.get(state, 0) for state in one.states)) for one in FILTERS.values()]
