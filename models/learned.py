"""What an installation learned itself: named bytes of four kinds, each put in use by somebody, and gone back from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.audit import Actor


class LearnedKind(StrEnum):
    """A document type's declaration, the weights of its judge, a file of the classifier of taught types, remembered layouts, a target."""

    TYPE = "type"
    WEIGHTS = "weights"
    CLASSIFIER = "classifier"
    MEMORY = "memory"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class LearnedItem:
    """One thing put in use, n counting from 1; `sha256` names its bytes, and is empty where what ships is in use again.

    `before` is the n of what was in use before and is gone back to; None where that is what ships. `report` is for people.
    """

    n: int
    kind: LearnedKind
    name: str
    sha256: str
    at: datetime
    actor: Actor
    report: str = ""
    before: int | None = None
