"""Where a person may go: the pages their roles open, in the order of the day's work."""

from dataclasses import dataclass

from models.role import Person
from pipeline.permissions import Verb, can


@dataclass(frozen=True, slots=True)
class Way:
    """One page on the bar, and what a person has to be allowed for it."""

    address: str
    word: str
    verb: Verb


WAYS = (
    Way("/", "Queue", Verb.READ_ENTRY),
    Way("/quality", "QA sample", Verb.AUDIT_SAMPLE),
    Way("/rescans", "Rescans", Verb.CAPTURE),
    Way("/dead-letters", "Dead letters", Verb.RELEASE),
    Way("/scorecard", "My work", Verb.READ_ENTRY),
    Way("/people", "People", Verb.PROPOSE_PERSON),
    Way("/policies", "Policies", Verb.PROPOSE_POLICY),
)


def ways_of(person: Person | None) -> tuple[Way, ...]:
    return tuple(way for way in WAYS if person is not None and can(person, way.verb))
