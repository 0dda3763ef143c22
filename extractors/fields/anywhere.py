"""Proposes every value of a field's kind, wherever it stands: what the judge chooses from when no label leads to the right one."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from extractors.fields.captions import CAPTION_WORDS
from extractors.fields.evidence import candidate
from extractors.fields.letterhead import clean_line, name_text
from extractors.fields.lines import Layout, Segment, blocks_of, layout_of
from extractors.values.found import Found
from extractors.values.months import fold
from extractors.values.names import clean
from extractors.values.registry import values_in
from extractors.values.spans import search
from models.document_type import DocumentType, ValueKind
from models.extraction import Candidate
from models.page import Reading, enclosing

NAME = "anywhere.v1"
SCORE = 0.1
NAME_KINDS = frozenset({ValueKind.TEXT, ValueKind.PERSON, ValueKind.ORGANISATION})
PATTERNED = frozenset({ValueKind.TEXT, ValueKind.IDENTIFIER})
"""Of these kinds a declared pattern finds the value itself; of others it only says which of the values found are well formed."""
MAX_NAME_LETTERS = 90
ALIGNED = 0.004
"""Of the page's width: words that begin so near below one another stand in one column."""
NUMBERING = re.compile(r"\(?(?:\d{1,2}|[a-z])[.)]?|[.)]")
MAX_ADDRESS_LINES = 6
FIRST_PAGES, LAST_PAGES = 10, 2
"""Of a long document only these are searched without a label to go by."""


class AnywhereTechnique:
    """Every value of the kind, or all that a declared pattern fits; of texts every line, a line with the next, and parts of a line."""

    name = NAME

    def propose(self, reading: Reading, doc_type: DocumentType) -> Iterable[Candidate]:
        layout = _ends_of(layout_of(reading))
        captions = CAPTION_WORDS | {_folded(word) for spec in doc_type.fields for anchor in spec.anchors for word in anchor.split()}
        found: dict[tuple[ValueKind, str | None], list[tuple[Segment, Found]]] = {}
        for spec in doc_type.fields:
            sought = (spec.kind, spec.pattern if spec.kind in PATTERNED else None)
            if sought not in found:
                found[sought] = list(_matching(sought[1], layout) if sought[1] else _places(spec.kind, layout, captions))
            for segment, value in found[sought]:
                yield candidate(spec, value, segment, self.name, SCORE)


def _ends_of(layout: Layout) -> Layout:
    last = layout.lines[-1].page if layout.lines else 0
    searched = tuple(line for line in layout.lines if line.page <= FIRST_PAGES or line.page > last - LAST_PAGES)
    return Layout(searched, layout.notation)


def _places(kind: ValueKind, layout: Layout, captions: Collection[str]) -> Iterator[tuple[Segment, Found]]:
    if kind in NAME_KINDS:
        yield from _names(layout, captions)
    elif kind is ValueKind.ADDRESS:
        yield from _addresses(layout)
    else:
        for line in layout.lines:
            for segment in line.segments:
                yield from ((segment, found) for found in values_in(segment.texts, kind, layout.notation))


def _matching(pattern: str, layout: Layout) -> Iterator[tuple[Segment, Found]]:
    """What a pattern fits by itself on a line, whatever parts it: signs in boxes of their own stand far apart, or have dashes between."""
    by_itself = re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])")
    for line in layout.lines:
        printed = tuple(word for word in line.words if any(map(str.isalnum, word.text)))
        for words in dict.fromkeys((line.words, printed)):
            segment = Segment(line.page, words, line.box)
            yield from ((segment, Found(match[0], start, end)) for match, start, end in search(segment.texts, by_itself))


def _names(layout: Layout, captions: Collection[str]) -> Iterator[tuple[Segment, Found]]:
    edges = [[(line.page, segment.box.x0) for segment in line.segments] for line in layout.lines]
    for index, line in enumerate(layout.lines):
        near = {x for some in edges[max(0, index - 2) : index + 3] for page, x in some if page == line.page}
        for segment in line.segments:
            yield from _whole([segment])
            for start in _starts(segment, captions):
                yield from _whole([_part(segment, start)])
            for start, end in _columns(segment, near):
                yield from _whole([_part(segment, start, end)])
        if 1 < len(line.segments) <= 3:  # noqa: PLR2004 - words set wide, not a table
            yield from _whole(line.segments)
    for block in blocks_of(layout.lines):
        for above, below in pairwise(block):
            yield from _whole([above, below])
            for start in _starts(above, captions):
                yield from _whole([_part(above, start), below])


def _starts(segment: Segment, captions: Collection[str]) -> Iterator[int]:
    """Where a value may begin inside a line: behind a colon, and behind the words of a caption."""
    cut = next((index for index, word in enumerate(segment.words[:-1], 1) if word.text.endswith(":")), None)
    if cut is not None:
        yield cut
    behind = next((index for index, word in enumerate(segment.words) if not _announces(word.text, captions)), 0)
    if behind not in (0, cut):
        yield behind


def _announces(text: str, captions: Collection[str]) -> bool:
    """Whether a word is one of a caption, or its number."""
    return _folded(text) in captions or NUMBERING.fullmatch(text) is not None


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _columns(segment: Segment, edges: Collection[float]) -> Iterator[tuple[int, int]]:
    """The parts of a line that stand in columns of their own, where the lines near it begin."""
    inside = [x for x in edges if segment.box.x0 + ALIGNED < x < segment.box.x1]
    cuts = [index for index, word in enumerate(segment.words) if index and any(abs(word.box.x0 - x) < ALIGNED for x in inside)]
    if cuts:
        yield from pairwise((0, *cuts, len(segment.words)))


def _addresses(layout: Layout) -> Iterator[tuple[Segment, Found]]:
    for block in blocks_of(layout.lines):
        for start in range(len(block)):
            for end in range(start + 1, min(start + MAX_ADDRESS_LINES, len(block)) + 1):
                rows = block[start:end]
                text = " ".join(clean_line(row) for row in rows).strip(" ,")
                if any(map(str.isdigit, text)) or len(rows) > 1:
                    yield _joined(rows, text)
                    announced = _ANNOUNCED.match(text)
                    if announced:
                        yield _joined(rows, text[announced.end() :])


_ANNOUNCED = re.compile(r"(?:[^\W\d]+\.? ){0,3}[^\W\d]+ ?: *(?=\S)")
"""Up to four words with a colon before an address, as a receipt announces its office's."""


def _whole(segments: Sequence[Segment]) -> Iterator[tuple[Segment, Found]]:
    text = clean(" ".join(segment.text for segment in segments))
    named = " ".join(name_text(segment) for segment in segments)
    for one in dict.fromkeys((text, named)):
        if len(one) <= MAX_NAME_LETTERS and sum(map(str.isalpha, one)) > 1:
            yield _joined(segments, one)


def _joined(segments: Sequence[Segment], text: str) -> tuple[Segment, Found]:
    words = tuple(word for segment in segments for word in segment.words)
    return Segment(segments[0].page, words, enclosing(word.box for word in words)), Found(text, 0, len(words))


def _part(segment: Segment, start: int, end: int | None = None) -> Segment:
    words = segment.words[start:end]
    return Segment(segment.page, words, enclosing(word.box for word in words))
