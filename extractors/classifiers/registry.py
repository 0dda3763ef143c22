"""Which classifiers give an opinion on a document's type."""

from collections.abc import Callable

from extractors.classifiers.textcat import load_text_classifier
from extractors.protocols import Classifier

CLASSIFIERS: dict[str, Callable[[], Classifier]] = {
    "textcat.v1": load_text_classifier,
}


def load_classifiers() -> tuple[Classifier, ...]:
    """All of them with their shipped weights; load once a process. Raises MissingWeights."""
    return tuple(load() for load in CLASSIFIERS.values())
