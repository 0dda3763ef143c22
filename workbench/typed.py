"""What a person typed into the form of a case, and what they stand by in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from models.case import FieldValue, Outcome
from pipeline.check import Stand

MOST_BYTES = 1 << 20
WITHOUT_VALUE = (Outcome.MISSING, Outcome.ILLEGIBLE, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Typed:
    """One submitted form: texts and reasons for having none as typed and as they stood when the page was sent, and the boxes ticked.

    `token` is that of the hold on the case the page was sent with; `pairs` is the form itself.
    """

    version: int
    token: int | None
    pairs: tuple[tuple[str, str], ...]
    texts: Mapping[str, str]
    seen: Mapping[str, str]
    outcomes: Mapping[str, str]
    was: Mapping[str, str]
    checked: frozenset[str]
    picks: Mapping[str, str]

    def touched(self, name: str) -> bool:
        """Whether the person changed what the page showed them."""
        return self.texts.get(name, "") != self.seen.get(name, "") or self.outcomes.get(name, "") != self.was.get(name, "")

    def about(self, version: int) -> "Typed":
        """What of it still holds for this version: what was typed, but neither ticks nor choices made about another one."""
        return self if self.version == version else replace(self, checked=frozenset(), picks={})

    def words(self, name: str) -> str:
        """What was typed of a field, to be read."""
        return outcome_word(self.outcomes.get(name, "")) or self.texts.get(name, "") or "nothing"


async def posted(request: Request) -> Typed:
    """The submitted form; files are ignored."""
    if int(request.headers.get("content-length", "0")) > MOST_BYTES:
        raise HTTPException(413, "This is more than a form of ours holds.")
    form = await request.form()
    return read_typed((key, text) for key, text in form.multi_items() if isinstance(text, str))


TheForm = Annotated[Typed, Depends(posted)]


def read_typed(pairs: Iterable[tuple[str, str]]) -> Typed:
    """The form's names are 'value.x', 'seen.x', 'outcome.x', 'was.x', 'checked.x' and 'pick.x' for a field x, 'version', 'token'."""
    groups: dict[str, dict[str, str]] = {"value": {}, "seen": {}, "outcome": {}, "was": {}, "checked": {}, "pick": {}}
    kept = tuple((key, _one_newline(text)) for key, text in pairs)
    numbers = {key: int(text) for key, text in kept if key in {"version", "token"} and text.isdecimal() and len(text) < 16}  # noqa: PLR2004 - digits of a number any database holds
    for key, text in kept:
        group, _, name = key.partition(".")
        if name and group in groups:
            groups[group][name] = text
    texts, seen, outcomes, was, checked, picks = groups.values()
    return Typed(numbers.get("version", 0), numbers.get("token"), kept, texts, seen, outcomes, was, frozenset(checked), picks)


def shown(value: str | None) -> str:
    """A value as it stands in its input."""
    return _one_newline(value or "")


def outcome_of(field: FieldValue) -> str:
    """Why a field has no value, where a person said so; else empty."""
    return str(field.outcome) if field.outcome in WITHOUT_VALUE else ""


def outcome_word(outcome: str) -> str:
    return outcome.replace("_", " ") if outcome in WITHOUT_VALUE else ""


def decisions_of(typed: Typed, fields: Iterable[FieldValue]) -> dict[str, Stand]:
    """What a person stands by, for each field they ticked or changed."""
    decisions: dict[str, Stand] = {}
    for field in fields:
        stands_by = said_of(typed, field.name, field.value, outcome_of(field))
        untouched = field.value if field.value is not None else _outcome(outcome_of(field))
        if field.name in typed.checked or stands_by != untouched:
            decisions[field.name] = stands_by
    return decisions


def said_of(typed: Typed, name: str, value: str | None = None, outcome: str = "") -> Stand:
    """What a form says of one field whose present value and outcome are these: a text, why there is none, or None for nothing."""
    chosen = _outcome(typed.outcomes.get(name, outcome if name not in typed.texts else ""))
    if chosen is not None:
        return chosen
    text = typed.texts.get(name, shown(value))
    return value if text == shown(value) else text.strip() or None


def _outcome(word: str) -> Outcome | None:
    return Outcome(word) if word in WITHOUT_VALUE else None


def _one_newline(text: str) -> str:
    """Browsers send line ends as CR LF, whatever was there before."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
