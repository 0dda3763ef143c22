"""How a score becomes a confidence, and the values held out from training that say how far it may be believed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Calibrator:
    """Logistic regression over named signs of a chosen value, fitted on `values` values of issuers the judge was not trained on.

    Platt, Probabilistic outputs for support vector machines, 1999. With no values there is no confidence to give.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    bias: float = 0.0
    values: int = 0

    def confidence(self, signs: Mapping[str, float]) -> float | None:
        """The probability that a value with these signs is right; never more than so many values can show (Laplace)."""
        if not self.values:
            return None
        log_odds = self.bias + sum(weight * signs.get(name, 0.0) for name, weight in self.weights.items())
        return min(1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds)))), (self.values + 1) / (self.values + 2))


@dataclass(frozen=True, slots=True)
class HeldOutValue:
    """One value chosen on a document whose issuer neither judge nor calibrator knew: how sure the machine was, and whether it was right."""

    field: str
    confidence: float
    right: bool
    issuer: str


@dataclass(frozen=True, slots=True)
class Training:
    """What weights were made from. Documents drawn for the purpose are not `real`: they prove nothing about those that come in."""

    documents: int = 0
    issuers: int = 0
    source: str = ""
    day: str = ""
    real: bool = True
