"""Decides a document's type from what the classifiers say: unanimity or unknown."""

import math
from collections.abc import Iterable

from extractors.protocols import Classifier
from models.extraction import Classification
from models.page import Reading

NO_OPINION = Classification(None, None)


def classify(reading: Reading, classifiers: Iterable[Classifier]) -> Classification:
    """What all classifiers with an opinion agree on, with the least of their confidences; else unknown without one."""
    opinions = [opinion for opinion in (classifier.classify(reading) for classifier in classifiers) if _is_opinion(opinion)]
    if len({opinion.doc_type for opinion in opinions}) != 1:
        return NO_OPINION
    return min(opinions, key=lambda opinion: opinion.confidence or 0.0)


def _is_opinion(opinion: Classification) -> bool:
    return opinion.confidence is not None and not math.isnan(opinion.confidence)
