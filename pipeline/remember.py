"""Remembers where a person found the values of a document, so that the next of its layout is read from the same places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from extractors.fields.lines import layout_of
from extractors.fields.recall import fixed_words, in_widths, nearness, recall
from extractors.judge.pool import Row, gather
from models.document_type import DocumentType
from models.memory import FieldPlace, FixedWord, Memory, RememberedLayout
from models.page import Reading, enclosing

MOST_LAYOUTS = 300
THERE = 0.3


def remember(memory: Memory, case_id: int, reading: Reading, document_type: DocumentType, values: Mapping[str, str | None]) -> Memory:
    """The memory with what a document confirmed: a new layout, or of one known the places that still hold.

    A place at which something else stood than the person said is forgotten, and the new one takes its room.
    """
    places = _places_of(reading, document_type, values)
    known = recall(reading, memory)
    if known is None:
        layout = _layout(document_type, case_id, reading, places.values())
        return _with(memory, layout) if places else memory
    if all(_holds(field, known.places, places) for field in values):
        return memory
    # As this document has them, the places nobody spoke of where they are expected on it: places of two documents do not mix.
    unspoken = {field: place for field, place in known.places.items() if field not in values}
    as_here = _layout(document_type, case_id, reading, (*unspoken.values(), *places.values()))
    return _with(_without(memory, known.layout), as_here)


def _layout(document_type: DocumentType, case_id: int, reading: Reading, places: Iterable[FieldPlace]) -> RememberedLayout:
    """The words of values are no part of a layout: the next document has others."""
    kept = tuple(places)
    words = tuple(word for word in fixed_words(reading) if not any(_is_within(word, place) for place in kept))
    return RememberedLayout(document_type.name, case_id, words, kept)


def _is_within(word: FixedWord, place: FieldPlace) -> bool:
    box = place.box
    return word.page == place.page and box.x0 <= word.x <= box.x1 and box.y0 <= word.y <= box.y1


def _holds(field: str, expected: Mapping[str, FieldPlace], places: Mapping[str, FieldPlace]) -> bool:
    """Whether a value stood where it was expected, or nowhere and nowhere was expected."""
    if field not in expected or field not in places:
        return field not in expected and field not in places
    return nearness(expected[field], places[field].box) > THERE


def _with(memory: Memory, layout: RememberedLayout) -> Memory:
    return replace(memory, layouts=(*memory.layouts, layout)[-MOST_LAYOUTS:])


def _without(memory: Memory, layout: RememberedLayout) -> Memory:
    return replace(memory, layouts=tuple(one for one in memory.layouts if one is not layout))


def _places_of(reading: Reading, document_type: DocumentType, values: Mapping[str, str | None]) -> dict[str, FieldPlace]:
    """Where each value stands; of several places the one that most speaks for."""
    rows: dict[str, list[Row]] = {}
    for row in gather(reading, document_type, anywhere=True):
        wanted = values.get(row.field)
        if wanted is not None and row.value.casefold() == wanted.casefold():
            rows.setdefault(row.field, []).append(row)
    found = {field: _place(field, some, reading) for field, some in rows.items()}
    unfound = {field: value for field, value in values.items() if value and field not in found}
    return found | {field: place for field, value in unfound.items() if (place := _spelled_out(field, value, reading)) is not None}


def _spelled_out(field: str, value: str, reading: Reading) -> FieldPlace | None:
    """The first place where the words of a value follow each other on a line, though no technique parted them from what stands beside."""
    wanted = _bare(value)
    for line in layout_of(reading).lines:
        words = line.words
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1):
                text = _bare(" ".join(word.text for word in words[start:end]))
                if not wanted.startswith(text):
                    break
                if text and text == wanted:
                    box = enclosing(word.box for word in words[start:end])
                    return FieldPlace(field, line.page, in_widths(box, reading.page(line.page)))
    return None


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _place(field: str, rows: Sequence[Row], reading: Reading) -> FieldPlace:
    evidence = max(rows, key=lambda row: (sum(row.scores.values()), -row.candidate.evidence.page)).candidate.evidence
    return FieldPlace(field, evidence.page, in_widths(evidence.box, reading.page(evidence.page)))
