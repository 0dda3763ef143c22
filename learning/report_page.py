"""Says what an evaluation found on one page that a manager understands: no script, nothing from elsewhere, no value of any field."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from learning.charts import Reliability, passing_chart, reliability_chart
from learning.evaluate import Report, Row, ScoredDocument, row_of
from learning.scoring import Cell, sure_of
from models.document_type import DocumentType

TEMPLATES = Path(__file__).resolve().parent / "templates"
NO_TYPE = "No type"


@dataclass(frozen=True, slots=True)
class TypeLine:
    """One document type: its figures and its reliability diagram."""

    title: str
    row: Row
    chart: Reliability


@dataclass(frozen=True, slots=True)
class SetLines:
    """One set and its fields, by the names people know them by."""

    row: Row
    fields: tuple[tuple[str, Row], ...]


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of some of the labelled fields: how many, and where their part of the bar begins (shares)."""

    code: str
    text: str
    count: int
    start: float
    share: float


@dataclass(frozen=True, slots=True)
class Slip:
    """A value that would pass with nobody looking, and is wrong."""

    set: str
    file: str
    field: str
    confidence: float | None


def report_page(report: Report, document_types: Mapping[str, DocumentType], made_on: dt.date) -> str:
    """The whole page as HTML."""
    labels = {spec.name: spec.label for one in document_types.values() for spec in one.fields}
    cells = [field.cell for document in report.documents for field in document.fields]
    *sets, whole = report.rows
    return (
        _environment()
        .get_template("report.html")
        .render(
            whole=whole,
            made_on=f"{made_on.day} {made_on:%B %Y}",
            sets=[_set_lines(row, report.field_rows, labels) for row in sets],
            types=_type_lines(report.documents, document_types),
            curve=passing_chart(sure_of(cells), whole.figures),
            fates=_fates(cells),
            slips=_slips(report.documents, labels),
            failures=report.failures,
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"down": rounded_down, "up": rounded_up, "grouped": lambda number: f"{number:,}"}
    return environment


def rounded_down(share: float, places: int = 1) -> str:
    """What is good, of a hundred, never flattered: 99.96 % is not 100."""
    return f"{math.floor(share * 100 * 10**places + 1e-6) / 10**places:.{places}f}"


def rounded_up(share: float, places: int = 1) -> str:
    """What is bad, of a hundred, never hidden: one in a million is not 0."""
    return f"{math.ceil(share * 100 * 10**places - 1e-6) / 10**places:.{places}f}"


def _set_lines(row: Row, field_rows: Sequence[Row], labels: Mapping[str, str]) -> SetLines:
    prefix = f"  {row.title}."
    names = ((one.title.removeprefix(prefix), one) for one in field_rows if one.title.startswith(prefix))
    return SetLines(row, tuple((labels.get(name, _readable(name)), one) for name, one in names))


def _type_lines(documents: Sequence[ScoredDocument], document_types: Mapping[str, DocumentType]) -> list[TypeLine]:
    """By the type as labelled; only types with scored fields."""
    by_type: dict[str, list[ScoredDocument]] = defaultdict(list)
    for document in documents:
        if document.fields:
            by_type[document.doc_type or ""].append(document)
    return [_type_line(name, some, document_types.get(name)) for name, some in sorted(by_type.items(), key=lambda one: -len(one[1]))]


def _type_line(name: str, documents: Sequence[ScoredDocument], document_type: DocumentType | None) -> TypeLine:
    title = document_type.title if document_type else _readable(name) or NO_TYPE
    cells = (field.cell for document in documents for field in document.fields)
    return TypeLine(title, row_of(title, documents), reliability_chart(sure_of(cells)))


def _fates(cells: Sequence[Cell]) -> list[Fate]:
    labelled = [cell for cell in cells if cell.labelled]
    counts = {
        ("passes", "pass with nobody looking, and are right"): sum(cell.accepted and cell.strict for cell in labelled),
        ("slips", "pass with nobody looking, and are wrong"): sum(cell.accepted and not cell.strict for cell in labelled),
        ("confirmed", "are right, and a person confirms them with one key"): sum(cell.strict and not cell.accepted for cell in labelled),
        ("corrected", "are wrong, and a person corrects them"): sum(
            cell.made and not cell.strict and not cell.accepted for cell in labelled
        ),
        ("typed", "were not found, and a person types them"): sum(not cell.made for cell in labelled),
    }
    fates, start = [], 0.0
    for (code, text), count in counts.items():
        share = count / max(len(labelled), 1)
        fates.append(Fate(code, text, count, start, share))
        start += share
    return fates


def _slips(documents: Sequence[ScoredDocument], labels: Mapping[str, str]) -> list[Slip]:
    return [
        Slip(document.set, document.file, labels.get(field.name, _readable(field.name)), field.cell.confidence)
        for document in documents
        for field in document.fields
        if field.cell.accepted and not field.cell.strict
    ]


def _readable(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
