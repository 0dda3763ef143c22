"""Gathers what all techniques propose for a document: one row for each value at each place, with who proposed it and how loudly."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractors.fields.anywhere import NAME as ANYWHERE
from extractors.fields.registry import TECHNIQUES, techniques_for
from models.document_type import DocumentType
from models.extraction import Candidate
from models.page import Reading

GRID = 200
"""Places closer than a two-hundredth of the page are one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value at one place, proposed for one field; `scores` by technique, each its best."""

    candidate: Candidate
    scores: Mapping[str, float]

    @property
    def field(self) -> str:
        return self.candidate.field

    @property
    def value(self) -> str:
        return self.candidate.value


def gather(reading: Reading, document_type: DocumentType, *, anywhere: bool, more: Iterable[Candidate] = ()) -> tuple[Row, ...]:
    """The rows of all fields, field by field in the type's order; `anywhere` adds every value of each field's kind.

    `more` are candidates of techniques that know more than the type.
    """
    everywhere = (ANYWHERE,) if anywhere else ()
    allowed = {spec.name: (*techniques_for(spec), *everywhere) for spec in document_type.fields}
    names = sorted({name for some in allowed.values() for name in some})
    proposed = [one for name in names for one in TECHNIQUES[name].propose(reading, document_type) if name in allowed[one.field]]
    by_field: dict[str, list[Candidate]] = defaultdict(list)
    for one in (*proposed, *more):
        by_field[one.field].append(one)
    return tuple(row for spec in document_type.fields for row in _rows(by_field[spec.name]))


def _rows(candidates: Sequence[Candidate]) -> Iterable[Row]:
    places: dict[tuple[str, int, int, int], list[Candidate]] = defaultdict(list)
    for one in candidates:
        places[_place(one)].append(one)
    for some in places.values():
        best, scores = some[0], {some[0].evidence.technique: some[0].score}
        for one in some[1:]:
            technique = one.evidence.technique
            scores[technique] = max(scores.get(technique, 0.0), one.score)
            best = one if one.score > best.score else best
        yield Row(best, scores)


def _place(one: Candidate) -> tuple[str, int, int, int]:
    box = one.evidence.box
    return one.value.casefold(), one.evidence.page, round(box.center[0] * GRID), round(box.center[1] * GRID)
