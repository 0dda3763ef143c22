"""The words a place covers are found by their height, as if all were looked at."""

import numpy as np
from printed_page import reading_of

from extractors.judge.under import WordIndex, words_under
from models.extraction import Candidate, Evidence
from models.page import Box

PAGE = reading_of("Harbour Office   Quay 7", "Total   30.00   EUR", "", "Thank you, come again").pages[0]


def at(box: Box) -> Candidate:
    return Candidate("total", "", 0.5, Evidence(1, box, "", "anywhere.v1"))


def test_a_place_over_two_lines_covers_the_words_of_both() -> None:
    box = Box(0.0, PAGE.words[0].box.y0, 0.14, PAGE.words[4].box.y1)
    assert [word.text for word in WordIndex(PAGE).under(box)] == ["Harbour", "Office", "Total", "30.00"]


def test_a_word_wider_than_its_value_is_under_it() -> None:
    word = PAGE.words[0].box
    inside = Box(word.x0 + 0.04, word.y0, word.x1, word.y1)
    assert [one.text for one in WordIndex(PAGE).under(inside)] == ["Harbour"]
    below = Box(word.x0 + 0.04, word.y1 - 0.001, word.x1, word.y1 + 0.009)
    assert WordIndex(PAGE).under(below) == []


def test_the_index_finds_what_a_look_at_every_word_finds() -> None:
    draw, index = np.random.default_rng(7), WordIndex(PAGE)
    for _ in range(200):
        x, y = draw.uniform(0, 0.3), draw.uniform(0, 0.1)
        box = Box(x, y, x + draw.uniform(0, 0.2), y + draw.uniform(0, 0.05))
        assert index.under(box) == words_under(at(box), PAGE)
