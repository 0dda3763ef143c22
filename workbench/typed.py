"""What a person typed into the form of a case, and what they decided by it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.case import FieldValue


@dataclass(frozen=True, slots=True)
class Typed:
    """One submitted form: texts as typed, texts as they stood when the page was sent, and the boxes that were ticked."""

    version: int
    texts: Mapping[str, str]
    seen: Mapping[str, str]
    missing: frozenset[str]
    checked: frozenset[str]

    def touched(self, name: str) -> bool:
        """Whether the person changed what the page showed them."""
        return name in self.missing or self.texts.get(name, "") != self.seen.get(name, "")


def read_typed(pairs: Iterable[tuple[str, str]]) -> Typed:
    """The form's names are 'value.x', 'seen.x', 'missing.x' and 'checked.x' for a field x, and 'version'."""
    groups: dict[str, dict[str, str]] = {"value": {}, "seen": {}, "missing": {}, "checked": {}}
    version = 0
    for key, text in pairs:
        group, _, name = key.partition(".")
        if key == "version":
            version = int(text) if text.isdecimal() else 0
        elif name and group in groups:
            groups[group][name] = _one_newline(text)
    return Typed(version, groups["value"], groups["seen"], frozenset(groups["missing"]), frozenset(groups["checked"]))


def shown(value: str | None) -> str:
    """A value as it stands in its input."""
    return _one_newline(value or "")


def decisions_of(typed: Typed, fields: Iterable[FieldValue]) -> dict[str, str | None]:
    """The value a person stands by, for each field they ticked or changed; None: missing on the document."""
    decisions = {}
    for field in fields:
        stands_by = _stands_by(typed, field)
        if field.name in typed.checked | typed.missing or stands_by != field.value:
            decisions[field.name] = stands_by
    return decisions


def _stands_by(typed: Typed, field: FieldValue) -> str | None:
    if field.name in typed.missing:
        return None
    text = typed.texts.get(field.name, shown(field.value))
    return field.value if text == shown(field.value) else text.strip() or None


def _one_newline(text: str) -> str:
    """Browsers send line ends as CR LF, whatever was there before."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
