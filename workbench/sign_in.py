"""The door of a founded installation: a name, then a password, one at a time."""

import math
import time
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from models.errors import WeakPassword
from workbench.desk import Desk, TheDesk
from workbench.reviewer import LONGEST_NAME, SESSION, ThePerson, cleaned_name, local_address

# One sentence for every failure, so that it tells nobody which names there are.
WRONG = "The name or the password is not right. Try again."

router = APIRouter()


@router.get("/sign-in")
def ask_name(request: Request, desk: TheDesk, next: str = "/") -> Response:  # noqa: A002 - the usual name of this parameter
    if not desk.storage.sign_ins.required():
        return RedirectResponse("/who", status_code=303)
    return _name_page(request, desk, "", next, None)


@router.post("/sign-in")
def ask_password(
    request: Request,
    desk: TheDesk,
    name: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - as above
) -> Response:
    """The second question; it is the same for names nobody has."""
    cleaned = cleaned_name(name)
    if not cleaned:
        return _name_page(request, desk, name, next, f"Type a name of 1 to {LONGEST_NAME} letters.")
    return _password_page(request, desk, cleaned, next, None)


@router.post("/sign-in/password")
def sign_in(
    request: Request,
    desk: TheDesk,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - as above
) -> Response:
    cleaned = cleaned_name(name)
    person = cleaned.casefold()
    wait = desk.attempts.wait_seconds(person, time.monotonic())
    if wait > 0:
        text = f"Too many attempts with this name. Wait {math.ceil(wait)} seconds, then try again."
        return _password_page(request, desk, cleaned, next, text, status=429, headers={"Retry-After": str(math.ceil(wait))})
    token = desk.storage.sign_ins.sign_in(person, password, desk.now())
    if token is None:
        desk.attempts.failed(person, time.monotonic())
        return _password_page(request, desk, cleaned, next, WRONG, status=401)
    desk.attempts.succeeded(person)
    answer = RedirectResponse(local_address(next), status_code=303)
    answer.set_cookie(SESSION, token, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return answer


@router.get("/password")
def ask_new_password(request: Request, desk: TheDesk, person: ThePerson) -> Response:
    return desk.page(request, "password.html", person, problem=None)


@router.post("/password")
def change_password(
    request: Request, desk: TheDesk, person: ThePerson, present: Annotated[str, Form()] = "", new: Annotated[str, Form()] = ""
) -> Response:
    """Only one's own, and only for whoever knows the present one; then everybody under the name signs in again."""
    wait = desk.attempts.wait_seconds(person.name, time.monotonic())
    problem = f"Too many attempts. Wait {math.ceil(wait)} seconds, then try again." if wait > 0 else None
    if problem is None and not desk.storage.sign_ins.knows(person.name, present):
        desk.attempts.failed(person.name, time.monotonic())
        problem = "That is not your present password. Nothing was changed."
    if problem is None:
        try:
            desk.storage.sign_ins.set_password(person.name, new, person.actor, desk.now())
        except WeakPassword as weak:
            problem = str(weak)
    if problem is not None:
        return desk.page(request, "password.html", person, status=422, problem=problem)
    return RedirectResponse("/sign-in", status_code=303)


@router.post("/sign-out")
def sign_out(request: Request, desk: TheDesk) -> Response:
    desk.storage.sign_ins.sign_out(request.cookies.get(SESSION, ""), desk.now())
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(SESSION, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return answer


def _name_page(request: Request, desk: Desk, name: str, wanted: str, problem: str | None) -> Response:
    return desk.page(request, "sign_in.html", status=422 if problem else 200, name=name, next=local_address(wanted), problem=problem)


def _password_page(
    request: Request,
    desk: Desk,
    name: str,
    wanted: str,
    problem: str | None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    page = desk.page(request, "sign_in_password.html", status=status, name=name, next=local_address(wanted), problem=problem)
    page.headers.update(headers or {})
    return page
