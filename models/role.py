"""Who may do what: the roles, and a person with those two administrators gave."""

from dataclasses import dataclass, field
from enum import StrEnum

from models.audit import Actor, ActorKind


class Role(StrEnum):
    """What a person may be given to do."""

    SCAN_OPERATOR = "scan_operator"
    KEYER = "keyer"
    CHECKER = "checker"
    SENIOR_CHECKER = "senior_checker"
    QA = "qa"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


WORKING = frozenset({Role.SCAN_OPERATOR, Role.KEYER, Role.CHECKER, Role.SENIOR_CHECKER, Role.QA})
"""The roles that touch documents. An auditor writes nothing and an administrator touches no entry, so neither holds one of these."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person with the roles in force; `skills` are the document types they work on (empty: all).

    `in_trial` says that the installation was not founded yet: everybody who says a name does everybody's work.
    """

    name: str
    roles: frozenset[Role]
    skills: frozenset[str] = field(default=frozenset())
    in_trial: bool = False

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.PERSON, self.name)

    def works_on(self, doc_type: str | None) -> bool:
        """Whether documents of this type are theirs; what no type is known of is everybody's."""
        return not self.skills or doc_type is None or doc_type in self.skills
