"""What a person says at the keyboard: one key each, and values that are asked for again until they can be kept."""

import sys
from collections.abc import Container

import click

from models.case import Outcome
from models.document_type import FieldSpec
from models.errors import InvalidValue
from pipeline.validate import normalise

LEAVING = frozenset({"q", "\x1b", "\x03"})
WITHOUT_VALUE = {"i": Outcome.ILLEGIBLE, "m": Outcome.MISSING, "n": Outcome.NOT_APPLICABLE}
WITHOUT_VALUE_KEYS = "[bold]i[/] illegible · [bold]m[/] missing on the document · [bold]n[/] not applicable"


class Left(Exception):
    """The person left the case as it was."""


def pressed(keys: Container[str]) -> str:
    """The first of `keys` that is pressed; raises Left where the person leaves instead."""
    while (key := _key()) not in keys:
        if key in LEAVING:
            raise Left
    return key


def typed_value(spec: FieldSpec, default: str = "") -> str | Outcome:
    """What was typed, normalised, nothing being missing; what cannot be kept is asked for again, with what is wrong."""
    while True:
        typed: str = click.prompt(f"  {spec.label}", default=default, show_default=False)
        if not typed.strip():
            return Outcome.MISSING
        try:
            return normalise(spec, typed)
        except InvalidValue as error:
            click.secho(f"  {error}", fg="red")


def _key() -> str:
    """One key without Enter; from a pipe, the next character. The end of the pipe leaves."""
    return click.getchar() if sys.stdin.isatty() else sys.stdin.read(1) or "q"
