"""What was learned of the words around a field's values: a weight for each word and place, found by logistic regression."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.judge.pool import Row
from extractors.judge.surroundings import Surroundings
from models.extraction import Candidate
from models.page import Box

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
        columns = _Columns(self.vocabulary, surroundings)
        found = np.full(len(rows), UNKNOWN, np.float32)
        for index, row in enumerate(rows):
            weight = learned.get(row.candidate.field)
            if weight is not None:
                found[index] = sum(map(weight.__getitem__, columns.of(row.candidate))) + bias[row.candidate.field]
        return found


class _Columns:
    """The columns of a candidate's tokens; kept, since fields of one kind have the same candidates."""

    def __init__(self, vocabulary: Mapping[str, int], surroundings: Surroundings) -> None:
        self._vocabulary = vocabulary
        self._surroundings = surroundings
        self._kept: dict[tuple[str, str, int, Box], frozenset[int]] = {}

    def of(self, candidate: Candidate) -> frozenset[int]:
        evidence = candidate.evidence
        key = (candidate.value, evidence.text, evidence.page, evidence.box)
        if key not in self._kept:
            columns = map(self._vocabulary.get, self._surroundings.tokens(candidate))
            self._kept[key] = frozenset(column for column in columns if column is not None)
        return self._kept[key]


NOTHING_LEARNED = ContextModel({}, (), np.zeros((0, 0), np.float32), np.zeros(0, np.float32), 0)
