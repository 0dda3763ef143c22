"""Teaches types by example: a linear model tells them from everything else, and claims no more than the examples prove."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from extractors.classifiers.features import features, truncated
from extractors.classifiers.taught import EVERYTHING_ELSE, MINIMUM_PROBABILITY, Numbers, TaughtWeights, features_of
from learning.training_text.maker import make_documents
from models.errors import BadSetting
from models.page import Reading

# Made documents of the shipped types and of others stand for everything else: those of the shipped types must not be taken.
OTHER_DOCUMENTS, OTHER_SEED = 800, 11
FOLDS = 5
STRENGTH = 30.0

Described = tuple[frozenset[str], str]


def train_taught(examples: Iterable[tuple[Reading, str | None]]) -> TaughtWeights:
    """From documents and their types, one example a type or more; None stands for a document of none of them.

    The ceiling of a type is Laplace's rule of succession over its examples, each judged by a model that had not seen it: one example
    proves nothing, ten that are all told prove eleven in twelve.
    """
    described = [(frozenset(features_of(reading)), doc_type or EVERYTHING_ELSE) for reading, doc_type in examples]
    counts = Counter(name for _, name in described if name != EVERYTHING_ELSE)
    if not counts:
        raise BadSetting("There is no example of a type to learn. Give at least one document with its type.")
    made = make_documents(OTHER_DOCUMENTS, OTHER_SEED)
    described += [(frozenset(features(truncated(one.words), one.aspect)), EVERYTHING_ELSE) for one in made]
    vocabulary = _vocabulary(described)
    matrix, rarity = _weighed(described, vocabulary)
    names = np.array([name for _, name in described])
    weights, bias, types = _rows(_model(matrix, names))
    return TaughtWeights(types, vocabulary, _ceilings(matrix, names), dict(counts), rarity, weights, bias)


def _vocabulary(described: Sequence[Described]) -> tuple[str, ...]:
    """What stands on several documents, and all that stands on the only example of a type."""
    counts = Counter(feature for found, _ in described for feature in found)
    examples = Counter(name for _, name in described)
    single = {feature for found, name in described if examples[name] == 1 for feature in found}
    return tuple(sorted(feature for feature, count in counts.items() if count > 1 or feature in single))


def _weighed(described: Sequence[Described], vocabulary: Sequence[str]) -> tuple[sparse.csr_array, Numbers]:
    """A row of length 1 for each document, and how much each feature weighs by its rarity; how often it is repeated does not matter."""
    places = {feature: place for place, feature in enumerate(vocabulary)}
    rows = [sorted(places[feature] for feature in found if feature in places) for found, _ in described]
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.concatenate(rows).astype(np.int32)
    rarity = (np.log((1 + len(rows)) / (1 + np.bincount(columns, minlength=len(vocabulary)))) + 1).astype(np.float32)
    lengths = np.array([float(np.linalg.norm(rarity[row])) or 1.0 for row in rows], np.float32)
    return sparse.csr_array(
        (rarity[columns] / np.repeat(lengths, np.diff(starts)), columns, starts), shape=(len(rows), len(vocabulary))
    ), rarity


def _model(matrix: sparse.csr_array, names: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=300).fit(matrix, names)


def _rows(model: LogisticRegression) -> tuple[Numbers, Numbers, tuple[str, ...]]:
    """Weights and bias of each type, everything else last."""
    weights, bias = model.coef_, model.intercept_
    if len(weights) == 1:  # of two classes only the second has weights
        weights, bias = np.vstack([np.zeros_like(weights), weights]), np.array([0.0, *bias])
    order = np.argsort(model.classes_ == EVERYTHING_ELSE, kind="stable")
    return weights[order].astype(np.float32), bias[order].astype(np.float32), tuple(map(str, model.classes_[order]))


def _ceilings(matrix: sparse.csr_array, names: np.ndarray) -> dict[str, float]:
    """What being named is worth, by type; one half where there was nothing to prove it with."""
    named: Counter[str] = Counter()
    right: Counter[str] = Counter()
    folds = _folds(names)
    for fold in range(FOLDS):
        judged = folds == fold
        if not judged.any():
            continue
        model = _model(matrix[~judged], names[~judged])
        for probabilities, truth in zip(model.predict_proba(matrix[judged]), names[judged], strict=True):
            if probabilities.max() >= MINIMUM_PROBABILITY:
                name = str(model.classes_[probabilities.argmax()])
                named[name] += 1
                right[name] += name == truth
    return {str(name): (right[name] + 1) / (named[name] + 2) for name in np.unique(names) if name != EVERYTHING_ELSE}


def _folds(names: np.ndarray) -> np.ndarray:
    """Every fifth example of a type is judged together; -1 for a single one, whose type nobody would know, and for everything else."""
    folds = np.full(len(names), -1)
    for name in np.unique(names):
        places = np.flatnonzero(names == name)
        if name != EVERYTHING_ELSE and len(places) > 1:
            folds[places] = np.arange(len(places)) % FOLDS
    return folds
