"""The machine's half of the journey: from a file to a proposal. Production and evaluation both run this."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from extractors.boundaries.trees import BoundaryModel, load_boundary_model
from extractors.classifiers.registry import load_classifiers
from extractors.containers.sniff import sniff_media_type
from extractors.judge.weights import nothing_learned
from extractors.protocols import Classifier, Recognizer
from models.document_type import DocumentType
from models.extraction import Classification, Proposal
from models.limits import Limits
from models.page import Reading
from pipeline.calibrate import calibrate
from pipeline.classify import classify, page_opinion
from pipeline.extract import extract
from pipeline.learned import Learned, load_learned
from pipeline.line_items import line_items_of
from pipeline.reading_plan import open_reader
from pipeline.recognize import recognize
from pipeline.separate import SURE, separate
from pipeline.validate import validate


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was read and what was made of it; `seconds` says how long each step took."""

    reading: Reading
    proposal: Proposal
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Machine:
    """Everything the machine reads and understands with; loaded once a process."""

    recognizer: Recognizer
    classifiers: tuple[Classifier, ...]
    boundaries: BoundaryModel
    limits: Limits
    learned: Learned

    @property
    def document_types(self) -> Mapping[str, DocumentType]:
        return self.learned.document_types


def load_machine(reader: str, languages: str, limits: Limits, learned: Path | None = None) -> Machine:
    """The machine with the eye of this name, what ships with the code, and what lies in the folder `learned`."""
    return Machine(*_eyes_and_classifiers(reader, languages), limits, load_learned(learned))


@cache
def _eyes_and_classifiers(reader: str, languages: str) -> tuple[Recognizer, tuple[Classifier, ...], BoundaryModel]:
    """What takes long to load and does not change while a process lives."""
    return open_reader(reader, languages), load_classifiers(), load_boundary_model()


def understand_file(
    path: Path, reader: str, languages: str, limits: Limits, scratch: Path | None, learned: Path | None = None
) -> Understanding:
    """Reads and understands one file, whatever it is called. Raises DocumentError. For a child process: the file may be hostile."""
    machine = load_machine(reader, languages, limits, learned)
    watch = Stopwatch()
    with watch.step("recognize"):
        reading = recognize(path, sniff_media_type(path), machine.recognizer, limits, scratch)
    with watch.step("classify"):
        classification = classify(reading, machine.classifiers, machine.learned.taught)
    with watch.step("extract"):
        proposal = propose(reading, classification, machine)
    return Understanding(reading, proposal, watch.seconds)


def propose(reading: Reading, classification: Classification, machine: Machine) -> Proposal:
    """What the words say, once it is known what kind of document they stand on."""
    notes = (*(f"{page.number}:{note}" for page in reading.pages for note in page.notes), *_other_documents(reading, machine))
    document_type = machine.document_types.get(classification.doc_type or "")
    if document_type is None:
        return Proposal(Classification(None, classification.confidence), (), (), len(reading.pages), notes)
    weights = machine.learned.weights.get(document_type.name, nothing_learned(document_type.name))
    judge = weights.judge if weights.judge.context.examples else None
    fields = calibrate(
        extract(reading, document_type, judge, machine.learned.memory.get(document_type.name)), reading, document_type, weights.calibrator
    )
    broken = validate({one.name: one.value for one in fields}, document_type)
    line_items, not_adding_up = line_items_of(reading, document_type, fields)
    return Proposal(classification, fields, (*broken, *not_adding_up), len(reading.pages), notes, line_items)


def _other_documents(reading: Reading, machine: Machine) -> Iterator[str]:
    """A note for each page at which another document begins, or may: several documents in one entry must not pass as one."""
    for boundary in separate(reading.pages, machine.boundaries, page_opinion(machine.classifiers)).boundaries:
        yield f"{boundary.page}:{'' if boundary.confidence >= SURE else 'perhaps_'}another_document"


class Stopwatch:
    """Adds up the wall-clock seconds of named steps."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started
