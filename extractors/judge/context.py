"""What was learned of the words around a field's values: a weight for each word and place, found by logistic regression."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.judge.pool import Row
from extractors.judge.surroundings import Surroundings, shape_tokens

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
        learned = {field: memoryview(self.weights[line]) for line, field in enumerate(self.fields)}
        bias = dict(zip(self.fields, self.bias.tolist(), strict=True))
        columns = _Columns(self.vocabulary)
        found = np.full(len(rows), UNKNOWN, np.float32)
        for index, row in enumerate(rows):
            candidate, evidence = row.candidate, row.candidate.evidence
            weight = learned.get(candidate.field)
            if weight is not None:
                around = columns.of(surroundings.around(evidence.page, evidence.box))
                shape = columns.of(shape_tokens(candidate.value, evidence.text))
                found[index] = sum(map(weight.__getitem__, around)) + sum(map(weight.__getitem__, shape)) + bias[candidate.field]
        return found


class _Columns:
    """Which columns some tokens have; kept, since the fields of a kind share their candidates."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._vocabulary = vocabulary
        self._kept: dict[tuple[str, ...], frozenset[int]] = {}

    def of(self, tokens: tuple[str, ...]) -> frozenset[int]:
        if tokens not in self._kept:
            self._kept[tokens] = frozenset(self._vocabulary[token] for token in tokens if token in self._vocabulary)
        return self._kept[tokens]


NOTHING_LEARNED = ContextModel({}, (), np.zeros((0, 0), np.float32), np.zeros(0, np.float32), 0)
