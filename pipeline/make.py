"""Writes the maker's entry, version 1, from what the machine proposes."""

from models.case import FieldValue, Outcome
from models.extraction import Proposal


def make(proposal: Proposal) -> tuple[FieldValue, ...]:
    """One value a field, in the order of the type; nothing is accepted until policy says so."""
    return tuple(
        FieldValue(
            name=field.name,
            value=field.value,
            confidence=field.confidence,
            evidence=field.evidence,
            outcome=Outcome.PROPOSED,
            accepted=False,
        )
        for field in proposal.fields
    )
