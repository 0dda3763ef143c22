"""What is learned of boundaries is what the documents show, and documents of measured packets are kept back."""

from random import Random

import pytest

from extractors.boundaries.signs import PageSigns
from learning.boundaries import Recipe, held_out, train
from learning.labels import Label
from learning.packets import Part, assemble, in_packets, within
from models.errors import BadSetting
from models.extraction import Classification
from models.page import Box, Page, Transform, Word

QUICK = Recipe(packets=60, measured_packets=10, trees=10, learning_rate=0.5)
STEMS, ENDS = ("harbour", "lantern", "meadow", "timber", "velvet", "window"), ("ing", "ed", "er", "est", "ful", "less")
WORDS = [stem + end for stem in STEMS for end in ENDS]


def document(number: int, page_count: int) -> Part:
    """Its own words and number on each of its pages."""
    random = Random(number)  # noqa: S311 - seeded on purpose
    own = [*random.sample(WORDS, 6), f"N{number:05d}"]
    pages = []
    for page_number in range(1, page_count + 1):
        texts = [*own, *random.sample(WORDS, 4), f"Page {page_number} of {page_count}"]
        words = tuple(
            Word(word, Box(0.1, 0.1 + 0.05 * row, 0.2, 0.12 + 0.05 * row)) for row, text in enumerate(texts) for word in text.split()
        )
        pages.append(Page(page_number, 1000, 1400, words, "test", Transform((1, 0, 0, 0, 1, 0, 0, 0, 1))))
    return Part(f"document {number}", f"set {number % 2}", tuple(PageSigns(page, lambda _: Classification(None, 0.9)) for page in pages))


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    return [document(number, 1 + number % 3) for number in range(24)]


def test_boundaries_are_learned_and_hold_on_documents_held_out(parts: list[Part]) -> None:
    measured = held_out(parts, QUICK)
    assert measured.packets.f1 > 0.95
    assert measured.files == 16
    assert measured.alarms == ()


def test_the_same_documents_give_the_same_model(parts: list[Part]) -> None:
    assert train(parts, QUICK) == train(list(reversed(parts)), QUICK)


def test_a_packet_knows_where_its_documents_begin(parts: list[Part]) -> None:
    by_chance = [pair for packet in assemble(parts, 30, 1) for pair in packet]
    assert 0.3 < sum(pair.begins for pair in by_chance) / len(by_chance) < 0.9
    assert all(pair.signs["follows"] for pair in by_chance if not pair.begins)
    assert [pair.begins for pair in within(parts[2])] == [False, False]


def test_what_labelled_packets_are_made_of_is_kept_back() -> None:
    packet = Label("p.pdf", "packets", fields={"documents": [{"pages": [1], "file": "a.pdf"}, {"pages": [2]}]})
    assert in_packets([packet, Label("a.pdf", "adbuy")]) == {"a.pdf"}


def test_documents_of_one_page_alone_teach_nothing() -> None:
    with pytest.raises(BadSetting, match="several pages"):
        train([document(1, 1), document(2, 1)], QUICK)
