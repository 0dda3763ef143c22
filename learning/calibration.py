"""Counts how often values with the same signs were right, and measures on issuers not counted whether that holds."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from learning.evaluate import Understand, cells_of, chosen_labels
from learning.labels import Label, read_labels
from learning.scoring import Cell, calibration_error, upper_bound
from models.document_type import DocumentType
from models.errors import DocumentError
from models.extraction import Classification, Proposal
from models.page import Reading
from pipeline.calibrate import NOTHING_COUNTED, ConfidenceModel, Signs, calibrate, signs_of
from pipeline.extract import extract
from pipeline.predictions import prediction
from pipeline.validate import CHECKED_KINDS

SURE = 0.98
MOST_OF_ONE_ISSUER = 5


@dataclass(frozen=True, slots=True)
class Observation:
    """One value the machine chose, the signs that spoke for it, whether it was right, its issuer and the issuer's half."""

    signs: Signs
    right: bool
    issuer: str
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
                yield Observation(signs, _is_right(cell, signs), label.issuer, label.half)


def _is_right(cell: Cell, signs: Signs) -> bool:
    """Strictly; a number that is kept without its spaces is right whichever way it is labelled."""
    return cell.loose if signs.kind in CHECKED_KINDS else cell.strict


def fit(observations: Iterable[Observation], source: str) -> ConfidenceModel:
    """The counts of all bins of some observations, with where they come from.

    One issuer's documents look alike, so that a bin counts only a few values of each for a field: its errors first.
    """
    counts: Counter[str] = Counter()
    rights: Counter[str] = Counter()
    by_issuer: Counter[tuple[str, str, str]] = Counter()
    rows = sorted(observations, key=lambda one: one.right)
    for observation in rows:
        for name in observation.signs.bins():
            seen = (name, observation.issuer, observation.signs.field)
            by_issuer[seen] += 1
            if by_issuer[seen] <= MOST_OF_ONE_ISSUER:
                counts[name] += 1
                rights[name] += observation.right
    bins = {name: (counts[name], rights[name]) for name in sorted(counts)}
    issuers = len({observation.issuer for observation in rows})
    day = dt.datetime.now(dt.UTC).date().isoformat()
    return ConfidenceModel(bins, (), {"source": source, "fitted": day, "values": len(rows), "issuers": issuers})


def honesty(model: ConfidenceModel, observations: Sequence[Observation]) -> Honesty:
    """How a model's confidences fare on observations."""
    judged = [(model.confidence(observation.signs), observation.right) for observation in observations]
    pairs = [(confidence, right) for confidence, right in judged if confidence is not None]
    sure = [right for confidence, right in pairs if confidence >= SURE]
    wrong = sum(not right for right in sure)
    return Honesty(len(judged), len(judged) - len(pairs), calibration_error(pairs), len(sure), wrong, upper_bound(wrong, len(sure)))


def fit_and_measure(observations: Sequence[Observation], source: str) -> tuple[ConfidenceModel, tuple[Honesty, Honesty]]:
    """Weights counted on all observations, and how counts of either half of the issuers alone fare on the other half.

    Both measurements go into the weights' provenance: they are what the weights may be trusted for on unseen issuers.
    """
    halves = [[one for one in observations if one.half == half] for half in (0, 1)]
    measured = (honesty(fit(halves[1], source), halves[0]), honesty(fit(halves[0], source), halves[1]))
    whole = fit(observations, source)
    found = {f"held_out_{nth}": str(one) for nth, one in enumerate(measured)}
    return replace(whole, provenance={**whole.provenance, **found}), measured


def save(model: ConfidenceModel, path: Path) -> None:
    """Writes weights as JSON, one bin a line, so that two versions can be compared."""
    path.parent.mkdir(parents=True, exist_ok=True)
    bins = b",\n".join(msgspec.json.encode(name) + b": " + msgspec.json.encode(counts) for name, counts in model.bins.items())
    provenance, types = msgspec.json.encode(model.provenance), msgspec.json.encode(model.types)
    path.write_bytes(b'{"provenance": ' + provenance + b',\n"types": ' + types + b',\n"bins": {\n' + bins + b"\n}}\n")
