"""Decides a document's type: what people taught stands, else the shipped classifiers must agree."""

import math
from collections.abc import Iterable

from extractors.boundaries.signs import PageOpinion
from extractors.protocols import Classifier
from models.extraction import Classification
from models.page import Reading

NO_OPINION = Classification(None, None)


def classify(reading: Reading, classifiers: Iterable[Classifier], taught: Classifier | None = None) -> Classification:
    """The taught type, if one is named; else what all shipped classifiers with an opinion agree on, with the least of their confidences.

    Where both name a type the taught one stands: it was learned beside documents of the shipped types, which the shipped ones
    never saw of it. An agreed unknown is as sure as the less sure of both.
    """
    opinions = _opinions(reading, classifiers)
    by_example = _opinions(reading, [taught] if taught else [])
    if any(opinion.doc_type for opinion in by_example):
        return by_example[0]
    if len({opinion.doc_type for opinion in opinions}) != 1:
        return NO_OPINION
    heard = opinions if opinions[0].doc_type else [*opinions, *by_example]
    return min(heard, key=lambda opinion: opinion.confidence or 0.0)


def page_opinion(classifiers: Iterable[Classifier]) -> PageOpinion:
    """What the shipped classifiers say of a page as if it were a document."""
    return lambda page: classify(Reading((page,)), classifiers)


def _opinions(reading: Reading, classifiers: Iterable[Classifier]) -> list[Classification]:
    return [opinion for opinion in (classifier.classify(reading) for classifier in classifiers) if _is_opinion(opinion)]


def _is_opinion(opinion: Classification) -> bool:
    return opinion.confidence is not None and not math.isnan(opinion.confidence)
