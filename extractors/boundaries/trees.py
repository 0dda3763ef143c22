"""How sure one is of a boundary, by boosted trees stored as plain numbers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from models.errors import MissingWeights

SHIPPED = Path(__file__).resolve().parents[2] / "models" / "weights" / "boundaries" / "trees.json"


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes by number, the root first. At a node the sign decides: up to the threshold left, above it right; a leaf has no sign (-1)."""

    sign: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]

    def says(self, signs: tuple[float, ...]) -> float:
        node = 0
        while self.sign[node] >= 0:
            node = self.left[node] if signs[self.sign[node]] <= self.threshold[node] else self.right[node]
        return self.value[node]


@dataclass(frozen=True, slots=True)
class BoundaryModel:
    """Trees over named signs; `start` and the trees' values are log odds. `provenance` says what they were trained on and how they did."""

    signs: tuple[str, ...]
    start: float
    trees: tuple[Tree, ...]
    provenance: Mapping[str, str | int | float] = field(default_factory=dict)

    def probability(self, signs: Mapping[str, float]) -> float:
        """That another document begins here, where half of all pairs of pages are of two documents."""
        values = tuple(signs[name] for name in self.signs)
        return 1 / (1 + math.exp(-self.start - sum(tree.says(values) for tree in self.trees)))


def load_boundary_model(path: Path = SHIPPED) -> BoundaryModel:
    """Raises MissingWeights when there is none that can be used."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=BoundaryModel)
    except (OSError, msgspec.DecodeError) as error:
        raise MissingWeights(f"No usable boundary weights in {path} ({error}). Train them: python -m learning.boundaries FOLDER") from error
