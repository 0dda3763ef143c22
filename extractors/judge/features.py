"""Puts a candidate into numbers that mean the same for every type: who proposed it, where it stands, how it was read, what adds up."""

import itertools
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from statistics import fmean, median

import numpy as np
from numpy.typing import NDArray

from extractors.fields.lines import layout_of
from extractors.judge.company import Company
from extractors.judge.pool import Row
from extractors.judge.surroundings import Surroundings
from extractors.judge.under import WordIndex
from models.document_type import DocumentType, ValueKind
from models.extraction import Candidate
from models.page import Box, Reading, Word
from models.relation import Relation, parse_relation

Numbers = NDArray[np.float32]
TECHNIQUES = (
    *("anchors", "checked_number", "main_currency", "home_currency", "first_date", "largest_amount", "sums"),
    *("letterhead", "footer", "tendered", "addressee", "mrz", "memory"),
)
KINDS = (
    (ValueKind.MONEY, ValueKind.PERCENT, ValueKind.INTEGER),
    (ValueKind.DATE,),
    (ValueKind.IDENTIFIER,),
    (ValueKind.ORGANISATION, ValueKind.PERSON),
    (ValueKind.ADDRESS,),
    (ValueKind.TEXT,),
)
MOST_SUMMED = 40
MOST_RANKED = 10
NOWHERE = -10.0
CONTEXT = ("context", "context_behind_best", "context_rank", "context_elsewhere", "examples")
NAMES = (
    *CONTEXT,
    *TECHNIQUES,
    *("joint", "behind_best", "rank", "proposers"),
    *("money", "date", "identifier", "name", "address", "text", "required"),
    *("letters", "digits", "upper", "length", "words", "legible", "least_legible", "agreed", "differs", "typed"),
    *("page", "pages_left", "x0", "y0", "x1", "y1", "size", "line", "lines_left", "alone"),
    *("times", "rivals", "by_size", "adds_up", "extends", "within", "rounded"),
)


def facts(rows: Sequence[Row], reading: Reading, document_type: DocumentType, wanted: Collection[int] | None = None) -> Numbers:
    """One line of features for each row, in the order of NAMES; those of the context are 0 until `with_context` fills them in.

    The lines of rows that are not `wanted` (None: all are) stay 0.
    """
    table = np.zeros((len(rows), len(NAMES)), np.float32)
    places = _Places(reading)
    sums = _sums(rows, document_type)
    for indices in by_field(rows):
        some = [rows[index] for index in indices]
        spec = document_type.field(some[0].field)
        company = Company([row.value for row in some], spec.kind, sums.get(spec.name, {}))
        kind = (*(spec.kind in kinds for kinds in KINDS), spec.required)
        for index, row, loudness in zip(indices, some, _loudness(some), strict=True):
            if wanted is None or index in wanted:
                place = (*places.print_of(row.candidate), *places.place_of(row.candidate))
                table[index, len(CONTEXT) :] = (*_by_technique(row.scores), *loudness, *kind, *place, *company.of(row.value))
    return table


def with_context(table: Numbers, rows: Sequence[Row], context: Numbers, examples: int) -> Numbers:
    """The facts with what the surroundings say of each row: alone, against the field's others, and against other fields at that place."""
    filled = table.copy()
    for indices in by_field(rows):
        scores = context[indices]
        filled[indices, 0] = scores
        filled[indices, 1] = scores - scores.max()
        filled[indices, 2] = np.minimum((-scores).argsort().argsort(), MOST_RANKED)
    filled[:, 3] = _elsewhere(rows, context.tolist())
    filled[:, 4] = np.log1p(examples)
    return filled


def by_field(rows: Sequence[Row]) -> list[list[int]]:
    """The indices of the rows of each field, which stand together."""
    fields = [row.candidate.field for row in rows]
    return [list(some) for _, some in itertools.groupby(range(len(rows)), key=fields.__getitem__)]


def _elsewhere(rows: Sequence[Row], context: Sequence[float]) -> list[float]:
    """For each row the best that any other field makes of its place; NOWHERE where no other has a candidate there."""
    best: dict[object, dict[str, float]] = defaultdict(dict)
    places = [(row.candidate.evidence.page, row.candidate.evidence.box.center) for row in rows]
    for place, row, score in zip(places, rows, context, strict=True):
        here, field = best[place], row.candidate.field
        here[field] = max(score, here.get(field, score))
    leaders = {place: sorted(here.items(), key=lambda one: -one[1])[:2] for place, here in best.items()}
    return [
        next((score for field, score in leaders[place] if field != row.candidate.field), NOWHERE)
        for place, row in zip(places, rows, strict=True)
    ]


