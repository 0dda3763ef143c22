"""Proposes values that need no label: checked numbers, the main currency, the first date, the largest amount, amounts that add up."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from extractors.fields.evidence import candidate
from extractors.fields.lines import Layout, Line, Segment, layout_of
from extractors.values.found import Found
from extractors.values.registry import values_in
from models.document_type import DocumentType, FieldSpec, ValueKind
from models.extraction import Candidate
from models.page import Reading
from models.relation import parse_relation

FURTHER = 0.85
CLEAR_AMOUNT = 0.7
MAX_AMOUNTS = 60
SUM_TERMS = 2
HOME = 0.3
EURO_COUNTRIES = frozenset(
    {
        *("AT", "BE", "BG", "CY", "DE", "EE", "EL", "ES", "FI", "FR", "GR"),
        *("HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT", "SI", "SK"),
    }
)
OTHER_CURRENCIES = {
    "GB": "GBP",
    "CH": "CHF",
    "LI": "CHF",
    "CZ": "CZK",
    "DK": "DKK",
    "HU": "HUF",
    "NO": "NOK",
    "PL": "PLN",
    "RO": "RON",
    "SE": "SEK",
}
GIVEN = re.compile(r"\b(?:cash|tender\w*|paid|received|visa|master\w*|card|payment|bar|gegeben|tunai|bayar\w*|espèces)\b", re.IGNORECASE)
TIME_OF_DAY = re.compile(r"(?<![\d:.])(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)")
CHANGE = re.compile(r"\b(?:change|rückgeld|zurück|baki|rendu|monnaie)\b", re.IGNORECASE)
Place = tuple[Segment, Found]
Proposer = Callable[[FieldSpec, Layout, str], Iterator[Candidate]]


class PatternTechnique:
    """One way to find values of a kind anywhere in a document."""

    def __init__(self, name: str, kinds: frozenset[ValueKind], proposer: Proposer) -> None:
        self.name = name
        self.kinds = kinds
        self.proposer = proposer

    def propose(self, reading: Reading, doc_type: DocumentType) -> Iterable[Candidate]:
        layout = layout_of(reading)
        for spec in doc_type.fields:
            if spec.kind in self.kinds:
                yield from self.proposer(spec, layout, self.name)


class SumsTechnique:
    """Amounts a, b and c on the page for which a declared 'a + b = c' holds; the largest sum speaks loudest."""

    name = "sums.v1"

    def propose(self, reading: Reading, doc_type: DocumentType) -> Iterable[Candidate]:
        places = list(_places(ValueKind.MONEY, layout_of(reading), CLEAR_AMOUNT))
        for rule in doc_type.rules:
            relation = parse_relation(rule.check)
            adds = relation.operator == "=" and len(relation.left) == SUM_TERMS and all(sign > 0 for sign, _ in relation.left)
            if adds and all(doc_type.field(name).kind is ValueKind.MONEY for name in relation.fields):
                yield from _sums(places, [doc_type.field(name) for name in relation.fields], self.name)


def _sums(places: list[Place], specs: list[FieldSpec], technique: str) -> Iterator[Candidate]:
    first_at = {Decimal(found.value): (segment, found) for segment, found in reversed(places)}
    amounts = sorted((amount for amount in first_at if amount), key=abs, reverse=True)[:MAX_AMOUNTS]
    score = 0.5
    for total in amounts:
        parts = next(((a, total - a) for a in amounts if total - a in first_at and _is_net_of(a, total)), None)
        if parts is None:
            continue
        for spec, amount in zip(specs, (*parts, total), strict=True):
            segment, found = first_at[amount]
            yield candidate(spec, found, segment, technique, score)
        score *= FURTHER


def _is_net_of(net: Decimal, total: Decimal) -> bool:
    """Taxes are between 1 and 30 % of what they are laid on; other sums on a page are something else."""
    share = (total - net) / net
    return Decimal("0.01") <= share <= Decimal("0.30")


def checked_numbers(spec: FieldSpec, layout: Layout, technique: str) -> Iterator[Candidate]:
    """Numbers with agreeing check digits, the first ones first; the shape alone counts for little."""
    score = 0.8
    for segment, found in _places(spec.kind, layout, 0.0):
        yield candidate(spec, found, segment, technique, score if found.verified else score / 2)
        score *= FURTHER


def main_currency(spec: FieldSpec, layout: Layout, technique: str) -> Iterator[Candidate]:
    """The currency printed most often, by its share of all marks."""
    places = list(_places(ValueKind.CURRENCY, layout, 0.0))
    counts = Counter(found.value for _, found in places)
    for code, count in counts.most_common(3):
        segment, found = next(place for place in places if place[1].value == code)
        yield candidate(spec, found, segment, technique, 0.8 * count / len(places))


def home_currency(spec: FieldSpec, layout: Layout, technique: str) -> Iterator[Candidate]:
    """Where no currency is printed, that of the country in the first account or VAT number whose check digits agree."""
    if any(True for _ in _places(ValueKind.CURRENCY, layout, 0.0)):
        return
    for kind in (ValueKind.IBAN, ValueKind.VAT_ID):
        for segment, found in _places(kind, layout, 0.0):
            currency = "EUR" if found.value[:2] in EURO_COUNTRIES else OTHER_CURRENCIES.get(found.value[:2])
            if found.verified and currency:
                yield candidate(spec, replace(found, value=currency), segment, technique, HOME)
                return


def first_date(spec: FieldSpec, layout: Layout, technique: str) -> Iterator[Candidate]:
    """The dates from the top; one printed more than once, or beside a time of day, is likelier to be the document's own."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    places = [place for place in _places(ValueKind.DATE, layout, 0.0) if place[1].value <= today]  # a document is not dated ahead
    counts = Counter(found.value for _, found in places)
    timed = {segment for line in layout.lines if TIME_OF_DAY.search(line.text) for segment in line.segments}
    score, seen = 0.6, set()
    for segment, found in places:
        if found.value not in seen:
            seen.add(found.value)
            yield candidate(spec, found, segment, technique, score + 0.15 * (segment in timed) + 0.05 * min(counts[found.value] - 1, 3))
            score *= FURTHER


