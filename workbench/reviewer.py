"""Who is at the desk: whoever signed in, or in a trial a name chosen once and kept in a cookie."""

from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from models.role import Person
from workbench.desk import TheDesk, desk_of

COOKIE = "reviewer"
SESSION = "session"
LONGEST_NAME = 80
ONE_YEAR_SECONDS = 365 * 24 * 3600

router = APIRouter()


class ReviewerUnknown(Exception):
    """Nobody said yet who they are; they are asked, then sent on to where they wanted to go."""


def named_reviewer(request: Request) -> str | None:
    """The name this browser acts under in a trial, or None."""
    return cleaned_name(unquote(request.cookies.get(COOKIE, ""))) or desk_of(request).reviewer_default


def person_of(request: Request) -> Person:
    """The person acting, with their roles; raises ReviewerUnknown where nobody said who they are. Case makes nobody another person."""
    desk = desk_of(request)
    storage = desk.storage
    required = storage.sign_ins.required()
    name = storage.sign_ins.person_of(request.cookies.get(SESSION, ""), desk.now()) if required else named_reviewer(request)
    if name is None:
        raise ReviewerUnknown
    return storage.people.person(name.casefold())


ThePerson = Annotated[Person, Depends(person_of)]


def ask_who(request: Request, _unknown: Exception) -> Response:
    """Sends a browser nobody is known behind to the question, and remembers where it wanted to go."""
    if request.method not in {"GET", "POST"}:
        # To a script that saves in the background, being sent elsewhere would look like success.
        return PlainTextResponse("Nobody is signed in. What you typed stays on the page; sign in again in another tab.", status_code=401)
    door = "/sign-in" if desk_of(request).storage.sign_ins.required() else "/who"
    # What was posted is not posted again: people go back to the case, or to the queue.
    wanted = request.url.path if request.method == "GET" else "/".join(request.url.path.split("/")[:3])
    return RedirectResponse(f"{door}?next={quote(wanted)}", status_code=303)


@router.get("/who")
def who(request: Request, desk: TheDesk, next: str = "/") -> Response:  # noqa: A002 - the usual name of this parameter
    if desk.storage.sign_ins.required():
        return RedirectResponse(f"/sign-in?next={quote(local_address(next))}", status_code=303)
    return desk.page(request, "who.html", name=named_reviewer(request) or "", next=local_address(next), problem=None)


@router.post("/who")
def choose(
    request: Request,
    desk: TheDesk,
    name: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - as above
) -> Response:
    if desk.storage.sign_ins.required():
        return RedirectResponse("/sign-in", status_code=303)
    cleaned = cleaned_name(name)
    if not cleaned:
        problem = f"Type a name of 1 to {LONGEST_NAME} letters."
        return desk.page(request, "who.html", status=422, name=name, next=local_address(next), problem=problem)
    answer = RedirectResponse(local_address(next), status_code=303)
    answer.set_cookie(COOKIE, quote(cleaned), max_age=ONE_YEAR_SECONDS, httponly=True, samesite="strict")
    return answer


def cleaned_name(name: str) -> str:
    """One line without control characters; empty where nothing usable is left or it is too long."""
    line = " ".join(name.split())
    return line if line.isprintable() and len(line) <= LONGEST_NAME else ""


def local_address(target: str) -> str:
    """A path on this server, so that a link cannot send people elsewhere."""
    plain = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return target if plain else "/"
