"""Runs production's own steps over labelled documents and says how right, how sure and how honest they were."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from learning.effort import Effort, effort_of, total
from learning.labels import Label, read_labels
from learning.scoring import Cell, Figures, cell_of, figures_of
from models.document_type import DocumentType
from models.errors import DocumentError
from models.extraction import Proposal
from pipeline.make import make
from pipeline.predictions import prediction
from pipeline.route import route
from pipeline.understand import Understanding

MIN_CELLS_OF_A_FIELD = 5
Understand = Callable[[Path], Understanding]


@dataclass(frozen=True, slots=True)
class ScoredField:
    """One labelled field of a document, how the machine did and what it left for a person to key."""

    name: str
    cell: Cell
    effort: Effort


@dataclass(frozen=True, slots=True)
class ScoredDocument:
    """One labelled document; its type as labelled (in the product's words) and as the machine took it, None where there is none."""

    file: str
    set: str
    doc_type: str | None
    made_type: str | None
    fields: tuple[ScoredField, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a set, all sets together, or one field of a set."""

    title: str
    documents: int
    typed: int
    type_right: int
    figures: Figures
    effort: Effort


@dataclass(frozen=True, slots=True)
class Report:
    """The table, the fields' own table, the documents and predictions it was made from, and those that could not be read."""

    rows: tuple[Row, ...]
    field_rows: tuple[Row, ...]
    documents: tuple[ScoredDocument, ...]
    predictions: tuple[dict[str, Any], ...]
    failures: tuple[tuple[str, str], ...]

    def table(self, *, per_field: bool = False) -> str:
        """The lines the project's scorer prints."""
        return "\n".join(_text(row) for row in (*self.rows, *(self.field_rows if per_field else ())))

    def effort_line(self) -> str:
        """Keys with the machine's help to keys by hand, of all documents and of each set."""
        *sets, whole = self.rows
        each = ", ".join(f"{row.title} {row.effort.share:.3f}" for row in sets)
        return f"manual effort {whole.effort.share:.3f}: {whole.effort.keys} keys instead of {whole.effort.keys_by_hand} by hand ({each})"


def evaluate(
    folder: Path,
    understand: Understand,
    document_types: Mapping[str, DocumentType],
    sets: Collection[str] | None = None,
    types: Mapping[str, str] | None = None,
) -> Report:
    """Scores what `understand` makes of every labelled document of some sets (None: those with single-valued fields).

    `types` maps a label's document type to the product's. A document that cannot be read predicts nothing and is named.
    """
    labels = chosen_labels(read_labels(folder), sets)
    predictions, failures = [], []
    for label in labels:
        try:
            understanding = understand(folder / label.file)
        except DocumentError as error:
            failures.append((label.file, str(error)))
            continue
        accepted = accepted_fields(understanding.proposal, document_types)
        predictions.append(prediction(label.file, understanding.proposal, accepted))
    documents = scored(labels, predictions, types or {})
    return Report(*rows_of(documents), documents, tuple(predictions), tuple(failures))


def chosen_labels(labels: Sequence[Label], sets: Collection[str] | None) -> list[Label]:
    """The labels of some sets, in the order asked for; of None, those of the sets with single-valued fields."""
    if sets is not None:
        return [label for name in sets for label in labels if label.set == name]
    with_values = {label.set for label in labels if any(True for _ in label.scalars())}
    return [label for label in labels if label.set in with_values]


def accepted_fields(proposal: Proposal, document_types: Mapping[str, DocumentType]) -> frozenset[str]:
    """The fields policy would release with nobody looking."""
    document_type = document_types.get(proposal.classification.doc_type or "")
    routed, _ = route(make(proposal), proposal, document_type)
    return frozenset(one.name for one in routed if one.accepted)


def scored(labels: Sequence[Label], predictions: Sequence[Mapping[str, Any]], types: Mapping[str, str]) -> tuple[ScoredDocument, ...]:
    """Every labelled document beside its prediction, found by its path or its name; without one it predicts nothing."""
    by_file = {Path(row["file"]).name: row for row in predictions} | {row["file"]: row for row in predictions}
    nothing: dict[str, Any] = {"doc_type": None, "fields": {}}
    made = (by_file.get(label.file) or by_file.get(Path(label.file).name) or nothing for label in labels)
    return tuple(
        ScoredDocument(label.file, label.set, _product_type(label, types), one["doc_type"], tuple(_scored_fields(label, one["fields"])))
        for label, one in zip(labels, made, strict=True)
    )


def _product_type(label: Label, types: Mapping[str, str]) -> str | None:
    return types.get(label.doc_type, label.doc_type) if label.doc_type else None


def rows_of(documents: Sequence[ScoredDocument]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """One row a set in the order of the documents, then all; and one row for each field with enough cells."""
    by_set: dict[str, list[ScoredDocument]] = defaultdict(list)
    by_field: dict[str, list[ScoredField]] = defaultdict(list)
    for document in documents:
        by_set[document.set].append(document)
        for field in document.fields:
            by_field[f"  {document.set}.{field.name}"].append(field)
    rows = [row_of(name, some) for name, some in by_set.items()]
    named = (_row(title, [], some) for title, some in sorted(by_field.items()) if len(some) >= MIN_CELLS_OF_A_FIELD)
    return (*rows, row_of("all", documents)), tuple(named)


def row_of(title: str, documents: Sequence[ScoredDocument]) -> Row:
    """The figures of some documents."""
    return _row(title, documents, [field for document in documents for field in document.fields])


def _row(title: str, documents: Sequence[ScoredDocument], fields: Sequence[ScoredField]) -> Row:
    typed = [document for document in documents if document.doc_type]
    type_right = sum(document.doc_type == document.made_type for document in typed)
    figures = figures_of([field.cell for field in fields])
    return Row(title, len(documents), len(typed), type_right, figures, total(field.effort for field in fields))


def _scored_fields(label: Label, fields: Mapping[str, Mapping[str, Any]]) -> Iterator[ScoredField]:
    wanted = {name: (value, norm) for name, value, norm in label.scalars()}
    for name, cell in cells_of(label, fields):
        made = fields.get(name) or {}
        yield ScoredField(name, cell, effort_of(name, *wanted[name], made.get("value"), made.get("alternatives", ()), cell))


def cells_of(label: Label, fields: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Cell]]:
    """The scored cells of one document; only labelled fields count."""
    for name, value, norm in label.scalars():
        made = fields.get(name) or {}
        cell = cell_of(name, value, norm, made.get("value"), accepted=bool(made.get("accepted")), confidence=made.get("confidence"))
        if cell:
            yield name, cell


def _text(row: Row) -> str:
    got = row.figures
    covered = "/".join(f"{share:.2f}" for share in got.coverage)
    return (
        f"{row.title:34s} docs {row.documents:4d}  type {row.type_right}/{row.typed}"
        f"  P {got.precision:.3f} R {got.recall:.3f} F1 {got.f1:.3f} (loose {got.f1_loose:.3f})"
        f"  accepted {got.accepted}/{got.labelled} wrong {got.accepted_wrong}"
        f" (loose {got.accepted_wrong_loose}, 95% bound {got.accepted_bound:.4f})"
        f"  ECE {got.expected_calibration_error:.3f}  coverage at 0.5/1/5% {covered}"
    )
