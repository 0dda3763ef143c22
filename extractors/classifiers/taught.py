"""Which of the types that people taught by example a document is of, if any, by a linear model over the words of title and text."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from extractors.classifiers.features import aspect, document_words, features
from models.errors import MissingWeights
from models.extraction import Classification
from models.page import Reading

EVERYTHING_ELSE = ""
# Documents of a sister form nobody taught reach .55; of 66 documents of eight taught types one or two stay below.
MINIMUM_PROBABILITY = 0.6
_ABOUT_FILE, _NUMBERS_FILE = "taught.json", "taught.npz"

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TaughtWeights:
    """A row of `weights` (types x vocabulary) and a `bias` for each of the `types`, the last of which is everything else.

    `rarity` weighs each feature of the vocabulary; `ceilings` are the most that the examples of a type can prove of it.
    """

    types: tuple[str, ...]
    vocabulary: tuple[str, ...]
    ceilings: Mapping[str, float]
    examples: Mapping[str, int]
    rarity: Numbers
    weights: Numbers
    bias: Numbers


@dataclass(frozen=True, slots=True)
class _About:
    types: tuple[str, ...]
    vocabulary: tuple[str, ...]
    ceilings: dict[str, float]
    examples: dict[str, int]


class TaughtClassifier:
    """Names a type that was taught, or none. Safe to share between threads once made."""

    name = "taught.v1"

    def __init__(self, taught: TaughtWeights) -> None:
        self.taught = taught

    @cached_property
    def _places(self) -> dict[str, int]:
        return {feature: place for place, feature in enumerate(self.taught.vocabulary)}

    def classify(self, reading: Reading) -> Classification:
        """The likeliest taught type where it is likely enough; else None with the probability that it is none of them."""
        probabilities = self.probabilities(features_of(reading))
        best = int(probabilities.argmax())
        name = self.taught.types[best]
        if name == EVERYTHING_ELSE or probabilities[best] < MINIMUM_PROBABILITY:
            return Classification(None, float(probabilities[-1]))
        return Classification(name, min(float(probabilities[best]), self.taught.ceilings[name]))

    def probabilities(self, found: Collection[str]) -> NDArray[np.float64]:
        """In the order of the types."""
        places = [self._places[feature] for feature in found if feature in self._places]
        weighed = self.taught.rarity[places]
        length = float(np.linalg.norm(weighed)) or 1.0
        scores = self.taught.weights[:, places] @ weighed / length + self.taught.bias
        powers = np.exp(scores - scores.max(), dtype=np.float64)
        return np.asarray(powers / powers.sum())


def features_of(reading: Reading) -> list[str]:
    """Words, pairs, stems and those at the top of a document; no numbers."""
    return features(document_words(reading), aspect(reading))


def save_taught(taught: TaughtWeights, folder: Path) -> None:
    """As plain JSON and arrays of numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    about = _About(taught.types, taught.vocabulary, dict(taught.ceilings), dict(taught.examples))
    (folder / _ABOUT_FILE).write_bytes(msgspec.json.encode(about))
    np.savez_compressed(folder / _NUMBERS_FILE, rarity=taught.rarity, weights=taught.weights, bias=taught.bias)


def load_taught(folder: Path) -> TaughtClassifier:
    """The classifier saved in a folder; raises MissingWeights when it is not all there."""
    try:
        about = msgspec.json.decode((folder / _ABOUT_FILE).read_bytes(), type=_About)
        with np.load(folder / _NUMBERS_FILE, allow_pickle=False) as numbers:
            taught = TaughtWeights(
                about.types, about.vocabulary, about.ceilings, about.examples, numbers["rarity"], numbers["weights"], numbers["bias"]
            )
    except (OSError, ValueError, KeyError, msgspec.DecodeError) as error:
        raise MissingWeights(f"No usable taught types in {folder} ({error}). Teach them again: foureyes teach") from error
    return TaughtClassifier(taught)
