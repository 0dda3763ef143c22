"""Learns the words around a field's values: one logistic regression a field over the tokens of all its candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from extractors.judge.context import UNKNOWN, ContextModel
from learning.examples import Example

PENALTY = 0.3
RARE = 2
"""A word in fewer documents than this says nothing about the next."""
NOTHING = 1e-3
MANY = 40
MOST_WRONG, MOST_WRONG_OF_FEW = 60, 1000
TOLERANCE = 1e-3
Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FittedContext:
    """Weights by field over the numbers of the examples' lexicon."""

    weights: dict[str, Numbers]
    bias: dict[str, float]
    examples: int

    def log_odds(self, example: Example) -> Numbers:
        """How likely each row is its field's value by what stands around it."""
        found = np.full(len(example.rows), UNKNOWN, np.float32)
        for index, (row, tokens) in enumerate(zip(example.rows, example.tokens, strict=True)):
            weights = self.weights.get(row.field)
            if weights is not None:
                found[index] = weights[tokens[tokens < len(weights)]].sum() + self.bias[row.field]
        return found


def context_of(examples: Sequence[Example]) -> ContextModel:
    """The context model as it is stored: only the tokens that count."""
    fitted = fit_context(examples)
    names, fields = examples[0].lexicon.names, tuple(fitted.weights)
    table = np.array([fitted.weights[field] for field in fields], np.float32).reshape(len(fields), len(names))
    used = np.flatnonzero(np.abs(table).max(axis=0, initial=0.0) > NOTHING)
    return ContextModel(
        {names[place]: column for column, place in enumerate(used)},
        fields,
        table[:, used].astype(np.float16).astype(np.float32),
        np.array([fitted.bias[field] for field in fields], np.float32),
        len(examples),
    )


def fit_context(examples: Sequence[Example]) -> FittedContext:
    """One regression for each field that is right somewhere."""
    known = _known(examples)
    most = MOST_WRONG if len(examples) >= MANY else MOST_WRONG_OF_FEW
    weights, bias = {}, {}
    for spec in examples[0].document_type.fields:
        rows = [(example, index) for example in examples for index in _sampled(example, spec.name, most)]
        right = np.array([example.right[index] for example, index in rows])
        if 0 < right.sum() == len(right):  # nothing to be told from: whatever there is of its kind is it
            weights[spec.name], bias[spec.name] = np.zeros(len(known), np.float32), log(1 + len(right))
        elif right.sum():
            table = _table([example.tokens[index] for example, index in rows], known)
            model = LogisticRegression(C=PENALTY, solver="liblinear", tol=TOLERANCE).fit(table, right)
            weights[spec.name] = np.zeros(len(known), np.float32)
            weights[spec.name][known >= 0] = model.coef_[0]
            bias[spec.name] = float(model.intercept_[0])
    return FittedContext(weights, bias, len(examples))


def _known(examples: Sequence[Example]) -> NDArray[np.int32]:
    """For each number of the lexicon its column, or -1 where too few documents hold the token."""
    documents = np.zeros(len(examples[0].lexicon.names), np.int32)
    for example in examples:
        if example.tokens:
            documents[np.unique(np.concatenate(example.tokens))] += 1
    kept = documents >= min(RARE, len(examples))
    return np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)


def _sampled(example: Example, field: str, most: int) -> list[int]:
    """The rows of a field: all right ones, and of the others in a long document only some, evenly."""
    rows = example.labelled.get(field, ())
    wrong = [index for index in rows if not example.right[index]]
    step = max(1, -(-len(wrong) // most))
    return [*(index for index in rows if example.right[index]), *wrong[::step]]


def _table(tokens: Sequence[NDArray[np.int32]], known: NDArray[np.int32]) -> csr_matrix:
    columns = known[np.concatenate(tokens)]
    lines = np.repeat(np.arange(len(tokens)), [len(some) for some in tokens])
    there = columns >= 0
    shape = (len(tokens), int(known.max(initial=-1)) + 1)
    return csr_matrix((np.ones(there.sum(), np.float32), (lines[there], columns[there])), shape=shape)
