"""Decides whether new weights are better than those in use, on documents that neither knows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractors.judge.weights import TypeWeights
from learning.examples import Example, folds_of, split
from learning.judge_training import observed_on, train
from models.document_type import DocumentType
from pipeline.thresholds import in_force

SOURCE = "confirmed entries"
PARTS = 4
"""One document in so many is held out."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of `values` printed on the documents so many are read right; so many made pass at the type's target, `errors` of them wrong."""

    values: int
    right: int
    passing: int
    errors: int

    def __str__(self) -> str:
        return f"{self.right} of {self.values} values right, {self.passing} would pass, {self.errors} of those wrong"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The weights in use and new ones, on the same documents held out from both."""

    documents: int
    present: Figures
    new: Figures

    @property
    def is_better(self) -> bool:
        """More pass, or as many pass and more are right; never with more errors."""
        return self.new.errors <= self.present.errors and (self.new.passing, self.new.right) > (self.present.passing, self.present.right)


def compared(known: Sequence[Example], fresh: Sequence[Example], document_type: DocumentType, present: TypeWeights) -> Comparison | None:
    """New weights learn from what those in use may know and from most of what they do not; both are measured on the rest of that.

    `document_type` is as declared, without thresholds. None where all fresh documents are of one issuer: that proves nothing of others.
    """
    learned_from, held_out = _parted(fresh)
    if not learned_from:
        return None
    new = with_earlier(train([*known, *learned_from], SOURCE), present)
    return Comparison(len(held_out), measured(present, held_out, document_type), measured(new, held_out, document_type))


def retrained(examples: Sequence[Example], present: TypeWeights) -> TypeWeights:
    """The weights of all examples, none held out."""
    return with_earlier(train(examples, SOURCE), present)


def with_earlier(new: TypeWeights, present: TypeWeights) -> TypeWeights:
    """New weights whose thresholds rest on what was held out from those in use as well; of an issuer known to both the new values count."""
    issuers = {one.issuer for one in new.held_out}
    earlier = (one for one in present.held_out if present.training.real and one.issuer not in issuers)
    return replace(new, held_out=(*earlier, *new.held_out))


def measured(weights: TypeWeights, examples: Iterable[Example], document_type: DocumentType) -> Figures:
    """What the weights make of documents, under the thresholds that their own held out values prove."""
    policy = in_force(document_type, weights.held_out, real=weights.training.real).policy
    judge = weights.judge if weights.judge.context.examples else None
    values = right = passing = errors = 0
    for example in examples:
        values += sum(value not in (None, "") for _, value, _ in example.label.scalars())
        for one in observed_on(example, judge):
            confidence, threshold = weights.calibrator.confidence(one.signs), policy.threshold_for(one.field)
            passes = confidence is not None and threshold is not None and confidence >= threshold and one.field not in policy.always_check
            right += one.right
            passing += passes
            errors += passes and not one.right
    return Figures(values, right, passing, errors)


def _parted(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Those to learn from (none where all are of one issuer) and those held out: the part nearest its share, no issuer on both sides."""
    folds = folds_of(examples, PARTS)
    parts = [split(examples, folds, part) for part in sorted(set(folds))]
    return min(parts, key=lambda part: abs(len(part[1]) * PARTS - len(examples)))
