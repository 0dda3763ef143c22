"""What a declared rule says: 'a + b = c', 'a - b = c', 'a = b', 'a <= b' or 'a < b' over the names of fields."""

import re
from dataclasses import dataclass

from models.errors import BadDocumentType

_NAME = r"[a-z][a-z0-9_]*"
_RELATION = re.compile(rf"(?P<left>{_NAME}(?:\s*[+-]\s*{_NAME})*)\s*(?P<operator><=|<|=)\s*(?P<right>{_NAME})")
_TERM = re.compile(rf"([+-]?)\s*({_NAME})")


@dataclass(frozen=True, slots=True)
class Relation:
    """The signed fields on the left, the operator, and the field on the right."""

    left: tuple[tuple[int, str], ...]
    operator: str
    right: str

    @property
    def fields(self) -> tuple[str, ...]:
        return (*(name for _, name in self.left), self.right)


def parse_relation(check: str) -> Relation:
    """The relation a rule's text declares; raises BadDocumentType for anything else."""
    match = _RELATION.fullmatch(check.strip())
    if match is None:
        raise BadDocumentType(f"rule '{check}' is not understood; write it as 'a + b = c', 'a = b' or 'a <= b' with names of fields.")
    left = tuple((-1 if sign == "-" else 1, name) for sign, name in _TERM.findall(match["left"]))
    return Relation(left, match["operator"], match["right"])
