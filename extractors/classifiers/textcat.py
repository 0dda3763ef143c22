"""Which type a document's words speak for, by a trained spaCy bag of features; unknown is learned, not what is left over."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from extractors.classifiers.features import LETTERS, MACHINE_LINE, aspect, document_words, features
from models.errors import MissingWeights
from models.extraction import Classification
from models.page import Reading

SHIPPED = Path(__file__).resolve().parents[2] / "models" / "weights" / "doc_type"
CALIBRATION_FILE = "calibration.json"
VOCABULARY_FILE = "vocabulary.txt"
NETWORK_FOLDER = "textcat"
UNKNOWN = "unknown"
NO_FEATURE = "#none"
FEWEST_WORDS = 6
FEWEST_LETTERS = 3
NOT_STORED = ["vocab", "tokenizer"]

Probabilities = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What real labelled documents say of the network: `temperature` makes its probabilities honest, and no confidence passes
    `ceiling`, the most that so few `documents` can prove. Below `minimum_confidence` no type is named.
    """

    temperature: float = 1.0
    ceiling: float = 1.0
    minimum_confidence: float = 0.5
    documents: int = 0


class TextClassifier:
    """Names a type from words alone. Safe to share between threads once loaded; a document takes a few milliseconds."""

    name = "textcat.v1"

    def __init__(self, language: Language, vocabulary: frozenset[str], calibration: Calibration) -> None:
        self.language = language
        self.vocabulary = vocabulary
        self.calibration = calibration

    @cached_property
    def labels(self) -> tuple[str, ...]:
        return tuple(self.language.get_pipe("textcat").labels)  # type: ignore[attr-defined]  # spaCy types all pipes alike

    def classify(self, reading: Reading) -> Classification:
        """The likeliest type where it is likely enough; else None with the probability that it is none of ours."""
        words = document_words(reading)
        if not _enough(words):
            return Classification(None, None)
        probabilities = tempered(self.log_probabilities(words, aspect(reading)), self.calibration.temperature)
        best = int(probabilities.argmax())
        if self.labels[best] == UNKNOWN or probabilities[best] < self.calibration.minimum_confidence:
            return Classification(None, self._confidence(probabilities[self.labels.index(UNKNOWN)]))
        return Classification(self.labels[best], self._confidence(probabilities[best]))

    def _confidence(self, probability: float) -> float:
        return min(float(probability), self.calibration.ceiling)

    def log_probabilities(self, words: tuple[str, ...], page_aspect: float) -> Probabilities:
        """The network's own opinion in the order of `labels`, before any calibration."""
        document = Doc(self.language.vocab, words=known(features(words, page_aspect), self.vocabulary))
        scores = self.language.get_pipe("textcat").model.predict([document])  # type: ignore[attr-defined]  # as above
        return np.log(np.maximum(np.asarray(scores[0], dtype=np.float64), 1e-12))


def known(found: list[str], vocabulary: frozenset[str]) -> list[str]:
    """Only features seen in training: a word never seen says nothing, and must not fall on another's weight."""
    return [feature for feature in found if feature in vocabulary] or [NO_FEATURE]


def tempered(log_probabilities: Probabilities, temperature: float) -> Probabilities:
    powers = np.exp((log_probabilities - log_probabilities.max(axis=-1, keepdims=True)) / temperature)
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float64)


def load_text_classifier(folder: Path = SHIPPED) -> TextClassifier:
    """The classifier stored in a folder; raises MissingWeights when it is not all there."""
    try:
        vocabulary = frozenset((folder / VOCABULARY_FILE).read_text("utf-8").split())
        calibration = load_calibration(folder)
        language = spacy.load(folder / NETWORK_FOLDER, exclude=NOT_STORED)
    except (OSError, msgspec.DecodeError) as error:
        raise MissingWeights(f"No usable type classifier in {folder} ({error}). Train one: python -m learning.classifier") from error
    return TextClassifier(language, vocabulary, calibration)


def load_calibration(folder: Path) -> Calibration:
    return msgspec.json.decode((folder / CALIBRATION_FILE).read_bytes(), type=Calibration)


def _enough(words: tuple[str, ...]) -> bool:
    readable = sum(any(len(letters) >= FEWEST_LETTERS for letters in LETTERS.findall(word.lower())) for word in words)
    return readable >= FEWEST_WORDS or any(MACHINE_LINE.search(word) for word in words)
