"""What one field shows: a quiet line, and all a person needs to decide about it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from models.case import FieldValue, Reason
from models.document_type import FieldSpec, ValueKind
from models.extraction import Candidate
from workbench.evidence import Mark, Sheet, mark_of
from workbench.states import Sign, sign_of_doubt, sign_of_settled
from workbench.typed import Typed, outcome_of, shown

# Number keys 1 to 9.
MOST_CHOICES = 9
NUMBERS = frozenset({ValueKind.MONEY, ValueKind.PERCENT, ValueKind.INTEGER})
PROSE = frozenset({ValueKind.TEXT, ValueKind.ADDRESS, ValueKind.ORGANISATION, ValueKind.PERSON})


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values read for a field, on a number key."""

    key: int
    value: str
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class FieldView:
    """`layout` is number, prose or plain; `seen` is the entry's value, `text` what stands in the input.

    `was` and `outcome` say the same of why there is none.
    """

    name: str
    label: str
    help: str
    layout: str
    required: bool
    needs_person: bool
    sign: Sign
    reasons: tuple[str, ...]
    problem: str | None
    seen: str
    text: str
    was: str
    outcome: str
    checked: bool
    printed: str | None
    confidence: str
    mark: Mark | None
    choices: tuple[Choice, ...]


def field_view(
    field: FieldValue,
    spec: FieldSpec,
    reasons: Sequence[Reason],
    sheets: tuple[Sheet, ...],
    proposed: Sequence[Candidate],
    typed: Typed | None,
    problem: str | None,
) -> FieldView:
    """`reasons` are those a person still has to answer; what was typed goes before what the entry says."""
    seen = shown(field.value)
    kept = typed if typed and typed.touched(field.name) else None
    return FieldView(
        name=field.name,
        label=spec.label,
        help=spec.help,
        layout=layout_of(spec.kind),
        required=spec.required,
        needs_person=bool(reasons or problem),
        sign=sign_of_doubt(reason.code for reason in reasons) if reasons or problem else sign_of_settled(field),
        reasons=tuple(sentence(reason.text) for reason in reasons),
        problem=problem,
        seen=seen,
        text=kept.texts.get(field.name, seen) if kept else seen,
        was=outcome_of(field),
        outcome=kept.outcomes.get(field.name, "") if kept else outcome_of(field),
        checked=typed is not None and problem is None and field.name in typed.checked,
        printed=field.evidence.text if field.evidence and field.evidence.text != field.value else None,
        confidence=percent(field.confidence),
        mark=mark_of(field.evidence, sheets),
        choices=_choices(field, proposed, sheets),
    )


def percent(confidence: float | None) -> str:
    """Rounded down, so that only certainty reads as 100 %; empty where there is no confidence to give."""
    return f"{math.floor(confidence * 100)} %" if confidence is not None and math.isfinite(confidence) else ""


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def layout_of(kind: ValueKind) -> str:
    if kind in NUMBERS:
        return "number"
    return "prose" if kind in PROSE else "plain"


def _choices(field: FieldValue, proposed: Sequence[Candidate], sheets: tuple[Sheet, ...]) -> tuple[Choice, ...]:
    """The entry's own value first; nothing where there is nothing to choose."""
    places = {field.value: field.evidence} if field.value is not None else {}
    for candidate in proposed:
        places.setdefault(candidate.value, candidate.evidence)
    if set(places) <= {field.value}:
        return ()
    numbered = enumerate(list(places.items())[:MOST_CHOICES], start=1)
    return tuple(Choice(key, value, mark_of(evidence, sheets)) for key, (value, evidence) in numbered)
