"""Policy decides who must look, and records why. When in doubt a person looks."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.case import FieldValue, Reason, Route
from models.document_type import DocumentType, FieldSpec
from models.extraction import BrokenRule, Classification, Proposal, ProposedField
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


def route(fields: Sequence[FieldValue], proposal: Proposal, document_type: DocumentType | None) -> tuple[tuple[FieldValue, ...], Route]:
    """The same fields with `accepted` set, and the route. Without a document type everything goes to a person."""
    if document_type is None:
        reason = Reason("unknown_type", None, "none of the known document types fits; a person decides what it is")
        return tuple(fields), Route(straight_through=False, reasons=(*_page_reasons(proposal), reason), policy_hash="")
    whole = (*_type_reasons(proposal.classification, document_type), *_page_reasons(proposal))
    by_rule = tuple(Reason(_code(rule), name, rule.message) for rule in proposal.broken_rules for name in rule.fields or (None,))
    by_eyes = tuple(_disagreement(made, document_type) for made in proposal.fields if made.other_reading is not None)
    by_field = tuple(reason for field in fields for reason in _field_reasons(field, document_type))
    reasons = _once((*whole, *by_rule, *by_eyes, *by_field))
    doubted = {reason.field for reason in reasons}
    routed = tuple(
        replace(
            field, accepted=document_type.policy.straight_through and not whole and field.value is not None and field.name not in doubted
        )
        for field in fields
    )
    if not reasons and not document_type.policy.straight_through:
        reasons = (Reason("policy", None, f"policy: a person looks at every {document_type.title.lower()}"),)
    return routed, Route(straight_through=not reasons, reasons=reasons, policy_hash=policy_hash(document_type))


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
