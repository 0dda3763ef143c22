"""Runs production's own steps over labelled documents and says how right, how sure and how honest they were."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
class Row:
    """One line of the table: a set, all sets together, or one field of a set."""

    title: str
    documents: int
    typed: int
    type_right: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Report:
    """The table, the fields' own table, the predictions it was made from, and the documents that could not be read."""

    rows: tuple[Row, ...]
    field_rows: tuple[Row, ...]
    predictions: tuple[dict[str, Any], ...]
    failures: tuple[tuple[str, str], ...]

    def table(self, *, per_field: bool = False) -> str:
        """The lines the project's scorer prints."""
        return "\n".join(_text(row) for row in (*self.rows, *(self.field_rows if per_field else ())))


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
    rows, field_rows = score(labels, predictions, types or {})
    return Report(rows, field_rows, tuple(predictions), tuple(failures))


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


def score(
    labels: Sequence[Label], predictions: Sequence[Mapping[str, Any]], types: Mapping[str, str]
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """One row a set in the order of the labels, then all; and one row for each field with enough cells."""
    by_file = {Path(row["file"]).name: row for row in predictions} | {row["file"]: row for row in predictions}
    cells: dict[str, list[Cell]] = defaultdict(list)
    field_cells: dict[str, list[Cell]] = defaultdict(list)
    kinds: dict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
    for label in labels:
        made = by_file.get(label.file) or by_file.get(Path(label.file).name) or {"doc_type": None, "fields": {}}
        kind = (types.get(label.doc_type, label.doc_type) if label.doc_type else None, made["doc_type"])
        kinds[label.set].append(kind)
        for name, cell in cells_of(label, made["fields"]):
            cells[label.set].append(cell)
            field_cells[f"  {label.set}.{name}"].append(cell)
    rows = [_row(name, kinds[name], cells[name]) for name in kinds]
    rows.append(_row("all", [kind for some in kinds.values() for kind in some], [cell for some in cells.values() for cell in some]))
    named = (_row(title, [], some) for title, some in sorted(field_cells.items()) if len(some) >= MIN_CELLS_OF_A_FIELD)
    return tuple(rows), tuple(named)


def cells_of(label: Label, fields: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Cell]]:
    """The scored cells of one document; only labelled fields count."""
    for name, value, norm in label.scalars():
        made = fields.get(name) or {}
        cell = cell_of(name, value, norm, made.get("value"), accepted=bool(made.get("accepted")), confidence=made.get("confidence"))
        if cell:
            yield name, cell


def _row(title: str, kinds: Sequence[tuple[str | None, str | None]], cells: Sequence[Cell]) -> Row:
    typed = [(wanted, made) for wanted, made in kinds if wanted]
    return Row(title, len(kinds), len(typed), sum(wanted == made for wanted, made in typed), figures_of(cells))


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
