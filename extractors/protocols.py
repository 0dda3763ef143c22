"""What each kind of technique must offer; names carry versions, as in 'anchors.v1'."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.document_type import DocumentType
from models.extraction import Candidate, Classification
from models.limits import Limits
from models.page import Reading, Transform, Word

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as its container holds it: gray or BGR pixels as delivered.

    `text_layer` is the container's own words (None where it has none, never trusted unchecked); `original` maps fractions of
    these pixels to the container's units (pixels, or PDF points from top left). `finer` draws the page as finely as reading it
    takes, where these pixels are only fit to be looked at; it works until the next page is asked for. On a scan one picture fills
    most of the page.
    """

    number: int
    pixels: Pixels
    dpi: float | None
    text_layer: tuple[Word, ...] | None
    original: Transform
    finer: Callable[[], "RawPage"] | None = None
    is_scan: bool = False


class Container(Protocol):
    """Opens one media type. `pages` streams; it raises DocumentError with what is wrong and what to do."""

    media_types: frozenset[str]

    def pages(self, path: Path, limits: Limits) -> Iterator[RawPage]: ...


class Recognizer(Protocol):
    """One machine eye: upright pixels (height x width gray, or x 3 BGR) to words in fractions of that image.

    `upright_confidence` is the mean confidence (0 to 1) that upright pages reach and pages on their head do not.
    """

    name: str
    upright_confidence: float

    def read(self, pixels: Pixels, dpi: float | None) -> tuple[Word, ...]: ...

    def read_line(self, line: Pixels) -> str:
        """What a gray picture of one line, or of one word, says."""
        ...


class Classifier(Protocol):
    """One opinion on the document type; unknown is an honest answer."""

    name: str

    def classify(self, reading: Reading) -> Classification: ...


class FieldTechnique(Protocol):
    """One way to find values. Proposes candidates for the fields it knows how to find, each with evidence."""

    name: str

    def propose(self, reading: Reading, doc_type: DocumentType) -> Iterable[Candidate]: ...