def largest_amount(spec: FieldSpec, layout: Layout, technique: str) -> Iterator[Candidate]:
    """Amounts in the order of their size; one printed several times (total, paid, tax base) gains."""
    places = list(_places(ValueKind.MONEY, layout, CLEAR_AMOUNT))
    counts = Counter(found.value for _, found in places)
    score, seen = 0.35, set()
    for segment, found in sorted(places, key=lambda place: -Decimal(place[1].value)):
        if found.value not in seen:
            seen.add(found.value)
            yield candidate(spec, found, segment, technique, score + 0.08 * min(counts[found.value] - 1, 3))
            score *= FURTHER


def tendered(spec: FieldSpec, layout: Layout, technique: str) -> Iterator[Candidate]:
    """What was handed over less the change, where that amount is printed on a third line of the page."""
    for _, page in groupby(layout.lines, key=lambda line: line.page):
        lines = list(page)
        given = {amount for line in lines if GIVEN.search(line.text) for amount in _amounts(line, layout)}
        change = {amount for line in lines if CHANGE.search(line.text) for amount in _amounts(line, layout)}
        due = {paid - back for paid in given for back in change if paid - back > 0}
        others = (line for line in lines if due and not GIVEN.search(line.text) and not CHANGE.search(line.text))
        for segment in (segment for line in others for segment in line.segments):
            for found in values_in(segment.texts, ValueKind.MONEY, layout.notation):
                if found.certainty >= CLEAR_AMOUNT and Decimal(found.value) in due:
                    yield candidate(spec, found, segment, technique, 0.7)


def _amounts(line: Line, layout: Layout) -> list[Decimal]:
    """The last clear amount of a line, if any."""
    found = [one for segment in line.segments for one in values_in(segment.texts, ValueKind.MONEY, layout.notation)]
    return [Decimal(one.value).copy_abs() for one in found if one.certainty >= CLEAR_AMOUNT][-1:]


def _places(kind: ValueKind, layout: Layout, certainty: float) -> Iterator[Place]:
    for line in layout.lines:
        for segment in line.segments:
            for found in values_in(segment.texts, kind, layout.notation):
                if found.certainty >= certainty:
                    yield segment, found


CHECKED_NUMBERS = PatternTechnique("checked_number.v1", frozenset({ValueKind.IBAN, ValueKind.VAT_ID, ValueKind.EMAIL}), checked_numbers)
MAIN_CURRENCY = PatternTechnique("main_currency.v1", frozenset({ValueKind.CURRENCY}), main_currency)
HOME_CURRENCY = PatternTechnique("home_currency.v1", frozenset({ValueKind.CURRENCY}), home_currency)
FIRST_DATE = PatternTechnique("first_date.v1", frozenset({ValueKind.DATE}), first_date)
TENDERED = PatternTechnique("tendered.v1", frozenset({ValueKind.MONEY}), tendered)
LARGEST_AMOUNT = PatternTechnique("largest_amount.v1", frozenset({ValueKind.MONEY}), largest_amount)
SUMS = SumsTechnique()
