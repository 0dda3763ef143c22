"""Sets from a target how sure the machine must be of a field for it to pass: as low as the values held out from training can prove."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, exp, lgamma, log, log1p

from models.confidence import HeldOutValue
from models.document_type import DocumentType

SUREST = 0.9
STRICTER = (0.005, 0.01, 0.02, 0.03, 0.05)
SURENESS = 0.95
"""The bound on the share of errors holds with this probability (Clopper and Pearson 1934)."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which confidence a field may pass (None: never), and what proves it: `count` held out values above it, `wrong` of them wrong.

    `proven_by` names the fields whose values prove it: this one, or several together for want of its own. `values` is how many were
    held out of this field, `passing` how many of them would pass; `missing` is how many more, all right, it takes to let any pass.
    """

    field: str
    confidence: float | None
    proven_by: tuple[str, ...] = ()
    count: int = 0
    wrong: int = 0
    bound: float = 1.0
    values: int = 0
    passing: int = 0
    missing: int = 0

    @property
    def pooled(self) -> bool:
        return len(self.proven_by) > 1


def thresholds_of(held_out: Sequence[HeldOutValue], fields: Sequence[str], max_error: float) -> tuple[Threshold, ...]:
    """One threshold a field: that which its own values prove, or else the one which the values of several such fields prove together.

    A field that errs more than the target among the surest does not pass on the proof of others, nor does it spoil it for them.
    """
    own = {name: [one for one in held_out if one.field == name] for name in fields}
    alone = {name: _lowest(values, max_error) for name, values in own.items()}
    together, allies = _common(own, max_error)
    missing = _missing(held_out, max_error)
    return tuple(
        _proven(name, at, own, (name,))
        if (at := alone[name]) is not None
        else _proven(name, together, own, allies)
        if together is not None and name in allies
        else Threshold(name, None, values=len(own[name]), missing=missing)
        for name in fields
    )


def _common(own: Mapping[str, Sequence[HeldOutValue]], max_error: float) -> tuple[float | None, tuple[str, ...]]:
    """The confidence that fields prove together so that most of their values pass, and their names; None where none prove any.

    What proves a stricter target proves this one, and may let more pass, because it leaves out other fields.
    """
    stricter = (target for target in (*STRICTER, max_error) if target <= max_error)
    proven = [one for target in stricter if (one := _allies(own, target)) is not None]
    return max(proven, key=lambda one: _passing(own, *one), default=(None, ()))


def _allies(own: Mapping[str, Sequence[HeldOutValue]], max_error: float) -> tuple[float, tuple[str, ...]] | None:
    """All fields that prove the target together, after the one that errs most is left out, and the next, until they do."""
    left = {name: values for name, values in own.items() if values}
    while left:
        at = _lowest([one for values in left.values() for one in values], max_error)
        least = SUREST if at is None else at
        wrong = {name: _share_wrong(values, least) for name, values in left.items()}
        worst = max(left, key=lambda name: wrong[name])
        if at is not None and wrong[worst] <= max_error:
            return at, tuple(left)
        del left[worst]
    return None


def _passing(own: Mapping[str, Sequence[HeldOutValue]], at: float, names: Sequence[str]) -> int:
    return sum(one.confidence >= at for name in names for one in own[name])


def _share_wrong(values: Sequence[HeldOutValue], least: float) -> float:
    above = [one.right for one in values if one.confidence >= least]
    return above.count(False) / len(above) if above else 0.0


def _proven(name: str, at: float, own: Mapping[str, Sequence[HeldOutValue]], proven_by: tuple[str, ...]) -> Threshold:
    proof = [one.right for field in proven_by for one in own[field] if one.confidence >= at]
    wrong, passing = proof.count(False), sum(one.confidence >= at for one in own[name])
    return Threshold(name, at, proven_by, len(proof), wrong, upper_bound(wrong, len(proof)), len(own[name]), passing)


def _lowest(values: Sequence[HeldOutValue], max_error: float) -> float | None:
    """The lowest confidence above which the bound on the share of wrong values is within the target."""
    ranked = sorted(values, key=lambda one: -one.confidence)
    wrong, lowest = 0, None
    for count, one in enumerate(ranked, 1):
        wrong += not one.right
        last_of_equals = count == len(ranked) or ranked[count].confidence < one.confidence
        if last_of_equals and _is_proven(wrong, count, max_error):
            lowest = one.confidence
    return lowest


def _is_proven(errors: int, count: int, max_error: float) -> bool:
    """Whether the upper bound is within the target, without looking for the bound."""
    return max_error > 0 and _tail(errors, count, max_error) <= 1 - SURENESS


def _missing(values: Sequence[HeldOutValue], max_error: float) -> int:
    """How many more values would have to be audited, and found right, for the best run of values to prove the target."""
    ranked = sorted(values, key=lambda one: -one.confidence)
    clean = next((count for count, one in enumerate(ranked) if not one.right), len(ranked))
    return max(0, ceil(log(1 - SURENESS) / log1p(-max_error)) - clean)


def in_force(document_type: DocumentType, held_out: Sequence[HeldOutValue], *, real: bool) -> DocumentType:
    """The type with the thresholds its target comes to. Values of documents drawn for the purpose prove nothing of those that come in."""
    policy = document_type.policy
    names = [spec.name for spec in document_type.fields]
    found = thresholds_of(held_out if real else (), names, policy.max_error)
    lowest = {one.field: max(one.confidence, policy.thresholds.get(one.field, 0.0)) for one in found if one.confidence is not None}
    unproven = tuple(name for name in names if name not in lowest)
    return replace(document_type, policy=replace(policy, thresholds=lowest, unproven=unproven))


def shares(held_out: Sequence[HeldOutValue], fields: Sequence[str], targets: Sequence[float]) -> Mapping[float, float]:
    """For each target the share of held out values that would pass."""
    return {target: sum(one.passing for one in thresholds_of(held_out, fields, target)) / max(len(held_out), 1) for target in targets}


def upper_bound(errors: int, count: int, confidence: float = SURENESS) -> float:
    """Clopper-Pearson upper bound of an error rate, by bisection on the binomial tail."""
    if count == 0:
        return 1.0
    low, high = errors / count, 1.0
    for _ in range(60):
        rate = (low + high) / 2
        low, high = (rate, high) if _tail(errors, count, rate) > 1 - confidence else (low, rate)
    return high


def _tail(errors: int, count: int, rate: float) -> float:
    if not 0 < rate < 1:
        return 0.0
    ways = (
        lgamma(count + 1) - lgamma(k + 1) - lgamma(count - k + 1) + k * log(rate) + (count - k) * log1p(-rate) for k in range(errors + 1)
    )
    return sum(map(exp, ways))
