"""Proposes the values that stand right of, below or above the label words of a field."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from extractors.fields.evidence import candidate
from extractors.fields.labels import LOOKALIKE, Label, label_finder
from extractors.fields.lines import Layout, Line, Segment, layout_of, overlap
from extractors.values.found import Found
from extractors.values.notation import Notation
from extractors.values.registry import VALUE_READERS
from models.document_type import DocumentType, FieldSpec, Place, ValueKind
from models.extraction import Candidate
from models.page import Box, Reading, Word, enclosing

NAME = "anchors.v1"
TEXT_KINDS = frozenset({ValueKind.TEXT, ValueKind.PERSON, ValueKind.ORGANISATION, ValueKind.ADDRESS})
NAME_LABELS = frozenset({"name", "nom", "firma", "company", "nombre", "naam", "nome", "raison sociale"})
PLACE_SCORES = {Place.RIGHT: 0.9, Place.BELOW: 0.75, Place.ABOVE: 0.5}
RANK_STEP, RANK_FLOOR = 0.02, 0.7
INSIDE_A_SENTENCE = 0.85
MISREAD_LABEL = 0.9
NEXT_VALUE = 0.8
IN_COMPANY = 1.3
"""Labels of other fields on the line tell that it is no chance match, as in 'Invoice 17 of 3 May'."""
SEVERAL_AMOUNTS = 0.85
CLEAR = 0.7
AFTER_A_GAP, WITHOUT_A_GAP = 0.8, 0.6
LINES_BELOW = 5
MAX_GAP_HEIGHTS = 3.0


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label on its line, with the words that follow it up to the next label."""

    label: Label
    line: int
    box: Box
    colon: bool
    following: tuple[Segment, ...]
    weight: float


class AnchorTechnique:
    """Label words and where the value stands relative to them."""

    name = NAME

    def propose(self, reading: Reading, doc_type: DocumentType) -> Iterable[Candidate]:
        layout = layout_of(reading)
        finder = label_finder(doc_type)
        labels = [finder.labels(line) for line in layout.lines]
        for index, line in enumerate(layout.lines):
            for label in labels[index]:
                if label.field != LOOKALIKE:
                    spec = doc_type.field(label.field)
                    placed = _placed(spec, label, index, line, labels[index])
                    for place in spec.places:
                        yield from _PLACES[place](spec, placed, layout, labels)


def _placed(spec: FieldSpec, label: Label, index: int, line: Line, labels: Sequence[Label]) -> PlacedLabel:
    """A label with what follows it; label words inside a name do not end the name."""
    ends = (other.start for other in labels if other.start >= label.end and (spec.kind not in TEXT_KINDS or _announces(line, other)))
    box = enclosing(word.box for word in line.words[label.start : label.end])
    following = _cut(line, label.end, min(ends, default=len(line.words)))
    return PlacedLabel(label, index, box, _has_colon(line, label), following, _weight(line, label, labels))


def _announces(line: Line, label: Label) -> bool:
    """Whether label words stand as a label: first in their segment, or with a colon."""
    return label.start in _starts(line) or _has_colon(line, label)


def _has_colon(line: Line, label: Label) -> bool:
    around = line.words[label.end - 1 : label.end + 1]
    return around[0].text.endswith(":") or any(word.text.startswith(":") for word in around[1:])


def _starts(line: Line) -> frozenset[int]:
    """The positions of the words that begin a segment."""
    lengths = [len(segment.words) for segment in line.segments]
    return frozenset(accumulate(lengths[:-1], initial=0))


def _weight(line: Line, label: Label, labels: Sequence[Label]) -> float:
    weight = max(RANK_FLOOR, 1 - RANK_STEP * label.rank)
    if any(other.field not in (label.field, LOOKALIKE) for other in labels):
        weight = min(1.0, weight * IN_COMPANY)
    weight *= 1.0 if label.start in _starts(line) else INSIDE_A_SENTENCE
    return weight if label.exact else weight * MISREAD_LABEL


def _cut(line: Line, start: int, end: int) -> tuple[Segment, ...]:
    """The segments that words [start, end) of a line form."""
    pieces, position = [], 0
    for segment in line.segments:
        words = segment.words[max(0, start - position) : max(0, end - position)]
        position += len(segment.words)
        if words:
            pieces.append(Segment(line.page, words, enclosing(word.box for word in words)))
    return tuple(pieces)


def _right(spec: FieldSpec, placed: PlacedLabel, layout: Layout, labels: Sequence[Sequence[Label]]) -> Iterator[Candidate]:
    del labels
    segments = [segment for segment in placed.following if any(map(str.isalnum, segment.text))]
    base = PLACE_SCORES[Place.RIGHT] * placed.weight
    if spec.kind in TEXT_KINDS:
        for segment in segments[:1]:
            yield from _candidates(spec, segment, layout.notation, base * _separation(placed, segment))
        return
    found = [(segment, one) for segment in segments for one in _found(spec, segment, layout.notation)]
    if spec.kind is ValueKind.MONEY:  # quantities and rates stand before the amount
        found.reverse()
        base *= SEVERAL_AMOUNTS if sum(one.certainty >= CLEAR for _, one in found) > 1 else 1.0
    for nth, (segment, one) in enumerate(found):
        yield candidate(spec, one, segment, NAME, base * NEXT_VALUE**nth)


