"""Policy decides who must look, and records why. When in doubt a person looks."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from models.case import NOT_IN_FORCE, FieldValue, Reason, Route
from models.document_type import DocumentType, FieldSpec, Mode, strictest
from models.extraction import BrokenRule, Classification, Proposal, ProposedField
from pipeline.case_keys import key_rules
from pipeline.conditions import conditions_met
from pipeline.document_types import policy_hash
from pipeline.validate import REQUIRED

PAGE_NOTES = {
    "blank": "page {page} is blank",
    "few_words": "hardly anything on page {page} could be read; a rescan may help",
    "low_confidence": "page {page} was hard to read; a rescan may help",
    "low_contrast": "page {page} is too faint: scan it again, darker",
    "blurred": "page {page} is blurred: lay it flat and scan it again",
    "low_resolution": "the letters of page {page} are too small: scan it again at 300 dpi",
    "cut_off": "page {page} is cut off at an edge: place it inside the marks and scan it again",
    "skewed": "page {page} lies too much askew: lay it straight and scan it again",
    "another_document": "another document begins at page {page}: part the file there and drop the parts",
    "perhaps_another_document": "perhaps another document begins at page {page}: look, and if so part the file there and drop the parts",
    "glare": "light reflects from page {page}: scan it again without glare",
}

PEOPLE = {Mode.CHECK: "a person looks at", Mode.DOUBLE_KEY: "two people key"}


def route(
    fields: Sequence[FieldValue], proposal: Proposal, document_type: DocumentType | None, further_reasons: Sequence[Reason] = ()
) -> tuple[tuple[FieldValue, ...], Route]:
    """The same fields with `accepted` set, and the route. Without a document type everything goes to a person.

    `further_reasons` are what else speaks for a person, from beyond the document. The fields to be keyed depend on what the machine made
    alone, never on what anybody keyed.
    """
    if document_type is None:
        reason = Reason("unknown_type", None, "none of the known document types fits; a person decides what it is")
        return tuple(fields), Route(Mode.CHECK, (*_page_reasons(proposal), reason, *further_reasons), policy_hash="")
    policy = document_type.policy
    whole = (*_type_reasons(proposal.classification, document_type), *_page_reasons(proposal))
    by_rule = tuple(Reason(_code(rule), name, rule.message) for rule in proposal.broken_rules for name in rule.fields or (None,))
    by_eyes = tuple(_disagreement(made, document_type) for made in proposal.fields if made.other_reading is not None)
    by_value = tuple(conditions_met({field.name: field.value for field in fields}, document_type))
    mode = strictest(policy.mode, *(condition.mode for condition, _ in by_value))
    by_field = tuple(reason for field in fields for reason in _field_reasons(field, document_type))
    reasons = _once((*whole, *further_reasons, *by_rule, *by_eyes, *(reason for _, reason in by_value), *by_field))
    # Said where nothing else keeps the entry from going straight through: beside other reasons it tells a checker nothing.
    reasons = tuple(reason for reason in reasons if reason.code != NOT_IN_FORCE.code) or reasons
    doubted = {reason.field for reason in reasons}
    keyed = _keyed(mode, doubted, document_type)
    passes = policy.mode is Mode.STRAIGHT_THROUGH and not whole
    routed = tuple(
        replace(field, accepted=passes and field.value is not None and field.name not in doubted and field.name not in keyed)
        for field in fields
    )
    if not reasons and mode is not Mode.STRAIGHT_THROUGH:
        reasons = (Reason("policy", None, f"policy: {PEOPLE[mode]} every {document_type.title.lower()}"),)
    machine_keys = policy.machine_keys and _machine_can_key(keyed, proposal)
    return routed, Route(
        mode, reasons, policy_hash(document_type), keyed, machine_keys, policy.due_hours, policy.priority, key_rules(document_type)
    )


def keyed_after(
    values: Mapping[str, str | None], corrected: Sequence[str], document_type: DocumentType
) -> tuple[tuple[str, ...], tuple[Reason, ...]]:
    """What two others key blind now that a person corrected some fields (nothing where a check is enough), and the conditions met."""
    met = tuple(conditions_met(values, document_type))
    mode = strictest(Mode.CHECK, *(condition.mode for condition, _ in met))
    reasons = tuple(reason for _, reason in met)
    return _keyed(mode, {*corrected, *(reason.field for reason in reasons)}, document_type), reasons


def _keyed(mode: Mode, doubted: Collection[str | None], document_type: DocumentType) -> tuple[str, ...]:
    """The fields to be keyed blind, in the order of the type."""
    if mode is not Mode.DOUBLE_KEY:
        return ()
    critical = document_type.policy.critical
    return tuple(spec.name for spec in document_type.fields if spec.name in critical or spec.name in doubted)


def _machine_can_key(keyed: Sequence[str], proposal: Proposal) -> bool:
    """Whether both eyes of the machine saw the same value at a place on the page, for each field to be keyed."""
    made = {field.name: field for field in proposal.fields}
    return bool(keyed) and all(
        name in made and made[name].eyes_agree and made[name].other_reading is None and made[name].value and made[name].evidence
        for name in keyed
    )


def _disagreement(made: ProposedField, document_type: DocumentType) -> Reason:
    other = f"the other is '{made.other_reading}'" if made.other_reading else "the second eye saw nothing there"
    return Reason("readings_differ", made.name, f"{_named(document_type.field(made.name))}: the two readings differ; {other}")


def _code(rule: BrokenRule) -> str:
    return "missing" if rule.rule == REQUIRED else "rule_broken"


def _type_reasons(classification: Classification, document_type: DocumentType) -> Iterator[Reason]:
    if not _at_least(classification.confidence, document_type.policy.type_threshold):
        yield Reason("type_unsure", None, f"probably {_with_article(document_type.title)}, but {_sure(classification.confidence)}")


def _page_reasons(proposal: Proposal) -> Iterator[Reason]:
    for note in proposal.notes:
        page, _, code = note.partition(":")
        yield Reason(f"page_{code}", None, PAGE_NOTES.get(code, f"page {{page}}: {code}").format(page=page))


def _field_reasons(field: FieldValue, document_type: DocumentType) -> Iterator[Reason]:
    spec = document_type.field(field.name)
    policy = document_type.policy
    if field.value is None:
        if spec.required:
            yield Reason("missing", field.name, f"{spec.label} is missing.")
        return
    if field.evidence is None:
        yield Reason("no_evidence", field.name, f"{_named(spec)} has no place on the page to show")
    threshold = policy.threshold_for(field.name)
    if threshold is None:
        yield Reason("unproven", field.name, f"{_named(spec)}: too few checked values prove how often the machine errs; a person looks")
    elif not _at_least(field.confidence, threshold):
        yield Reason("low_confidence", field.name, f"{_named(spec)}: {_sure(field.confidence)}")
    if field.name in policy.always_check:
        yield Reason("always_check", field.name, f"policy: a person always checks {_named(spec)}")


def _once(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(reasons))


def _at_least(confidence: float | None, threshold: float) -> bool:
    """A missing or broken confidence is never enough."""
    return confidence is not None and math.isfinite(confidence) and threshold <= confidence <= 1


def _sure(confidence: float | None) -> str:
    if confidence is None or not 0 <= confidence <= 1:
        return "how sure is not known"
    return f"only {math.floor(confidence * 100)} % sure"


def _named(spec: FieldSpec) -> str:
    return spec.label if spec.label.isupper() else spec.label[0].lower() + spec.label[1:]


def _with_article(title: str) -> str:
    return f"{'an' if title[0].lower() in 'aeiou' else 'a'} {title.lower()}"
