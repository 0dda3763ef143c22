"""What keyers type, and what a third person rules, in the form in which fields are kept."""

from collections.abc import Mapping
from datetime import datetime

from models.audit import Actor
from models.case import CaseState, Outcome
from models.document_type import DocumentType
from models.keying import KeyedValue, Ruling
from pipeline.permissions import Verb, check_can
from pipeline.ports import Keying
from pipeline.validate import normalise

WITHOUT_VALUE = frozenset({Outcome.ILLEGIBLE, Outcome.MISSING, Outcome.NOT_APPLICABLE})
Typed = str | Outcome
"""What a person says of a field: the text they typed, or why there is none."""


def key(
    keying: Keying,
    document_type: DocumentType,
    case_id: int,
    n: int,
    typed: Mapping[str, Typed],
    keyer: Actor,
    at: datetime,
    token: int | None = None,
) -> CaseState:
    """One blind entry. Raises InvalidValue, Undecided or another CheckRefused, and then changes nothing."""
    check_can(keying.person(keyer.name), Verb.KEY)
    values = {name: keyed_value(document_type, name, said) for name, said in typed.items()}
    return keying.key(case_id, n, values, keyer, at, token)


def adjudicate(
    keying: Keying,
    document_type: DocumentType,
    case_id: int,
    n: int,
    said: Mapping[str, int | Typed],
    adjudicator: Actor,
    at: datetime,
    token: int | None = None,
) -> CaseState:
    """A third person's rulings: 1 or 2 for what that keyer typed, else what the page shows."""
    check_can(keying.person(adjudicator.name), Verb.ADJUDICATE)
    rulings = {
        name: Ruling(one) if isinstance(one, int) else Ruling(None, keyed_value(document_type, name, one)) for name, one in said.items()
    }
    return keying.adjudicate(case_id, n, rulings, adjudicator, at, token)


def keyed_value(document_type: DocumentType, name: str, said: Typed) -> KeyedValue:
    """Normalised, so that two people who mean the same are alike; nothing typed means that the document has none."""
    if isinstance(said, Outcome):
        return KeyedValue(None, said)
    if not said.strip():
        return KeyedValue(None, Outcome.MISSING)
    return KeyedValue(normalise(document_type.field(name), said))
