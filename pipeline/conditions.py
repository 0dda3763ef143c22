"""Decides which conditions of a policy an entry meets. What cannot be compared counts as met: a person looks."""

import datetime as dt
import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from models.case import Reason
from models.condition import Comparison, Constant, parse_condition
from models.document_type import Condition, DocumentType, Mode, ValueKind
from models.errors import BadDocumentType, InvalidValue
from pipeline.validate import NUMBER_KINDS, comparable, normalise

EQUALITY: dict[str, Callable[[Any, Any], bool]] = {"=": operator.eq, "!=": operator.ne}
COMPARE = EQUALITY | {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def conditions_met(values: Mapping[str, str | None], document_type: DocumentType) -> Iterator[tuple[Condition, Reason]]:
    """The conditions an entry meets, or may meet for all that can be told, each with the reason a person is shown."""
    for condition in document_type.policy.conditions:
        for together in parse_condition(condition.when):
            outcomes = {comparison: _holds(comparison, values, document_type) for comparison in together}
            if False not in outcomes.values():
                yield condition, _reason(condition, outcomes, document_type)
                break


def check_conditions(document_type: DocumentType) -> None:
    """Raises BadDocumentType for a condition that is not understood, or that compares what cannot be compared."""
    for condition in document_type.policy.conditions:
        comparisons = [comparison for together in parse_condition(condition.when) for comparison in together]
        faults = [fault for comparison in comparisons for fault in _faults(comparison, document_type)]
        if condition.mode is Mode.STRAIGHT_THROUGH:
            faults.append("a condition makes people look; its mode is check or double_key.")
        if faults:
            raise BadDocumentType(f"{document_type.name}: condition '{condition.when}': {faults[0]}")


def _holds(comparison: Comparison, values: Mapping[str, str | None], document_type: DocumentType) -> bool | None:
    """Whether a comparison is true; None where that cannot be told."""
    left = _value(comparison.field, values, document_type)
    right = _value(comparison.other, values, document_type) if comparison.other else _folded(comparison.constant)
    if left is None or right is None:
        return None
    return bool(COMPARE[comparison.operator](left, right))


def _value(name: str, values: Mapping[str, str | None], document_type: DocumentType) -> Constant | None:
    return comparable(document_type.field(name).kind, values.get(name))


def _folded(constant: Constant | None) -> Constant | None:
    return constant.casefold() if isinstance(constant, str) else constant


def _reason(condition: Condition, outcomes: Mapping[Comparison, bool | None], document_type: DocumentType) -> Reason:
    text = condition.message or f"policy: a person looks where {condition.when}"
    untold = next((comparison for comparison, holds in outcomes.items() if holds is None), None)
    if untold is None:
        return Reason("condition", next(iter(outcomes)).field, text)
    labels = " and ".join(document_type.field(name).label for name in untold.fields)
    return Reason("condition", untold.field, f"{text} (it could not be compared: see {labels})")


def _faults(comparison: Comparison, document_type: DocumentType) -> Iterator[str]:
    known = {spec.name: spec for spec in document_type.fields}
    unknown = [name for name in comparison.fields if name not in known]
    if unknown:
        yield f"'{unknown[0]}' is no field of this type. Correct the name."
        return
    spec = known[comparison.field]
    held = _held_as(spec.kind)
    if held is not (_held_as(known[comparison.other].kind) if comparison.other else type(comparison.constant)):
        yield f"'{spec.name}' holds {held.__name__}s ({spec.kind}) and is compared with something else. Correct what it is compared with."
    elif held is str and comparison.operator not in EQUALITY:
        yield f"'{spec.name}' holds texts; compare it by = or !=."
    elif isinstance(comparison.constant, str):
        try:
            kept = normalise(spec, comparison.constant)
        except InvalidValue as error:
            yield str(error)
        else:
            if kept.casefold() != comparison.constant.casefold():
                yield f"{spec.label} is kept as '{kept}'. Write it so."


def _held_as(kind: ValueKind) -> type[Constant]:
    if kind in NUMBER_KINDS:
        return Decimal
    return dt.date if kind is ValueKind.DATE else str
