"""Puts a candidate into numbers that mean the same for every type: who proposed it, where it stands, how it was read, what adds up."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from statistics import mean, median

import numpy as np
from numpy.typing import NDArray

from extractors.fields.lines import layout_of
from extractors.judge.pool import Row
from extractors.judge.surroundings import Surroundings
from models.document_type import DocumentType, ValueKind
from models.extraction import Candidate
from models.page import Page, Reading, Word
from models.relation import parse_relation

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
TOLERANCE = Decimal("0.02")
CONTEXT = ("context", "context_behind_best", "context_rank", "context_elsewhere", "examples")
NAMES = (
    *CONTEXT,
    *TECHNIQUES,
    *("joint", "behind_best", "rank", "proposers"),
    *("money", "date", "identifier", "name", "address", "text", "required"),
    *("letters", "digits", "upper", "length", "words", "legible", "least_legible", "agreed", "differs", "typed"),
    *("page", "pages_left", "x0", "y0", "x1", "y1", "size", "line", "lines_left", "alone"),
    *("times", "rivals", "by_size", "adds_up", "extends", "within"),
)


def facts(rows: Sequence[Row], reading: Reading, document_type: DocumentType, wanted: Collection[int] | None = None) -> Numbers:
    """One line of features for each row, in the order of NAMES; those of the context are 0 until `with_context` fills them in.

    The lines of rows that are not `wanted` (None: all are) stay 0.
    """
    known = _Document(reading, document_type, rows)
    table = np.zeros((len(rows), len(NAMES)), np.float32)
    for indices in by_field(rows):
        spec = document_type.field(rows[indices[0]].field)
        joint = np.array([_joint(rows[index].scores) for index in indices], np.float32)
        places = (-joint).argsort().argsort()
        rivals = len({rows[index].value for index in indices})
        for nth, index in enumerate(indices):
            if wanted is not None and index not in wanted:
                continue
            row = rows[index]
            table[index, len(CONTEXT) :] = (
                *_by_technique(row.scores),
                *(joint[nth], joint[nth] - joint.max(), min(places[nth], MOST_RANKED), len(row.scores)),
                *(spec.kind in kinds for kinds in KINDS),
                spec.required,
                *known.print_of(row.candidate),
                *known.place_of(row.candidate),
                *known.company_of(row, rivals),
            )
    return table


def with_context(table: Numbers, rows: Sequence[Row], context: Numbers, examples: int) -> Numbers:
    """The facts with what the surroundings say of each row: alone, against the field's others, and against other fields at that place."""
    filled = table.copy()
    at: dict[object, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        at[row.candidate.evidence.page, row.candidate.evidence.box.center].append(index)
    for indices in by_field(rows):
        scores = context[indices]
        filled[indices, 0] = scores
        filled[indices, 1] = scores - scores.max()
        filled[indices, 2] = np.minimum((-scores).argsort().argsort(), MOST_RANKED)
    for here in at.values():
        for index in here:
            filled[index, 3] = max((context[other] for other in here if rows[other].field != rows[index].field), default=NOWHERE)
    filled[:, 4] = np.log1p(examples)
    return filled


def by_field(rows: Sequence[Row]) -> list[list[int]]:
    """The indices of the rows of each field, which stand together."""
    return [list(some) for _, some in itertools.groupby(range(len(rows)), key=lambda index: rows[index].field)]


def _by_technique(scores: Mapping[str, float]) -> list[float]:
    named = {technique.partition(".")[0]: score for technique, score in scores.items()}
    return [named.get(technique, 0.0) for technique in TECHNIQUES]


def _joint(scores: Mapping[str, float]) -> float:
    """Independent techniques that agree leave less doubt than each alone."""
    doubt = 1.0
    for score in scores.values():
        doubt *= 1 - 0.9 * score
    return 1 - doubt


class _Document:
    """What the features of all rows of one document are looked up in."""

    def __init__(self, reading: Reading, document_type: DocumentType, rows: Sequence[Row]) -> None:
        self._reading = reading
        self._surroundings = Surroundings(layout_of(reading))
        self._sizes = {page.number: median([word.box.height for word in page.words] or [0.01]) for page in reading.pages}
        self._kept: dict[object, tuple[float, ...]] = {}
        self._times: Counter[tuple[str, str]] = Counter((row.field, row.value.casefold()) for row in rows)
        self._amounts = _amounts_by_field(rows, document_type)
        self._summed = _summed(self._amounts, document_type)
        self._ranked = {field: sorted(set(some)) for field, some in self._amounts.items()}
        self._days = defaultdict(list)
        for row in rows:
            if document_type.field(row.field).kind is ValueKind.DATE:
                self._days[row.field].append(row.value)
        self._values = defaultdict(set)
        for row in rows:
            self._values[row.field].add(row.value)

    def print_of(self, candidate: Candidate) -> tuple[float, ...]:
        key = (candidate.value, candidate.evidence.page, candidate.evidence.box)
        if key not in self._kept:
            self._kept[key] = self._print_of(candidate)
        return self._kept[key]

    def _print_of(self, candidate: Candidate) -> tuple[float, ...]:
        text = candidate.value
        count = max(len(text), 1)
        words = words_under(candidate, self._reading.page(candidate.evidence.page))
        sure = [word.confidence for word in words if word.confidence is not None]
        looks = [word.agreed for word in words if word.agreed is not None]
        return (
            *(sum(map(str.isalpha, text)) / count, sum(map(str.isdigit, text)) / count, sum(map(str.isupper, text)) / count),
            *(min(count, 100), len(text.split())),
            *(mean(sure) if sure else 1.0, min(sure) if sure else 1.0),
            *(sum(looks) / len(looks) if looks else -1.0, any(word.agreed is False for word in words), not sure),
        )

    def place_of(self, candidate: Candidate) -> tuple[float, ...]:
        key = (candidate.evidence.page, candidate.evidence.box)
        if key not in self._kept:
            page, box = key
            at, count, alone = self._surroundings.standing(page, box)
            last = self._surroundings.last_page
            size = min(box.height / max(self._sizes.get(page, 0.01), 1e-4), 6)
            place = (min(page, 5), min(last - page, 5), box.x0, box.y0, box.x1, box.y1, size, min(at, 30), min(count - at, 30), alone)
            self._kept[key] = tuple(map(float, place))
        return self._kept[key]

    def company_of(self, row: Row, rivals: int) -> tuple[float, ...]:
        times = min(self._times[row.field, row.value.casefold()], 6)
        by_size = _standing_of(row, self._ranked, self._days)
        text = row.value.casefold()
        others = self._values[row.field] if len(text) > 3 else ()  # noqa: PLR2004 - shorter ones are part of anything
        extends = any(other != row.value and other.casefold() in text for other in others)
        within = any(other != row.value and text in other.casefold() for other in others)
        adds = self._summed.get((row.field, row.value), 0.0)
        return (times, min(rivals, 60), by_size, adds, extends, within)


def words_under(candidate: Candidate, page: Page) -> list[Word]:
    """The words a candidate's evidence stands on."""
    box = candidate.evidence.box
    found = []
    for word in page.words:
        if word.box.y0 <= box.y1 and word.box.y1 >= box.y0:
            x, y = word.box.center
            covers = box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1
            # A word that was printed together with its label is wider than the evidence.
            if covers or (word.box.x0 <= box.center[0] <= word.box.x1 and word.box.y0 <= box.center[1] <= word.box.y1):
                found.append(word)
    return found


def _amounts_by_field(rows: Sequence[Row], document_type: DocumentType) -> dict[str, list[Decimal]]:
    amounts: dict[str, list[Decimal]] = defaultdict(list)
    for row in rows:
        if document_type.field(row.field).kind is ValueKind.MONEY:
            amounts[row.field].append(Decimal(row.value))
    return amounts


def _summed(amounts: Mapping[str, Sequence[Decimal]], document_type: DocumentType) -> dict[tuple[str, str], float]:
    """For each amount that fulfils a declared sum of others on the page in its field's part: 1, or less the more others do too."""
    found: dict[tuple[str, str], float] = {}
    for rule in document_type.rules:
        relation = parse_relation(rule.check)
        if relation.operator != "=" or any(document_type.field(name).kind is not ValueKind.MONEY for name in relation.fields):
            continue
        pools = [sorted(set(amounts.get(name, ())), key=abs, reverse=True)[:MOST_SUMMED] for name in relation.fields]
        if len(pools) > 3 or not all(pools):  # noqa: PLR2004 - a sum of two, or a part of one
            continue
        sums: dict[str, set[str]] = defaultdict(set)
        for parts in itertools.product(*pools[:-1]):
            total = sum((sign * part for (sign, _), part in zip(relation.left, parts, strict=True)), Decimal(0))
            if all(parts) and total in pools[-1]:
                for name, value in zip(relation.fields, (*parts, total), strict=True):
                    sums[name].add(f"{value:f}")
        for name, values in sums.items():
            found |= {(name, value): 1 / len(values) for value in values}
    return found


def _standing_of(row: Row, amounts: Mapping[str, Sequence[Decimal]], days: Mapping[str, Sequence[str]]) -> float:
    """1 for the largest amount or the latest day, 0 for the least; 0.5 where there is nothing to compare."""
    if row.field in amounts:
        ranked = amounts[row.field]
        return ranked.index(Decimal(row.value)) / (len(ranked) - 1) if len(ranked) > 1 else 0.5
    some = sorted(set(days.get(row.field, ())))
    return some.index(row.value) / (len(some) - 1) if len(some) > 1 and row.value in some else 0.5
