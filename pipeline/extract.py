"""Decides which of the proposed values each field gets: techniques propose, agreement and arithmetic decide."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import prod

from extractors.fields.registry import TECHNIQUES, techniques_for
from models.document_type import DocumentType, Rule, ValueKind
from models.extraction import Candidate
from models.page import Reading
from models.relation import Relation, parse_relation

TRUST = 0.9
"""No technique alone makes certain."""
TRIED_TOGETHER = 8
TAKEN = 0.3
ADDS_UP = 0.5
"""How much of the remaining doubt goes when amounts add up."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value proposed for a field: its best candidate, the techniques that proposed it, and their joint score."""

    candidate: Candidate
    techniques: tuple[str, ...]
    score: float
    adds_up: bool = False

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


def extract(reading: Reading, document_type: DocumentType) -> tuple[Extracted, ...]:
    """For each field of the type, in its order, the proposed values ranked."""
    proposals = _proposals(reading, document_type)
    ranked = {spec.name: _ranked(proposals[spec.name]) for spec in document_type.fields}
    for rule in document_type.rules:
        ranked |= _prefer_sums(ranked, document_type, rule)
    ranked |= _keep_parties_apart(ranked, document_type)
    return tuple(Extracted(spec.name, ranked[spec.name]) for spec in document_type.fields)


def _proposals(reading: Reading, document_type: DocumentType) -> dict[str, list[Candidate]]:
    allowed = {spec.name: techniques_for(spec) for spec in document_type.fields}
    proposals: dict[str, list[Candidate]] = defaultdict(list)
    for name in sorted({name for names in allowed.values() for name in names}):
        for candidate in TECHNIQUES[name].propose(reading, document_type):
            if name in allowed[candidate.field]:
                proposals[candidate.field].append(candidate)
    return proposals


def _ranked(candidates: Iterable[Candidate]) -> tuple[Choice, ...]:
    by_value: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_value[candidate.value.casefold()].append(candidate)
    return _in_order(_choice(group) for group in by_value.values())


def _in_order(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: -choice.score))


def _choice(group: list[Candidate]) -> Choice:
    """Independent techniques that agree leave less doubt than each alone; one technique counts once."""
    best: dict[str, Candidate] = {}
    for candidate in sorted(group, key=lambda one: one.score):
        best[candidate.evidence.technique] = candidate
    doubt = prod(1 - TRUST * candidate.score for candidate in best.values())
    return Choice(max(group, key=lambda one: one.score), tuple(sorted(best)), 1 - doubt)


def _prefer_sums(ranked: Mapping[str, tuple[Choice, ...]], document_type: DocumentType, rule: Rule) -> dict[str, tuple[Choice, ...]]:
    """The fields of a rule 'a + b = c' with the likeliest amounts that fulfil it moved forward."""
    relation = parse_relation(rule.check)
    if relation.operator != "=" or any(document_type.field(name).kind is not ValueKind.MONEY for name in relation.fields):
        return {}
    pools = [ranked[name][:TRIED_TOGETHER] for name in relation.fields]
    consistent = [combination for combination in itertools.product(*pools) if _adds_up(relation, combination, Decimal(rule.tolerance))]
    if not consistent or _is_free_of_tax(relation, [pool[0] for pool in pools], Decimal(rule.tolerance)):
        return {}
    best = max(consistent, key=lambda combination: sum(choice.score for choice in combination))
    return {name: _in_order(_moved(ranked[name], choice)) for name, choice in zip(relation.fields, best, strict=True)}


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
    for choice in choices:
        if choice is best:
            yield replace(choice, score=choice.score + ADDS_UP * (1 - choice.score), adds_up=True)
        else:
            yield choice
