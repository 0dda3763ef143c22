"""Decides which of the proposed values each field gets: techniques propose, the judge of the type ranks, and what adds up goes together."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp, log, prod
from operator import itemgetter

from extractors.fields.recall import Recalled, candidates, in_widths, nearness, recall
from extractors.judge.judge import Judge
from extractors.judge.pool import Row, gather
from models.document_type import DocumentType, Rule, ValueKind
from models.extraction import Candidate
from models.memory import FieldPlace, Memory
from models.page import Reading
from models.relation import Relation, parse_relation

TRUST = 0.9
"""No technique alone makes certain."""
TRIED_TOGETHER = 8
TAKEN = 0.3
ADDS_UP = 0.5
"""How much of the remaining doubt goes when amounts add up."""
WORTH_PROPOSING = 0.2
"""A judged value less likely than this is rather not there: a person types it faster than they correct it."""
WORTH_A_SUM = 6.0
"""Log-odds that a sum may cost: amounts much less likely than those that do not add up add up by chance."""
KEPT = 12
STANDS_FOR = 0.8
SEEN_THERE = 8.0
"""Log-odds of a value that stands exactly where a person found it on the last document of this layout."""
LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Choice:
    """One value proposed for a field: its best candidate, the techniques that proposed it, and their joint score.

    `remembered` is what of the score's log-odds is owed to a layout a person corrected.
    """

    candidate: Candidate
    techniques: tuple[str, ...]
    score: float
    adds_up: bool = False
    remembered: float = 0.0

    @property
    def value(self) -> str:
        return self.candidate.value


@dataclass(frozen=True, slots=True)
class Extracted:
    """One field's choices, best first; empty where nothing was found."""

    field: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> Choice | None:
        return self.choices[0] if self.choices else None

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        return tuple(replace(choice.candidate, score=round(choice.score, 4)) for choice in self.choices)


def extract(
    reading: Reading, document_type: DocumentType, judge: Judge | None = None, memory: Memory | None = None
) -> tuple[Extracted, ...]:
    """For each field of the type, in its order, the proposed values ranked; without a judge by what the techniques say themselves.

    Where a remembered layout is recognised, what stands at a field's place comes before what the judge says.
    """
    recalled = recall(reading, memory) if memory else None
    more = candidates(recalled, reading, document_type) if recalled else ()
    rows = gather(reading, document_type, anywhere=judge is not None or recalled is not None, more=more)
    ranked = _judged(rows, reading, document_type, judge) if judge else _unjudged(rows)
    if recalled is not None:
        ranked = {field: _at_its_place(some, recalled, reading) for field, some in ranked.items()}
    choices = {spec.name: ranked.get(spec.name, ()) for spec in document_type.fields}
    for rule in document_type.rules:
        choices |= _prefer_sums(choices, document_type, rule)
    choices |= _keep_parties_apart(choices, document_type)
    choices = {name: some if judge is None or (some and some[0].score >= WORTH_PROPOSING) else () for name, some in choices.items()}
    choices |= _otherwise(choices, document_type)
    return tuple(Extracted(name, some) for name, some in choices.items())


def _judged(rows: Sequence[Row], reading: Reading, document_type: DocumentType, judge: Judge) -> dict[str, tuple[Choice, ...]]:
    """The values the judge finds worth proposing; one printed in several places is as likely as its likeliest place."""
    values: dict[str, dict[str, list[tuple[float, Row]]]] = defaultdict(lambda: defaultdict(list))
    for score, row in zip(judge.scores(rows, reading, document_type).tolist(), rows, strict=True):
        values[row.candidate.field][row.candidate.value.casefold()].append((score, row))
    return {field: _likeliest(some.values()) for field, some in values.items()}


def _likeliest(values: Iterable[list[tuple[float, Row]]]) -> tuple[Choice, ...]:
    """The best values of a field, each of several scored rows."""
    bests = sorted(((*max(some, key=itemgetter(0)), some) for some in values), key=lambda one: -one[0])[:KEPT]
    return tuple(
        Choice(best.candidate, tuple(sorted({name for _, row in some for name in row.scores})), score) for score, best, some in bests
    )


def _unjudged(rows: Sequence[Row]) -> dict[str, tuple[Choice, ...]]:
    """Independent techniques that agree leave less doubt than each alone; one technique counts once."""
    values: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        values[row.field, row.value.casefold()].append(row)
    choices: dict[str, list[Choice]] = defaultdict(list)
    for (field, _), some in values.items():
        best = {name: max(row.scores.get(name, 0.0) for row in some) for row in some for name in row.scores}
        doubt = prod(1 - TRUST * score for score in best.values())
        candidate = max((row.candidate for row in some), key=lambda one: one.score)
        choices[field].append(Choice(candidate, tuple(sorted(best)), 1 - doubt))
    return {field: _in_order(some) for field, some in choices.items()}


