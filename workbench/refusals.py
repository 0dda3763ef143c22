"""How a refusal reads in the browser: what happened, what is safe, what to do."""

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from models.errors import (
    AlreadyClaimed,
    AuthorCannotApprove,
    CheckRefused,
    ClaimLost,
    InvalidValue,
    MustLook,
    NoSuchCase,
    NoSuchProposal,
    NotAllowed,
    OwnProposal,
    StaleVersion,
    Undecided,
    WrongState,
)
from workbench.desk import desk_of
from workbench.reviewer import ReviewerUnknown, ask_who

STATUS: dict[type[CheckRefused], int] = {
    NoSuchCase: 404,
    NoSuchProposal: 404,
    AuthorCannotApprove: 403,
    NotAllowed: 403,
    OwnProposal: 403,
    AlreadyClaimed: 409,
    ClaimLost: 409,
    MustLook: 409,
    StaleVersion: 409,
    WrongState: 409,
    InvalidValue: 422,
    Undecided: 422,
}
TITLES = {
    403: "Somebody else has to do this",
    404: "There is nothing here",
    405: "This page only shows things",
    409: "Something changed in the meantime",
    422: "Something is missing",
}


def status_of(refused: CheckRefused) -> int:
    return STATUS.get(type(refused), 400)


def install_refusals(app: FastAPI) -> None:
    """Every refusal becomes a page in plain words."""
    app.add_exception_handler(ReviewerUnknown, ask_who)
    app.add_exception_handler(CheckRefused, _refused)
    app.add_exception_handler(HTTPException, _no_page)


def _refused(request: Request, refused: Exception) -> Response:
    status = status_of(refused) if isinstance(refused, CheckRefused) else 400
    return _page(request, status, str(refused))


def _no_page(request: Request, missing: Exception) -> Response:
    status = missing.status_code if isinstance(missing, HTTPException) else 500
    text = "This address has no page. The queue lists every case." if status == 404 else str(getattr(missing, "detail", ""))  # noqa: PLR2004
    return _page(request, status, text)


def _page(request: Request, status: int, text: str) -> Response:
    title = TITLES.get(status, "This was not possible")
    parts = request.url.path.split("/")
    back = "/".join(parts[:3]) if parts[1] == "cases" and len(parts) > 3 else None  # noqa: PLR2004 - /cases/1/something
    return desk_of(request).page(request, "refusal.html", status=status, title=title, text=text, back=back)
