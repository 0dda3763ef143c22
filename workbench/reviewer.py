"""Who is checking: a name chosen once and kept in a cookie, until there is a login."""

from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from models.audit import Actor, ActorKind
from workbench.desk import TheDesk, desk_of

COOKIE = "reviewer"
LONGEST_NAME = 80
ONE_YEAR_SECONDS = 365 * 24 * 3600

router = APIRouter()


class ReviewerUnknown(Exception):
    """Nobody said yet who is checking; they are asked, then sent on to where they wanted to go."""


def named_reviewer(request: Request) -> str | None:
    """The name this browser acts under, or None."""
    return _clean(unquote(request.cookies.get(COOKIE, ""))) or desk_of(request).reviewer_default


def reviewer_of(request: Request) -> Actor:
    """The person acting; raises ReviewerUnknown where nobody said who they are. Case does not make another person of somebody."""
    name = named_reviewer(request)
    if name is None:
        raise ReviewerUnknown
    return Actor(ActorKind.PERSON, name.casefold())


TheReviewer = Annotated[Actor, Depends(reviewer_of)]


def ask_who(request: Request, _unknown: Exception) -> Response:
    """Sends a browser nobody has named yet to the question, and remembers where it wanted to go."""
    wanted = request.url.path if request.method == "GET" else request.url.path.removesuffix("/reject").removesuffix("/rescan")
    return RedirectResponse(f"/who?next={quote(wanted)}", status_code=303)


@router.get("/who")
def who(request: Request, desk: TheDesk, next: str = "/") -> Response:  # noqa: A002 - the usual name of this parameter
    return desk.page(request, "who.html", name=named_reviewer(request) or "", next=_local(next), problem=None)


@router.post("/who")
def choose(
    request: Request,
    desk: TheDesk,
    name: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - as above
) -> Response:
    cleaned = _clean(name)
    if not cleaned:
        problem = f"Type a name of 1 to {LONGEST_NAME} letters."
        return desk.page(request, "who.html", status=422, name=name, next=_local(next), problem=problem)
    answer = RedirectResponse(_local(next), status_code=303)
    answer.set_cookie(COOKIE, quote(cleaned), max_age=ONE_YEAR_SECONDS, httponly=True, samesite="strict")
    return answer


def _clean(name: str) -> str:
    """One line without control characters; empty where nothing usable is left or it is too long."""
    line = " ".join(name.split())
    return line if line.isprintable() and len(line) <= LONGEST_NAME else ""


def _local(target: str) -> str:
    """A path on this server, so that a link cannot send people elsewhere."""
    plain = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return target if plain else "/"
