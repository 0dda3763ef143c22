"""Counts how often values with the same signs were right, and measures on other issuers whether the counts hold."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from learning.evaluate import Understand, cells_of, chosen_labels
from learning.labels import Label, read_labels
from learning.scoring import calibration_error, upper_bound
from models.document_type import DocumentType
from models.errors import DocumentError
from models.extraction import Classification, Proposal
from models.page import Reading
from pipeline.calibrate import ConfidenceModel, Signs, calibrate, signs_of
from pipeline.extract import extract
from pipeline.predictions import prediction

SURE = 0.98
NOTHING_COUNTED = ConfidenceModel({})


@dataclass(frozen=True, slots=True)
class Observation:
    """One value the machine chose, the signs that spoke for it, whether it was right, and its issuer's half."""

    signs: Signs
    right: bool
    half: int


@dataclass(frozen=True, slots=True)
class Honesty:
    """How confidences fared on issuers they were not counted on; `sure` are the values at 0.98 and above."""

    values: int
    unknown: int
    expected_calibration_error: float
    sure: int
    sure_wrong: int
    sure_bound: float

    def __str__(self) -> str:
        return (
            f"{self.values} values, {self.unknown} without confidence, ECE {self.expected_calibration_error:.3f};"
            f" at {SURE} and above {self.sure}, wrong {self.sure_wrong} (95% bound {self.sure_bound:.4f})"
        )


def observe(
    folder: Path,
    read: Callable[[Path], Reading],
    document_types: Mapping[str, DocumentType],
    types: Mapping[str, str],
    sets: Collection[str] | None = None,
) -> Iterator[Observation]:
    """What the extraction makes of every labelled document that can be read, given its true type."""
    for label in chosen_labels(read_labels(folder), sets):
        document_type = document_types.get(types.get(label.doc_type or "", label.doc_type or ""))
        if document_type is None:
            continue
        try:
            reading = read(folder / label.file)
        except DocumentError:
            continue  # such a document ends in quarantine, without values to be sure of
        yield from observations_of(label, reading, document_type)


def reader_of(understand: Understand) -> Callable[[Path], Reading]:
    """Production's own reading of a file."""
    return lambda path: understand(path).reading


def observations_of(label: Label, reading: Reading, document_type: DocumentType) -> Iterator[Observation]:
    extracted = {one.field: one for one in extract(reading, document_type)}
    fields = calibrate(tuple(extracted.values()), reading, document_type, NOTHING_COUNTED)
    proposal = Proposal(Classification(document_type.name, None), fields, (), len(reading.pages))
    for name, cell in cells_of(label, prediction(label.file, proposal, ())["fields"]):
        if cell.made:
            signs = signs_of(extracted[name], document_type.field(name), reading)
            if signs:
                yield Observation(signs, cell.strict, label.half)


def fit(observations: Iterable[Observation], source: str) -> ConfidenceModel:
    """The counts of all bins of some observations, with where they come from."""
    counts: Counter[str] = Counter()
    rights: Counter[str] = Counter()
    total = 0
    for observation in observations:
        total += 1
        for name in observation.signs.bins():
            counts[name] += 1
            rights[name] += observation.right
    bins = {name: (counts[name], rights[name]) for name in sorted(counts)}
    return ConfidenceModel(bins, {"source": source, "fitted": dt.datetime.now(dt.UTC).date().isoformat(), "values": total})


def honesty(model: ConfidenceModel, observations: Sequence[Observation]) -> Honesty:
    """How a model's confidences fare on observations."""
    judged = [(model.confidence(observation.signs), observation.right) for observation in observations]
    pairs = [(confidence, right) for confidence, right in judged if confidence is not None]
    sure = [right for confidence, right in pairs if confidence >= SURE]
    wrong = sum(not right for right in sure)
    return Honesty(len(judged), len(judged) - len(pairs), calibration_error(pairs), len(sure), wrong, upper_bound(wrong, len(sure)))


def fit_and_measure(observations: Sequence[Observation], source: str) -> tuple[ConfidenceModel, Honesty]:
    """Weights counted on one half of the issuers, measured on the other."""
    model = fit((one for one in observations if one.half == 0), source)
    measured = honesty(model, [one for one in observations if one.half == 1])
    return model, measured


def save(model: ConfidenceModel, path: Path) -> None:
    """Writes weights as JSON that a person can read and compare."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n")
