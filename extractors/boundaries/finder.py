"""Decides how likely another document begins at each page: each page against the one before, and all of them together."""

import math
from collections.abc import Sequence
from itertools import pairwise

from extractors.boundaries.signs import PageOpinion, PageSigns, signs_between
from extractors.boundaries.trees import BoundaryModel
from models.page import Page

# Of the files of several pages that reach an office, this share is taken to hold several documents: assumed, not counted.
PACKETS_AMONG_FILES = 0.1
_NEARLY_CERTAIN, _MOST_EVIDENCE = 1e-4, 100.0


def find_boundaries(pages: Sequence[Page], model: BoundaryModel, opinion: PageOpinion) -> dict[int, float]:
    """By the number of each page but the first: the probability that another document begins there.

    Pages without words are the backs of others: they neither begin a document nor go on with one.
    """
    written = [PageSigns(page, opinion) for page in pages if page.words]
    alone = [model.probability(signs_between(before, after)) for before, after in pairwise(written)]
    together = in_a_packet(alone)
    return {after.page.number: together * one for after, one in zip(written[1:], alone, strict=True)}


def in_a_packet(probabilities: Sequence[float]) -> float:
    """The probability that a file holds several documents, by Bayes' rule.

    In a packet every pair may be a boundary, with even odds as in training; in a file of one document none is. So one doubtful pair
    of a long document raises no alarm, and a packet's sure boundaries lend belief to its doubtful ones.
    """
    bounded = [min(max(one, _NEARLY_CERTAIN), 1 - _NEARLY_CERTAIN) for one in probabilities]
    evidence = sum(math.log(0.5 * one / (1 - one) + 0.5) for one in bounded)
    return 1 / (1 + math.exp(-max(evidence, -_MOST_EVIDENCE)) * (1 - PACKETS_AMONG_FILES) / PACKETS_AMONG_FILES)
