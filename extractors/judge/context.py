"""What was learned of the words around a field's values: a weight for each word and place, found by logistic regression."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.judge.pool import Row
from extractors.judge.surroundings import Surroundings

UNKNOWN = -4.0
"""The log-odds of a candidate of which nothing was learned."""
Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ContextModel:
    """Log-odds by field: `weights` has one line a field and one column a token; `examples` is how many documents it was learned from."""

    vocabulary: Mapping[str, int]
    fields: tuple[str, ...]
    weights: Numbers
    bias: Numbers
    examples: int

    def log_odds(self, rows: Sequence[Row], surroundings: Surroundings) -> Numbers:
        """How likely each candidate is its field's value by what stands around it; UNKNOWN for a field never seen filled."""
        return np.array([self.log_odds_of(row.field, surroundings.tokens(row.candidate)) for row in rows], np.float32)

    def log_odds_of(self, field: str, tokens: Sequence[str]) -> float:
        """The log-odds of one candidate with these tokens."""
        if field not in self.fields:
            return UNKNOWN
        line = self.fields.index(field)
        columns = [self.vocabulary[token] for token in set(tokens) if token in self.vocabulary]
        return float(self.weights[line, columns].sum() + self.bias[line])


NOTHING_LEARNED = ContextModel({}, (), np.zeros((0, 0), np.float32), np.zeros(0, np.float32), 0)
