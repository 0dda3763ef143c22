"""Finds the record that a document means, by its numbers or by the spelling of its name, and says how sure that is."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from models.document_type import ValueKind
from models.master_data import Holds, MasterMatch, MasterRecord, MasterTable
from pipeline.master.suggestions import Beginnings
from pipeline.spelling import compact, essence, folded, in_order, legal_form, numbers_in

# The order in which they are believed: a VAT number belongs to one company, an account may be a group's.
IDENTIFYING = (ValueKind.VAT_ID, ValueKind.IBAN, ValueKind.IDENTIFIER)
FOUND_BY_NAME = frozenset({Holds.SELLERS, Holds.RECORDS})
MIN_SCORE = 0.85
MIN_MARGIN = 0.05
MOST_MARGIN = 0.25
WEIGHT_OF_SCORE, WEIGHT_OF_MARGIN, OFFSET = 25.5, 22.6, -24.8
"""A logistic curve through 2,807 misread names in tables of 300 to 50,000 sellers, half of those looked for in no table."""
OTHER_FORM = LEAST_CONFIDENCE = 0.5
SURE = 0.9
"""From which confidence on a match by name is taken without a person."""
BY_ONE_NUMBER = 0.99
BY_TWO = 0.999
BY_NAME = 0.98
RIVALS_LOOKED_AT = 20
LEAST_RIVAL = 0.7
SEVERAL = ";"
"""Between the values of one cell, as a seller's accounts."""


@dataclass(frozen=True, slots=True)
class _Spellings:
    """One fuzzy column, a place a record: the names without legal form, those with their words in order, and who is spelt how."""

    plain: Sequence[str]
    ordered: Sequence[str]
    exactly: Mapping[str, Sequence[int]]


class IndexedTable:
    """The records of one table, ready to be looked into. Nothing in it changes."""

    def __init__(self, table: MasterTable, records: Sequence[MasterRecord]) -> None:
        self.table = table
        self.records = records
        columns = table.present.items()
        self._numbers = {name: _by_number(name, records) for name, column in columns if column.kind in IDENTIFYING}
        self._names = {name: _spellings(name, records) for name, column in columns if column.fuzzy}
        self._beginnings: dict[str, Beginnings] = {}

    def records_with(self, column: str, value: str) -> list[MasterRecord]:
        """Those with exactly this number."""
        return [self.records[place] for place in self._numbers[column].get(compact(value), ())]

    def find(self, sought: Mapping[str, str]) -> tuple[MasterMatch, ...]:
        """What the values by column mean: one match, none, or several rivals between which nothing decides, best first."""
        names = {name: sought[name] for name in sought if name in self._names}
        by_number = [name for kind in IDENTIFYING for name in sought if name in self._numbers and self.table.present[name].kind is kind]
        for name in by_number:
            places = self._numbers[name].get(compact(sought[name]), ())
            if places:
                found = self._identified([self.records[place] for place in places], sought, name)
                return self._named_otherwise(found, name, names) or found
        if self.table.holds is not Holds.SELLERS and by_number:
            return ()
        return self._alike(names)

    def suggest(self, column: str, typed: str, limit: int) -> tuple[MasterRecord, ...]:
        """Records for what somebody has typed so far: those where a word begins so, then those where one nearly does."""
        if column not in self._beginnings:
            self._beginnings[column] = Beginnings([record.values[column] for record in self.records])
        return tuple(self.records[place] for place in self._beginnings[column].places(typed, limit))

    def _identified(self, records: Sequence[MasterRecord], sought: Mapping[str, str], by: str) -> tuple[MasterMatch, ...]:
        """Several records with the same number: the other values decide, or nothing does."""
        agreed = {
            record.key: tuple(name for name in sought if name == by or self._agrees(record, name, sought[name])) for record in records
        }
        most = max(len(names) for names in agreed.values())
        best = [record for record in records if len(agreed[record.key]) == most]
        sure = (BY_TWO if most > 1 else BY_ONE_NUMBER) / len(best)
        return tuple(MasterMatch(record, 1.0, sure, agreed[record.key]) for record in best)

    def _named_otherwise(self, found: tuple[MasterMatch, ...], by: str, names: Mapping[str, str]) -> tuple[MasterMatch, ...]:
        """Who is surely named beside the account of somebody else: the account is what is wrong there, not the name."""
        if self.table.present[by].kind is not ValueKind.IBAN or any(len(match.agreed) > 1 for match in found):
            return ()
        named = self._alike(names)
        sure = len(named) == 1 and named[0].confidence >= SURE and named[0].record not in [match.record for match in found]
        return named if sure else ()

    def _agrees(self, record: MasterRecord, column: str, value: str) -> bool:
        known = record.values.get(column, "")
        if column in self._numbers:
            return compact(value) in map(compact, known.split(SEVERAL))
        return folded(known) == folded(value)

    def _alike(self, names: Mapping[str, str]) -> tuple[MasterMatch, ...]:
        scored: dict[int, tuple[float, str]] = {}
        for column, value in names.items():
            for place, score in self._scores(self._names[column], value):
                scored[place] = max(scored.get(place, (0.0, column)), (score, column))
        ranked = sorted(scored.items(), key=lambda item: (-item[1][0], item[0]))
        best = [MasterMatch(self.records[place], score, 0.0, (column,)) for place, (score, column) in ranked if score >= MIN_SCORE]
        if not best:
            return ()
        exact = [place for column, value in names.items() for place in self._names[column].exactly.get(folded(value), ())]
        if len(set(exact)) == 1:
            return (replace(best[0], record=self.records[exact[0]], score=1.0, confidence=BY_NAME),)
        margin = best[0].score - (ranked[1][1][0] if len(ranked) > 1 else LEAST_RIVAL)
        if margin < MIN_MARGIN:
            return tuple(match for match in best if match.score > best[0].score - MIN_MARGIN)
        column = best[0].agreed[0]
        confidence = _by_spelling(best[0].score, margin, names[column], best[0].record.values[column])
        return (replace(best[0], confidence=confidence),) if confidence >= LEAST_CONFIDENCE else ()

    def _scores(self, spellings: _Spellings, value: str) -> Iterator[tuple[int, float]]:
        name = essence(value)
        numbers = numbers_in(name)
        for query, texts in ((name, spellings.plain), (in_order(name), spellings.ordered)):
            found = process.extract(query, texts, scorer=fuzz.ratio, limit=RIVALS_LOOKED_AT, score_cutoff=100 * LEAST_RIVAL)
            yield from ((place, score / 100) for text, score, place in found if numbers_in(text) == numbers)


def _by_number(column: str, records: Sequence[MasterRecord]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        for number in filter(None, map(compact, record.values.get(column, "").split(SEVERAL))):
            places[number].append(place)
    return dict(places)


def _spellings(column: str, records: Sequence[MasterRecord]) -> _Spellings:
    exactly: dict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        exactly[folded(record.values.get(column, ""))].append(place)
    plain = [essence(record.values.get(column, "")) for record in records]
    return _Spellings(plain, [in_order(name) for name in plain], exactly)


def _by_spelling(score: float, margin: float, sought: str, known: str) -> float:
    """How often the one spelt so much likelier than the next is meant; with another legal form it is seldom the same company."""
    logit = WEIGHT_OF_SCORE * score + WEIGHT_OF_MARGIN * min(margin, MOST_MARGIN) + OFFSET
    forms = {legal_form(sought), legal_form(known)} - {frozenset()}
    return min(1 / (1 + math.exp(-logit)), OTHER_FORM if len(forms) > 1 else BY_NAME)
