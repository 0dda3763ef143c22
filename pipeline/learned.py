"""What was learned, by document type: what ships, and over it what this installation learned itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from extractors.classifiers.taught import load_taught
from extractors.judge.weights import SUFFIX, TypeWeights, load_weights, nothing_learned
from extractors.protocols import Classifier
from models.document_type import DocumentType
from models.errors import MissingWeights
from models.memory import Memory
from pipeline.document_types import load_document_types
from pipeline.thresholds import in_force

SHIPPED = Path(__file__).resolve().parent.parent / "models" / "weights" / "judge"
TYPES, WEIGHTS, CLASSIFIER, MEMORY, TARGETS = "types", "weights", "classifier", "memory", "targets"
"""The folders of what an installation has learned."""


@dataclass(frozen=True, slots=True)
class Learned:
    """The document types in use, the weights and remembered layouts of each that has any, and the classifier of those taught."""

    document_types: Mapping[str, DocumentType]
    weights: Mapping[str, TypeWeights]
    memory: Mapping[str, Memory]
    taught: Classifier | None = None


@lru_cache(maxsize=4)
def load_learned(folder: Path | None) -> Learned:
    """What ships and what lies in a folder; None, or a folder that is not there, adds nothing. Raises MissingWeights, BadDocumentType."""
    if folder is None or not folder.is_dir():
        return Learned(_with_thresholds(load_document_types(), shipped_weights()), shipped_weights(), {})
    types = _with_targets({**load_document_types(), **load_document_types(folder / TYPES)}, folder / TARGETS)
    weights = {**shipped_weights(), **load_weights(folder / WEIGHTS)}
    taught = load_taught(folder / CLASSIFIER) if (folder / CLASSIFIER).is_dir() else None
    return Learned(_with_thresholds(types, weights), weights, _load_memory(folder / MEMORY), taught)


def _load_memory(folder: Path) -> Mapping[str, Memory]:
    try:
        return {path.stem: msgspec.json.decode(path.read_bytes(), type=Memory) for path in sorted(folder.glob("*.json"))}
    except (msgspec.DecodeError, OSError) as error:
        raise MissingWeights(f"What is remembered of layouts cannot be read: {error}. Go back: foureyes rollback.") from error


def _with_targets(types: Mapping[str, DocumentType], folder: Path) -> Mapping[str, DocumentType]:
    """The types with the targets that an operator has set, instead of those declared."""
    targets = {path.name: float(path.read_text("utf-8")) for path in folder.glob("*")}
    return {
        name: replace(one, policy=replace(one.policy, max_error=targets[name])) if name in targets else one for name, one in types.items()
    }


def _with_thresholds(types: Mapping[str, DocumentType], weights: Mapping[str, TypeWeights]) -> Mapping[str, DocumentType]:
    return {name: _in_force(one, weights.get(name, nothing_learned(name))) for name, one in types.items()}


def _in_force(document_type: DocumentType, weights: TypeWeights) -> DocumentType:
    return in_force(document_type, weights.held_out, real=weights.training.real)


@cache
def shipped_weights() -> Mapping[str, TypeWeights]:
    """The weights that come with the code."""
    return load_weights(SHIPPED)


def weights_path(folder: Path, doc_type: str) -> Path:
    """Where the weights of a type lie in a folder of them."""
    return folder / f"{doc_type}{SUFFIX}"