def _at_its_place(choices: tuple[Choice, ...], recalled: Recalled, reading: Reading) -> tuple[Choice, ...]:
    """The choices with what stands where the layout has the field moved forward, the nearer the more."""
    place = recalled.places.get(choices[0].candidate.field)
    return choices if place is None else _in_order(_remembered(choice, place, reading) for choice in choices)


def _remembered(choice: Choice, place: FieldPlace, reading: Reading) -> Choice:
    evidence = choice.candidate.evidence
    if evidence.page != place.page:
        return choice
    owed = SEEN_THERE * nearness(place, in_widths(evidence.box, reading.page(evidence.page)))
    if not owed:
        return choice
    log_odds = log(max(choice.score, LEAST) / max(1 - choice.score, LEAST)) + owed
    return replace(choice, score=1 / (1 + exp(-log_odds)), remembered=owed)


def _in_order(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: -choice.score))


def _prefer_sums(ranked: Mapping[str, tuple[Choice, ...]], document_type: DocumentType, rule: Rule) -> dict[str, tuple[Choice, ...]]:
    """The fields of a rule 'a + b = c' with the likeliest amounts that fulfil it moved forward."""
    relation = parse_relation(rule.check)
    if relation.operator != "=" or any(document_type.field(name).kind is not ValueKind.MONEY for name in relation.fields):
        return {}
    pools = [ranked[name][:TRIED_TOGETHER] for name in relation.fields]
    consistent = [combination for combination in itertools.product(*pools) if _adds_up(relation, combination, Decimal(rule.tolerance))]
    if not consistent or _is_free_of_tax(relation, [pool[0] for pool in pools], Decimal(rule.tolerance)):
        return {}
    best = max(consistent, key=_log_odds)
    if _log_odds([pool[0] for pool in pools]) - _log_odds(best) > WORTH_A_SUM:
        return {}
    return {name: _in_order(_moved(ranked[name], choice)) for name, choice in zip(relation.fields, best, strict=True)}


def _log_odds(combination: Sequence[Choice]) -> float:
    return sum(log(max(choice.score, 1e-4)) for choice in combination)


def _keep_parties_apart(ranked: Mapping[str, tuple[Choice, ...]], document_type: DocumentType) -> dict[str, tuple[Choice, ...]]:
    """Nobody writes to himself: an organisation likelier to be one party counts for little as another."""
    parties = [spec.name for spec in document_type.fields if spec.kind is ValueKind.ORGANISATION and ranked[spec.name]]
    taken: set[str] = set()
    apart = {}
    for name in sorted(parties, key=lambda party: -ranked[party][0].score):
        others = (replace(one, score=one.score * TAKEN) if one.value.casefold() in taken else one for one in ranked[name])
        apart[name] = _in_order(others)
        taken.add(apart[name][0].value.casefold())
    return apart


def _otherwise(ranked: Mapping[str, tuple[Choice, ...]], document_type: DocumentType) -> dict[str, tuple[Choice, ...]]:
    """What stands for a field that is not printed by itself: the value of the one declared for that."""
    instead = {spec.name: ranked[spec.otherwise][:1] for spec in document_type.fields if spec.otherwise and not ranked[spec.name]}
    return {
        name: tuple(replace(one, candidate=replace(one.candidate, field=name), score=one.score * STANDS_FOR) for one in some)
        for name, some in instead.items()
    }


def _adds_up(relation: Relation, combination: tuple[Choice, ...], tolerance: Decimal) -> bool:
    """Whether a sum holds and says something: with a part of nothing, or of the whole, it would hold for any amount."""
    return _holds(relation, combination, tolerance) and all(Decimal(choice.value) for choice in combination)


def _is_free_of_tax(relation: Relation, likeliest: Sequence[Choice], tolerance: Decimal) -> bool:
    """Whether the likeliest amounts hold with a part of nothing: that proves nothing, but other sums on the page prove no better."""
    return _holds(relation, likeliest, tolerance) and not all(Decimal(choice.value) for choice in likeliest)


def _holds(relation: Relation, combination: Sequence[Choice], tolerance: Decimal) -> bool:
    amounts = [Decimal(choice.value) for choice in combination]
    total = sum((sign * amount for (sign, _), amount in zip(relation.left, amounts, strict=False)), Decimal(0))
    return abs(total - amounts[-1]) <= tolerance


def _moved(choices: tuple[Choice, ...], best: Choice) -> Iterator[Choice]:
    """The best of them first, with less doubt than before; a likelier one that does not add up behind it."""
    score = max(best.score + ADDS_UP * (1 - best.score), choices[0].score)
    for choice in choices:
        if choice is best:
            yield replace(choice, score=score, adds_up=True)
        else:
            yield replace(choice, score=min(choice.score, score * TAKEN)) if choice.score > best.score else choice
