"""The queue: which cases there are, what needs a person and why."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from workbench.desk import TheDesk
from workbench.notices import notice_of
from workbench.queue_rows import FILTERS, rows_of, type_counts
from workbench.reviewer import TheReviewer

router = APIRouter()


@router.get("/")
def queue(
    request: Request,
    desk: TheDesk,
    reviewer: TheReviewer,
    state: str = "review",
    type: str | None = None,  # noqa: A002 - the name it has in the address
    saved: int = 0,
    done: str = "",
) -> Response:
    chosen = FILTERS.get(state, FILTERS["review"])
    counts = desk.storage.ledger.counts()
    cases = desk.storage.cases.queue(chosen.states)
    return desk.page(
        request,
        "queue.html",
        filters=[(one, sum(counts.get(state, 0) for state in one.states)) for one in FILTERS.values()],
        chosen=chosen,
        types=type_counts(cases, desk.document_types),
        chosen_type=type,
        rows=rows_of(cases, desk.document_types, type or None, datetime.now(UTC)),
        total=len(cases),
        reviewer=reviewer.name,
        notice=notice_of(saved, done),
    )
