"""Proposes every value of a field's kind, wherever it stands: what the judge chooses from when no label leads to the right one."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from extractors.fields.evidence import candidate
from extractors.fields.letterhead import clean_line, name_text
from extractors.fields.lines import Layout, Segment, blocks_of, layout_of
from extractors.values.found import Found
from extractors.values.names import clean
from extractors.values.registry import values_in
from models.document_type import DocumentType, ValueKind
from models.extraction import Candidate
from models.page import Reading, enclosing

NAME = "anywhere.v1"
SCORE = 0.1
NAME_KINDS = frozenset({ValueKind.TEXT, ValueKind.PERSON, ValueKind.ORGANISATION})
MAX_NAME_LETTERS = 90
MAX_ADDRESS_LINES = 6
FIRST_PAGES, LAST_PAGES = 10, 2
"""Of a long document only these are searched without a label to go by."""


class AnywhereTechnique:
    """Every value of the kind; of texts every line, a line with the next, and the rest of a line behind a colon."""

    name = NAME

    def propose(self, reading: Reading, doc_type: DocumentType) -> Iterable[Candidate]:
        layout = _ends_of(layout_of(reading))
        found: dict[ValueKind, list[tuple[Segment, Found]]] = {}
        for spec in doc_type.fields:
            if spec.kind not in found:
                found[spec.kind] = list(_places(spec.kind, layout))
            for segment, value in found[spec.kind]:
                yield candidate(spec, value, segment, self.name, SCORE)


def _ends_of(layout: Layout) -> Layout:
    last = layout.lines[-1].page if layout.lines else 0
    searched = tuple(line for line in layout.lines if line.page <= FIRST_PAGES or line.page > last - LAST_PAGES)
    return Layout(searched, layout.notation)


def _places(kind: ValueKind, layout: Layout) -> Iterator[tuple[Segment, Found]]:
    if kind in NAME_KINDS:
        yield from _names(layout)
    elif kind is ValueKind.ADDRESS:
        yield from _addresses(layout)
    else:
        for line in layout.lines:
            for segment in line.segments:
                yield from ((segment, found) for found in values_in(segment.texts, kind, layout.notation))


def _names(layout: Layout) -> Iterator[tuple[Segment, Found]]:
    for line in layout.lines:
        for segment in line.segments:
            yield from _whole([segment])
            cut = next((index for index, word in enumerate(segment.words[:-1], 1) if word.text.endswith(":")), None)
            if cut is not None:
                yield from _whole([_part(segment, cut)])
        if 1 < len(line.segments) <= 3:  # noqa: PLR2004 - words set wide, not a table
            yield from _whole(line.segments)
    for block in blocks_of(layout.lines):
        for above, below in pairwise(block):
            yield from _whole([above, below])


def _addresses(layout: Layout) -> Iterator[tuple[Segment, Found]]:
    for block in blocks_of(layout.lines):
        for start in range(len(block)):
            for end in range(start + 1, min(start + MAX_ADDRESS_LINES, len(block)) + 1):
                rows = block[start:end]
                text = " ".join(clean_line(row) for row in rows).strip(" ,")
                if any(map(str.isdigit, text)) or len(rows) > 1:
                    yield _joined(rows, text)


def _whole(segments: Sequence[Segment]) -> Iterator[tuple[Segment, Found]]:
    text = clean(" ".join(segment.text for segment in segments))
    named = " ".join(name_text(segment) for segment in segments)
    for one in dict.fromkeys((text, named)):
        if len(one) <= MAX_NAME_LETTERS and sum(map(str.isalpha, one)) > 1:
            yield _joined(segments, one)


def _joined(segments: Sequence[Segment], text: str) -> tuple[Segment, Found]:
    words = tuple(word for segment in segments for word in segment.words)
    return Segment(segments[0].page, words, enclosing(word.box for word in words)), Found(text, 0, len(words))


def _part(segment: Segment, start: int) -> Segment:
    words = segment.words[start:]
    return Segment(segment.page, words, enclosing(word.box for word in words))
