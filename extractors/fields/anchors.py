"""Proposes the values that stand right of, below or above the label words of a field."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from extractors.fields.evidence import candidate
from extractors.fields.labels import LOOKALIKE, Label, LabelFinder, label_finder
from extractors.fields.lines import Layout, Line, Segment, layout_of, overlap
from extractors.values.found import Found
from extractors.values.notation import Notation
from extractors.values.registry import values_in
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
ANOTHER_LABEL = 0.4
BEGINS_LIKE_A_LABEL = 0.75
HEADING_OF_NEXT_BOX = 0.5
BOX_RHYTHM = 0.9
AMONG_WORDS = 0.6
FLUSH = 0.015
"""Of the page's width: how far a value may stand indented under its heading."""
SHORT_LABEL = 4
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


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document's lines with the labels found on each."""

    layout: Layout
    finder: LabelFinder
    labels: tuple[tuple[Label, ...], ...]


class AnchorTechnique:
    """Label words and where the value stands relative to them."""

    name = NAME

    def propose(self, reading: Reading, doc_type: DocumentType) -> Iterable[Candidate]:
        layout = layout_of(reading)
        finder = label_finder(doc_type)
        labelled = Labelled(layout, finder, tuple(tuple(finder.labels(line)) for line in layout.lines))
        for index, line in enumerate(layout.lines):
            for label in labelled.labels[index]:
                if label.field != LOOKALIKE:
                    spec = doc_type.field(label.field)
                    placed = _placed(spec, label, index, line, labelled.labels[index])
                    if not _is_chance_word(spec, placed, line):
                        for place in spec.places:
                            yield from _PLACES[place](spec, placed, labelled)


def _placed(spec: FieldSpec, label: Label, index: int, line: Line, labels: Sequence[Label]) -> PlacedLabel:
    """A label with what follows it; label words inside a name do not end the name."""
    ends = (other.start for other in labels if other.start >= label.end and (spec.kind not in TEXT_KINDS or _announces(line, other)))
    box = enclosing(word.box for word in line.words[label.start : label.end])
    following = _cut(line, label.end, min(ends, default=len(line.words)))
    return PlacedLabel(label, index, box, _has_colon(line, label), following, _weight(line, label, labels))


def _is_chance_word(spec: FieldSpec, placed: PlacedLabel, line: Line) -> bool:
    """Whether a word as short as 'to' stands in a sentence: it announces a name only alone or with a colon."""
    words = line.words[placed.label.start : placed.label.end]
    short = sum(len(word.text.strip(":")) for word in words) < SHORT_LABEL
    alone = any(segment.words == words for segment in line.segments)
    return spec.kind in TEXT_KINDS and short and not alone and not placed.colon


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


def _right(spec: FieldSpec, placed: PlacedLabel, labelled: Labelled) -> Iterator[Candidate]:
    notation = labelled.layout.notation
    segments = [segment for segment in placed.following if any(map(str.isalnum, segment.text))]
    base = PLACE_SCORES[Place.RIGHT] * placed.weight
    if spec.kind in TEXT_KINDS:
        for segment in segments[:1]:
            doubt = ANOTHER_LABEL if labelled.finder.is_caption(segment) else 1.0
            yield from _candidates(spec, segment, notation, base * doubt * _separation(placed, segment, labelled))
        return
    found = [(segment, one) for segment in segments for one in _found(spec, segment, notation)]
    if spec.kind is ValueKind.MONEY:  # quantities and rates stand before the amount
        found.reverse()
        base *= SEVERAL_AMOUNTS if sum(one.certainty >= CLEAR for _, one in found) > 1 else 1.0
    for nth, (segment, one) in enumerate(found):
        yield candidate(spec, one, segment, NAME, base * NEXT_VALUE**nth)


def _below(spec: FieldSpec, placed: PlacedLabel, labelled: Labelled) -> Iterator[Candidate]:
    notation = labelled.layout.notation
    base = PLACE_SCORES[Place.BELOW] * placed.weight * (0.9 if placed.following and spec.kind not in TEXT_KINDS else 1.0)
    rows = list(_column(placed, labelled.layout, downwards=True))
    if spec.kind in TEXT_KINDS:
        yield from _text_below(spec, rows, labelled, base)
        return
    column: list[tuple[Segment, Found]] = []
    for index, segment in rows:
        found = [_alone(spec, one, segment) for one in _found(spec, _clip(segment, placed.box, spec.kind), notation)]
        if not found and (column or index > placed.line + 2):
            break
        column += [(segment, one) for one in found[:2]]
    if spec.kind is ValueKind.MONEY:  # the sum stands at the foot of its column
        column.reverse()
    for nth, (segment, one) in enumerate(column):
        yield candidate(spec, one, _clip(segment, placed.box, spec.kind), NAME, base * NEXT_VALUE**nth)