def _loudness(rows: Sequence[Row]) -> list[tuple[float, float, int, int]]:
    """For each row of a field what the techniques make of it together: alone, behind the best, its rank, and how many they are."""
    joint = np.array([_joint(row.scores) for row in rows], np.float32)
    ranks = np.minimum((-joint).argsort().argsort(), MOST_RANKED)
    proposers = (len(row.scores) for row in rows)
    return list(zip(joint.tolist(), (joint - joint.max()).tolist(), ranks.tolist(), proposers, strict=True))


def _by_technique(scores: Mapping[str, float]) -> list[float]:
    named = {technique.partition(".")[0]: score for technique, score in scores.items()}
    return [named.get(technique, 0.0) for technique in TECHNIQUES]


def _joint(scores: Mapping[str, float]) -> float:
    """Independent techniques that agree leave less doubt than each alone."""
    doubt = 1.0
    for score in scores.values():
        doubt *= 1 - 0.9 * score
    return 1 - doubt


class _Places:
    """The places of one document: what is printed there, and where they are."""

    def __init__(self, reading: Reading) -> None:
        self._surroundings = Surroundings(layout_of(reading))
        self._sizes = {page.number: median([word.box.height for word in page.words] or [0.01]) for page in reading.pages}
        self._words = {page.number: WordIndex(page) for page in reading.pages}
        self._prints: dict[tuple[str, int, Box], tuple[float, ...]] = {}
        self._places: dict[tuple[int, Box], tuple[float, ...]] = {}

    def print_of(self, candidate: Candidate) -> tuple[float, ...]:
        key = (candidate.value, candidate.evidence.page, candidate.evidence.box)
        if key not in self._prints:
            self._prints[key] = _print_of(candidate.value, self._words[candidate.evidence.page].under(candidate.evidence.box))
        return self._prints[key]

    def place_of(self, candidate: Candidate) -> tuple[float, ...]:
        key = (candidate.evidence.page, candidate.evidence.box)
        if key not in self._places:
            self._places[key] = self._place_of(*key)
        return self._places[key]

    def _place_of(self, page: int, box: Box) -> tuple[float, ...]:
        at, count, alone = self._surroundings.standing(page, box)
        size = min(box.height / max(self._sizes.get(page, 0.01), 1e-4), 6)
        pages_left = min(self._surroundings.last_page - page, 5)
        return (min(page, 5), pages_left, box.x0, box.y0, box.x1, box.y1, size, min(at, 30), min(count - at, 30), alone)


def _print_of(text: str, words: Sequence[Word]) -> tuple[float, ...]:
    count = max(len(text), 1)
    sure = [word.confidence for word in words if word.confidence is not None]
    looks = [word.agreed for word in words if word.agreed is not None]
    return (
        *(sum(map(str.isalpha, text)) / count, sum(map(str.isdigit, text)) / count, sum(map(str.isupper, text)) / count),
        *(min(count, 100), len(text.split())),
        *(fmean(sure) if sure else 1.0, min(sure) if sure else 1.0),
        *(sum(looks) / len(looks) if looks else -1.0, False in looks, not sure),
    )


def _sums(rows: Sequence[Row], document_type: DocumentType) -> dict[str, dict[str, float]]:
    """By field, for each amount that fulfils a declared sum of others on the page: 1, or less the more amounts of its field do so."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for rule in document_type.rules:
        relation = parse_relation(rule.check)
        if relation.operator != "=" or any(document_type.field(name).kind is not ValueKind.MONEY for name in relation.fields):
            continue
        pools = [_amounts(rows, name) for name in relation.fields]
        if len(pools) > 3 or not all(pools):  # noqa: PLR2004 - a sum of two, or a part of one
            continue
        for name, values in zip(relation.fields, _fulfilling(relation, pools), strict=True):
            found[name] |= {value: 1 / len(values) for value in values}
    return found


def _amounts(rows: Sequence[Row], field: str) -> list[Decimal]:
    """The largest amounts proposed for a field."""
    amounts = {Decimal(row.value) for row in rows if row.field == field}
    return sorted(amounts, key=abs, reverse=True)[:MOST_SUMMED]


def _fulfilling(relation: Relation, pools: Sequence[Sequence[Decimal]]) -> list[set[str]]:
    """For each term of a sum the values with which it holds; with nothing as a part it would hold for any amount."""
    terms = [[(sign * part, part) for part in pool if part] for (sign, _), pool in zip(relation.left, pools[:-1], strict=True)]
    totals = frozenset(pools[-1])
    found: list[set[str]] = [set() for _ in pools]
    for parts in itertools.product(*terms):
        total = sum((signed for signed, _ in parts), Decimal(0))
        if total in totals:
            for values, value in zip(found, (*(part for _, part in parts), total), strict=True):
                values.add(f"{value:f}")
    return found
