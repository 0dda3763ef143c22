"""A layout a person corrected once is known again, however its scan is shifted and its table grows."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fields.recall import recall
from models.document_type import DocumentType, FieldSpec, ValueKind
from models.memory import Memory
from models.page import Box, Page, Reading, Transform, Word
from pipeline.extract import extract
from pipeline.remember import remember

TYPE = DocumentType(
    "slip",
    "Slip",
    "",
    (
        FieldSpec("reference", "Reference", ValueKind.IDENTIFIER),
        FieldSpec("keeper", "Keeper", ValueKind.PERSON),
        FieldSpec("total", "Total", ValueKind.MONEY),
    ),
)
LETTER, LINE = 0.011, 0.02


def words(x: float, y: float, text: str) -> list[Word]:
    found = []
    for word in text.split():
        found.append(Word(word, Box(x, y, x + LETTER * len(word), y + 0.012)))
        x += LETTER * (len(word) + 1)
    return found


def slip(reference: str, keeper: str, total: str, rows: int = 2, aside: float = 0.0, down: float = 0.0) -> Reading:
    """Label and value in one breath, without a colon; the total under a table of any length."""
    table = [word for row in range(rows) for word in words(0.1, 0.4 + LINE * row, f"bolts 1{row}.50")]
    standing = [
        *words(0.1, 0.1, "Torvim lunbar koshel"),
        *words(0.1, 0.2, f"Vesquen {reference}"),
        *words(0.5, 0.2, f"Rikobim {keeper}"),
        *words(0.1, 0.3, "Baganol distrel"),
        *words(0.1, 0.4 + LINE * (rows + 1), f"Holgan {total}"),
        *words(0.1, 0.9, "Pelshu nelfro zarquen"),
        *table,
    ]
    moved = (replace(word, box=Box(word.box.x0 + aside, word.box.y0 + down, word.box.x1 + aside, word.box.y1 + down)) for word in standing)
    return Reading((Page(1, 1000, 1000, tuple(moved), "text_layer", Transform((1, 0, 0, 0, 1, 0, 0, 0, 1))),))


FIRST = slip("K4711", "Ada Byron", "310.20")
CONFIRMED = {"reference": "K4711", "keeper": "Ada Byron", "total": "310.20"}
MEMORY = remember(Memory(), 1, FIRST, TYPE, CONFIRMED)


def found(reading: Reading, memory: Memory = MEMORY) -> dict[str, str | None]:
    return {one.field: one.chosen.value if one.chosen else None for one in extract(reading, TYPE, None, memory)}


def test_without_a_memory_there_is_nothing_to_go_by() -> None:
    assert found(slip("R90210", "Grace Hopper", "7.10"), Memory()) == dict.fromkeys(("reference", "keeper", "total"))


@given(rows=st.integers(0, 12), aside=st.floats(-0.02, 0.02), down=st.floats(-0.03, 0.03))
def test_the_next_document_of_a_layout_is_read_from_the_same_places(rows: int, aside: float, down: float) -> None:
    reading = slip("R90210", "Grace Hopper", "7045.10", rows, aside, down)
    assert found(reading) == {"reference": "R90210", "keeper": "Grace Hopper", "total": "7045.10"}


def test_a_document_of_another_layout_is_not_taken_for_it() -> None:
    other = Reading((replace(FIRST.pages[0], words=tuple(words(0.1, 0.2, "Quite another letter about bolts 1.50 and K12"))),))
    assert recall(other, MEMORY) is None


def test_what_is_remembered_makes_nobody_surer() -> None:
    chosen = {one.field: one.chosen for one in extract(slip("R90210", "Grace Hopper", "7.10"), TYPE, None, MEMORY)}
    assert all(choice and choice.remembered > 0 for choice in chosen.values())


def test_a_value_that_stood_elsewhere_takes_the_place_of_the_one_remembered() -> None:
    moved = slip("Grace", "R90210 Hopper", "7.10")  # the reference stands where the keeper did
    after = remember(MEMORY, 2, moved, TYPE, {"reference": "R90210"})
    assert len(after.layouts) == 1
    assert after.layouts[0].case_id == 2
    assert found(slip("Alan", "T31337 Turing", "8.20"), after)["reference"] == "T31337"


def test_a_field_that_is_not_on_the_document_after_all_is_forgotten() -> None:
    after = remember(MEMORY, 2, slip("R90210", "Grace Hopper", "7.10"), TYPE, {"total": None})
    assert {place.field for place in after.layouts[0].places} == {"reference", "keeper"}


def test_a_document_that_bears_the_memory_out_changes_nothing() -> None:
    again = {"reference": "R90210", "keeper": "Grace Hopper", "total": "7.10"}
    assert remember(MEMORY, 2, slip("R90210", "Grace Hopper", "7.10", rows=5), TYPE, again) == MEMORY


@pytest.mark.parametrize("memory", [MEMORY, replace(MEMORY, up_to=datetime(2026, 11, 22, tzinfo=UTC)), Memory()])
def test_a_memory_is_kept_as_json(memory: Memory) -> None:
    assert msgspec.json.decode(msgspec.json.encode(memory), type=Memory) == memory


def test_values_are_no_part_of_the_fingerprint() -> None:
    assert {word.text for word in MEMORY.layouts[0].words}.isdisjoint({"ada", "byron"})
