"""Turns a value found among words into a candidate that shows where it stands."""

import re

from extractors.fields.lines import Segment
from extractors.values.found import Found
from models.document_type import FieldSpec
from models.extraction import Candidate, Evidence
from models.page import enclosing

OFF_PATTERN = 0.5


def candidate(spec: FieldSpec, found: Found, segment: Segment, technique: str, score: float) -> Candidate:
    """A candidate with its place on the page; the score falls with the doubt of the print and where the field's pattern does not fit."""
    words = segment.words[found.start : found.end]
    box = segment.box if len(words) == len(segment.words) else enclosing(word.box for word in words)
    fits = spec.pattern is None or re.fullmatch(spec.pattern, found.value) is not None
    return Candidate(
        field=spec.name,
        value=found.value,
        score=round(min(1.0, score * found.certainty * (1.0 if fits else OFF_PATTERN)), 4),
        evidence=Evidence(segment.page, box, " ".join(word.text for word in words), technique),
    )