def _alone(spec: FieldSpec, found: Found, segment: Segment) -> Found:
    """A number among other words under a label is rather part of what they say, as the house number of an address."""
    crowded = spec.kind is ValueKind.IDENTIFIER and len(segment.words) > found.end - found.start + 1
    return replace(found, certainty=found.certainty * AMONG_WORDS) if crowded else found


def _above(spec: FieldSpec, placed: PlacedLabel, labelled: Labelled) -> Iterator[Candidate]:
    for _, segment in list(_column(placed, labelled.layout, downwards=False))[:1]:
        yield from _candidates(spec, segment, labelled.layout.notation, PLACE_SCORES[Place.ABOVE] * placed.weight)


def _text_below(spec: FieldSpec, rows: Sequence[tuple[int, Segment]], labelled: Labelled, base: float) -> Iterator[Candidate]:
    """The first lines under a heading that read like a name; a line 'Name: ...' among them says so itself."""
    notation, proposed = labelled.layout.notation, 0
    for index, segment in rows:
        line = labelled.layout.lines[index]
        if segment.text.casefold().rstrip(" :") in NAME_LABELS:
            named = next((other for other in line.segments if other.box.x0 >= segment.box.x1 - 1e-6), None)
            if named:
                yield from _candidates(spec, named, notation, base * 1.1)
                return
        if _is_label(segment, line, labelled.labels[index]) or ":" in segment.text:
            continue
        if labelled.finder.is_caption(segment):  # without a colon it heads what follows, so that is another field's
            base *= ANOTHER_LABEL
        else:
            doubt = BEGINS_LIKE_A_LABEL if labelled.finder.begins_like_caption(segment) else 1.0
            yield from _candidates(spec, segment, notation, base * doubt * NEXT_VALUE**proposed)
            proposed += 1
        if proposed > 1:
            return


def _is_label(segment: Segment, line: Line, labels: Sequence[Label]) -> bool:
    """Whether a segment is label words from end to end, or is followed by a colon."""
    start = next(position for position, word in enumerate(line.words) if word is segment.words[0])
    end = start + len(segment.words)
    covered = any(label.start <= start and end <= label.end for label in labels)
    return covered or (end < len(line.words) and line.words[end].text.startswith(":"))


def _separation(placed: PlacedLabel, segment: Segment, labelled: Labelled) -> float:
    """How clearly words beside a label are its value: a colon says so, a gap may part two headings, a single space a sentence."""
    if placed.colon or any(word.text.startswith(":") for word in segment.words[:1]):
        return 1.0
    if _heads_a_box(placed, segment, labelled):
        return HEADING_OF_NEXT_BOX
    height = max(placed.box.height, 1e-3)
    return AFTER_A_GAP if segment.box.x0 - placed.box.x1 > height / 2 else WITHOUT_A_GAP


def _heads_a_box(placed: PlacedLabel, beside: Segment, labelled: Labelled) -> bool:
    """Whether a label and the words beside it head two columns: each has words flush under it, nearer than the next row."""
    lines = labelled.layout.lines[placed.line : placed.line + 3]
    if len(lines) < 3 or any(line.page != beside.page for line in lines):  # noqa: PLR2004 - this line, the values, the next row
        return False
    heading, values, following = (line.box for line in lines)
    near = values.center[1] - heading.center[1] < BOX_RHYTHM * (following.center[1] - values.center[1])
    under = [_flush_under(box, lines[1]) for box in (placed.box, beside.box)]
    return near and all(one is not None and not labelled.finder.is_caption(one) for one in under)


def _flush_under(heading: Box, line: Line) -> Segment | None:
    return next((segment for segment in line.segments if abs(segment.box.x0 - heading.x0) < FLUSH), None)


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


def _found(spec: FieldSpec, segment: Segment, notation: Notation) -> tuple[Found, ...]:
    return values_in(segment.texts, spec.kind, notation)


_PLACES = {Place.RIGHT: _right, Place.BELOW: _below, Place.ABOVE: _above}
