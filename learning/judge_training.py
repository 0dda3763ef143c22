"""Trains the judge of one document type, and measures it on issuers it was not trained on: that is what its confidence is fitted to."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from extractors.judge.features import with_context
from extractors.judge.judge import Judge, shortlist
from extractors.judge.trees import Trees
from extractors.judge.weights import TypeWeights
from learning.context_training import FittedContext, context_of, fit_context
from learning.examples import NOT_LABELLED, Example, folds_of, split
from learning.scoring import same
from models.confidence import Calibrator, HeldOutValue, Training
from pipeline.calibrate import signs_of
from pipeline.extract import extract
from pipeline.predictions import as_printed
from pipeline.validate import CHECKED_KINDS

FOLDS = 4
LEAST_FOR_TREES = 5
LEAST_FOR_CONFIDENCE = 40
"""With fewer values the calibrator would say more than they show."""
CALIBRATOR_PENALTY = 0.3
UNLIKELY = -2.0
Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Observed:
    """One value chosen on a held out document: its signs, whether it was right, and whether it was by its letters and digits."""

    field: str
    signs: dict[str, float]
    right: bool
    issuer: str
    nearly: bool


def train(examples: Sequence[Example], source: str) -> TypeWeights:
    """The weights of the examples' type; the same examples give the same weights."""
    observed = tuple(observe(examples))
    measured = [example for example in examples if not example.stand_in]
    issuers = len({example.label.issuer for example in measured})
    training = Training(len(measured), issuers, source, dt.datetime.now(dt.UTC).date().isoformat())
    calibrator = calibrator_of(observed)
    return TypeWeights(examples[0].document_type.name, judge_of(examples), calibrator, tuple(held_out(observed)), training)


def observe(examples: Sequence[Example]) -> Iterator[Observed]:
    """What judges trained without an issuer's documents choose on them; stand-ins only train."""
    count = min(FOLDS, len({example.label.issuer for example in examples}))
    if count < 2:  # noqa: PLR2004 - to hold one out there must be another
        return
    folds = folds_of(examples, count)
    for fold in range(count):
        others, inside = split(examples, folds, fold)
        judged = [example for example in inside if not example.stand_in]
        if judged:
            judge = judge_of(others)
            for example in judged:
                yield from observed_on(example, judge)


def observed_on(example: Example, judge: Judge | None) -> Iterator[Observed]:
    """What a judge that does not know the document chooses on it; without one, what the techniques say themselves."""
    wanted = {name: (value, norm) for name, value, norm in example.label.scalars()}
    for extracted in extract(example.reading, example.document_type, judge):
        spec = example.document_type.field(extracted.field)
        signs = signs_of(extracted, spec, example.reading)
        if signs is None or extracted.chosen is None or extracted.field not in wanted:
            continue
        value, norm = wanted[extracted.field]
        made = as_printed(extracted.chosen.value, extracted.chosen.candidate.evidence) or ""
        exactly, nearly = same(extracted.field, str(value), norm, made) if value not in (None, "") else (False, False)
        # A number that is kept without its spaces is right whichever way it is labelled.
        right = exactly or (nearly and spec.kind in CHECKED_KINDS)
        yield Observed(extracted.field, dict(signs), right, example.label.issuer, exactly or nearly)


def calibrator_of(observed: Sequence[Observed]) -> Calibrator:
    """Platt's logistic regression over the signs; none where there is too little to fit it to.

    As Platt does, it is kept from certainty: two values the judge thought unlikely are taken to have been wrong.
    """
    if len(observed) < LEAST_FOR_CONFIDENCE:
        return Calibrator()
    names = tuple(observed[0].signs)
    unlikely = [[UNLIKELY if name == "log_odds" else 0.0 for name in names]] * 2
    table = np.array([[one.signs[name] for name in names] for one in observed] + unlikely)
    right = [*(one.right for one in observed), False, False]
    model = LogisticRegression(C=CALIBRATOR_PENALTY, max_iter=1000).fit(table, right)
    weights = {name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)}
    return Calibrator(weights, round(float(model.intercept_[0]), 4), len(observed))


def held_out(observed: Sequence[Observed]) -> Iterator[HeldOutValue]:
    """Each value with the confidence that a calibrator fitted without its issuer gives it."""
    issuers = sorted({one.issuer for one in observed})
    home = {issuer: index % FOLDS for index, issuer in enumerate(issuers)}
    for fold in range(FOLDS):
        calibrator = calibrator_of([one for one in observed if home[one.issuer] != fold])
        for one in observed:
            confidence = calibrator.confidence(one.signs) if home[one.issuer] == fold else None
            if confidence is not None:
                yield HeldOutValue(one.field, round(confidence, 5), one.right, one.issuer)


def judge_of(examples: Sequence[Example]) -> Judge:
    """A judge trained on all examples: its trees see surroundings judged by a model that did not know the document."""
    context = context_of(examples)
    count = min(FOLDS, len({example.label.issuer for example in examples}))
    if len(examples) < LEAST_FOR_TREES or count < 2:  # noqa: PLR2004 - as above
        return Judge(context, None)
    folds = folds_of(examples, count)
    tables, rights = [], []
    for fold in range(count):
        others, inside = split(examples, folds, fold)
        partial = fit_context(others)
        for example in inside:
            listed, table = _closer_look(example, partial)
            tables.append(table)
            rights.append(example.right[listed])
    table, right = np.concatenate(tables), np.concatenate(rights)
    return Judge(context, trees_of(table, right) if 0 < right.sum() < len(right) else None)


def _closer_look(example: Example, context: FittedContext) -> tuple[list[int], Numbers]:
    log_odds = context.log_odds(example)
    listed = [index for index in shortlist(example.rows, log_odds) if example.right[index] != NOT_LABELLED]
    return listed, with_context(example.facts, example.rows, log_odds, context.examples)[listed]


def trees_of(table: Numbers, right: NDArray[np.int8]) -> Trees:
    """Boosted trees (Friedman, Greedy function approximation, 2001)."""
    forest = GradientBoostingClassifier(
        n_estimators=80, learning_rate=0.1, max_depth=3, max_features=10, subsample=0.6, min_samples_leaf=5, random_state=0
    ).fit(table, right)
    roots, parts, offset = [], [], 0
    for (tree,) in forest.estimators_:
        nodes = tree.tree_
        inner = nodes.children_left >= 0
        parts.append(
            (
                np.maximum(nodes.feature, 0),
                nodes.threshold,
                np.where(inner, nodes.children_left + offset, -1),
                np.where(inner, nodes.children_right + offset, -1),
                forest.learning_rate * nodes.value[:, 0, 0],
            )
        )
        roots.append(offset)
        offset += nodes.node_count
    column, threshold, left, right_, value = (np.concatenate(some) for some in zip(*parts, strict=True))
    prior = float(np.log(right.mean() / (1 - right.mean())))
    return Trees(
        np.array(roots, np.int32),
        column.astype(np.int32),
        threshold.astype(np.float32),
        left.astype(np.int32),
        right_.astype(np.int32),
        value.astype(np.float32),
        prior,
    )
