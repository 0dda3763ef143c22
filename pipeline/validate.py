"""Decides which declared rules an entry breaks, and puts what a person types into the form the field asks for."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from extractors.values.notation import UNKNOWN_NOTATION
from extractors.values.registry import VALUE_READERS
from models.document_type import DocumentType, FieldSpec, Rule, ValueKind
from models.errors import InvalidValue
from models.extraction import BrokenRule
from models.relation import Relation, parse_relation

CHECKED_KINDS = frozenset({ValueKind.IBAN, ValueKind.VAT_ID})
NUMBER_KINDS = frozenset({ValueKind.MONEY, ValueKind.PERCENT, ValueKind.INTEGER})
REQUIRED = "required"
_AMOUNT = re.compile(r"-?\d+\.\d{2,}")


def validate(values: Mapping[str, str | None], document_type: DocumentType) -> tuple[BrokenRule, ...]:
    """Every rule that does not hold, or that could not be run though its fields are required; an unsure reading is no broken rule."""
    by_field = (broken for spec in document_type.fields for broken in _broken_by(spec, values.get(spec.name)))
    by_relation = (broken for rule in document_type.rules for broken in _broken_relation(rule, values, document_type))
    return (*by_field, *by_relation)


def normalise(spec: FieldSpec, typed_text: str) -> str:
    """The value in the form in which the field is kept; raises InvalidValue saying what is expected."""
    reader = VALUE_READERS[spec.kind]
    value = reader.parse(typed_text, UNKNOWN_NOTATION)
    if value is None:
        raise InvalidValue(f"{spec.label}: expected {reader.expected}. Correct it, or leave the field empty and say so.")
    if spec.pattern is not None and re.fullmatch(spec.pattern, value) is None:
        raise InvalidValue(f"{spec.label}: '{value}' does not have the form this document type asks for ({spec.pattern}). Correct it.")
    return value


def _broken_by(spec: FieldSpec, value: str | None) -> Iterator[BrokenRule]:
    if value is None:
        if spec.required:
            yield BrokenRule(REQUIRED, (spec.name,), f"{spec.label} is missing.")
    elif not _is_kept_form(spec.kind, value):
        rule, fault = ("checksum", "has check digits that do not agree") if spec.kind in CHECKED_KINDS else ("format", "is not well formed")
        yield BrokenRule(rule, (spec.name,), f"{spec.label} {fault}; expected {VALUE_READERS[spec.kind].expected}.")
    elif spec.pattern is not None and re.fullmatch(spec.pattern, value) is None:
        yield BrokenRule("format", (spec.name,), f"{spec.label} does not have the form this document type asks for.")


def _is_kept_form(kind: ValueKind, value: str) -> bool:
    if kind is ValueKind.MONEY:
        return _AMOUNT.fullmatch(value) is not None
    return VALUE_READERS[kind].parse(value, UNKNOWN_NOTATION) == value


def _broken_relation(rule: Rule, values: Mapping[str, str | None], document_type: DocumentType) -> Iterator[BrokenRule]:
    relation = parse_relation(rule.check)
    operands = {name: comparable(document_type.field(name).kind, values.get(name)) for name in relation.fields}
    unusable = [name for name, operand in operands.items() if operand is None]
    if unusable:
        if any(document_type.field(name).required for name in unusable):
            yield BrokenRule(rule.check, relation.fields, f"Could not be checked: {rule.message}")
    elif not _holds(relation, operands, Decimal(rule.tolerance)):
        yield BrokenRule(rule.check, relation.fields, rule.message)


def comparable(kind: ValueKind, value: str | None) -> Decimal | dt.date | str | None:
    """A value as it is compared and added; None where it is none of its kind."""
    if not value:
        return None
    try:
        if kind in NUMBER_KINDS:
            amount = Decimal(value)
            return amount if amount.is_finite() else None
        return dt.date.fromisoformat(value) if kind is ValueKind.DATE else value.casefold()
    except (InvalidOperation, ValueError):
        return None


def _holds(relation: Relation, operands: Mapping[str, Decimal | dt.date | str | None], tolerance: Decimal) -> bool:
    """Whether the relation is true; operands that cannot be compared or added do not fulfil it."""
    right = operands[relation.right]
    terms = [(sign, operand) for sign, name in relation.left if isinstance(operand := operands[name], Decimal)]
    if isinstance(right, Decimal) and len(terms) == len(relation.left):
        difference = sum((sign * amount for sign, amount in terms), Decimal(0)) - right
        return abs(difference) <= tolerance if relation.operator == "=" else _ordered(difference, relation.operator)
    first = operands[relation.left[0][1]]
    if len(relation.left) != 1 or type(first) is not type(right):
        return False
    if isinstance(first, dt.date) and isinstance(right, dt.date):
        return first == right if relation.operator == "=" else _ordered((first - right).days, relation.operator)
    return relation.operator == "=" and first == right


def _ordered(difference: Decimal | int, operator: str) -> bool:
    return difference <= 0 if operator == "<=" else difference < 0
