"""Adds up boosted decision trees over a table of numbers. Plain arrays: nothing that is loaded can run code."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
Indices = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Trees:
    """All nodes of all trees in one row; a leaf's `left` is -1. `roots` are the indices of the first nodes."""

    roots: Indices
    column: Indices
    threshold: Numbers
    left: Indices
    right: Indices
    value: Numbers
    base: float

    def log_odds(self, table: Numbers) -> Numbers:
        """One number for each line of the table."""
        node = np.tile(self.roots, (len(table), 1))
        lines = np.arange(len(table))[:, None]
        while (inner := self.left[node] >= 0).any():
            low = table[lines, self.column[node]] <= self.threshold[node]
            node = np.where(inner, np.where(low, self.left[node], self.right[node]), node)
        total: Numbers = (self.value[node].sum(axis=1, dtype=np.float64) + self.base).astype(np.float32)
        return total

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The trees by name, as they are stored."""
        return {
            "roots": self.roots,
            "column": self.column,
            "threshold": self.threshold,
            "left": self.left,
            "right": self.right,
            "value": self.value,
            "base": np.array(self.base, np.float32),
        }


def trees_from(arrays: Mapping[str, NDArray[np.generic]]) -> Trees:
    """The trees of stored arrays; raises KeyError where one is missing."""
    whole, real = np.int32, np.float32
    return Trees(
        roots=arrays["roots"].astype(whole),
        column=arrays["column"].astype(whole),
        threshold=arrays["threshold"].astype(real),
        left=arrays["left"].astype(whole),
        right=arrays["right"].astype(whole),
        value=arrays["value"].astype(real),
        base=float(arrays["base"]),
    )