def _below(spec: FieldSpec, placed: PlacedLabel, layout: Layout, labels: Sequence[Sequence[Label]]) -> Iterator[Candidate]:
    base = PLACE_SCORES[Place.BELOW] * placed.weight * (0.9 if placed.following and spec.kind not in TEXT_KINDS else 1.0)
    rows = list(_column(placed, layout, downwards=True))
    if spec.kind in TEXT_KINDS:
        yield from _text_below(spec, rows, layout, labels, base)
        return
    column: list[tuple[Segment, Found]] = []
    for index, segment in rows:
        found = list(_found(spec, _clip(segment, placed.box, spec.kind), layout.notation))
        if not found and (column or index > placed.line + 2):
            break
        column += [(segment, one) for one in found[:2]]
    if spec.kind is ValueKind.MONEY:  # the sum stands at the foot of its column
        column.reverse()
    for nth, (segment, one) in enumerate(column):
        yield candidate(spec, one, _clip(segment, placed.box, spec.kind), NAME, base * NEXT_VALUE**nth)


def _above(spec: FieldSpec, placed: PlacedLabel, layout: Layout, labels: Sequence[Sequence[Label]]) -> Iterator[Candidate]:
    del labels
    for _, segment in list(_column(placed, layout, downwards=False))[:1]:
        yield from _candidates(spec, segment, layout.notation, PLACE_SCORES[Place.ABOVE] * placed.weight)


def _text_below(
    spec: FieldSpec, rows: Sequence[tuple[int, Segment]], layout: Layout, labels: Sequence[Sequence[Label]], base: float
) -> Iterator[Candidate]:
    """The first lines under a heading that read like a name; a line 'Name: ...' among them says so itself."""
    nth = 0
    for index, segment in rows:
        line = layout.lines[index]
        if segment.text.casefold().rstrip(" :") in NAME_LABELS:
            named = next((other for other in line.segments if other.box.x0 >= segment.box.x1 - 1e-6), None)
            if named:
                yield from _candidates(spec, named, layout.notation, base * 1.1)
                return
        if not _is_label(segment, line, labels[index]) and ":" not in segment.text:
            yield from _candidates(spec, segment, layout.notation, base * NEXT_VALUE**nth)
            nth += 1
        if nth > 1:
            return


def _is_label(segment: Segment, line: Line, labels: Sequence[Label]) -> bool:
    """Whether a segment is label words from end to end, or is followed by a colon."""
    start = next(position for position, word in enumerate(line.words) if word is segment.words[0])
    end = start + len(segment.words)
    covered = any(label.start <= start and end <= label.end for label in labels)
    return covered or (end < len(line.words) and line.words[end].text.startswith(":"))


def _separation(placed: PlacedLabel, segment: Segment) -> float:
    """How clearly words beside a label are its value: a colon says so, a gap may part two headings, a single space a sentence."""
    colon = placed.colon or any(word.text.startswith(":") for word in segment.words[:1])
    height = max(placed.box.height, 1e-3)
    return 1.0 if colon else AFTER_A_GAP if segment.box.x0 - placed.box.x1 > height / 2 else WITHOUT_A_GAP


def _column(placed: PlacedLabel, layout: Layout, *, downwards: bool) -> Iterator[tuple[int, Segment]]:
    """The segments under (over) a label, nearest first, until a wide gap."""
    step = 1 if downwards else -1
    edge, height = placed.box, max(placed.box.height, 1e-3)
    for distance in range(1, LINES_BELOW + 1):
        index = placed.line + step * distance
        if not 0 <= index < len(layout.lines) or layout.lines[index].page != layout.lines[placed.line].page:
            return
        line = layout.lines[index]
        gap = line.box.y0 - edge.y1 if downwards else edge.y0 - line.box.y1
        if gap > MAX_GAP_HEIGHTS * height:
            return
        segment = max(line.segments, key=lambda one: overlap(one.box, placed.box))
        if overlap(segment.box, placed.box) > 0.2:  # noqa: PLR2004 - share of the narrower box; columns are rarely flush
            edge = segment.box
            yield index, segment


def _clip(segment: Segment, column: Box, kind: ValueKind) -> Segment:
    """The part of a segment near a column, where a table's cells stand too close to be told apart by their gaps."""
    if kind is not ValueKind.MONEY:
        return segment
    slack = max(0.02, column.width * 0.3)
    words: tuple[Word, ...] = tuple(word for word in segment.words if column.x0 - slack < word.box.x1 and word.box.x0 < column.x1 + slack)
    return Segment(segment.page, words, enclosing(word.box for word in words)) if words else segment


def _candidates(spec: FieldSpec, segment: Segment, notation: Notation, base: float) -> Iterator[Candidate]:
    for found in _found(spec, segment, notation):
        yield candidate(spec, found, segment, NAME, base)


def _found(spec: FieldSpec, segment: Segment, notation: Notation) -> Iterator[Found]:
    return VALUE_READERS[spec.kind].find(segment.texts, notation)


_PLACES = {Place.RIGHT: _right, Place.BELOW: _below, Place.ABOVE: _above}
