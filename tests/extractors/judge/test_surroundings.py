"""What stands around a value is said in words, once for each place."""

import numpy as np
import pytest
from printed_page import reading_of

from extractors.fields.lines import layout_of
from extractors.judge.context import UNKNOWN, ContextModel
from extractors.judge.pool import Row
from extractors.judge.surroundings import Surroundings
from models.extraction import Candidate, Evidence
from models.page import Reading

PAGE = ("Harbour Office", "           Amount due", "Total net   30.00 EUR", "           Thank you")


@pytest.fixture
def reading() -> Reading:
    return reading_of(*PAGE)


def candidate_on(reading: Reading, text: str, field: str = "total") -> Candidate:
    word = next(word for word in reading.pages[0].words if word.text == text)
    return Candidate(field, text, 0.5, Evidence(1, word.box, text, "anywhere.v1"))


def test_the_words_left_right_above_and_below_are_named_nearest_first(reading: Reading) -> None:
    tokens = Surroundings(layout_of(reading)).tokens(candidate_on(reading, "30.00"))
    assert {"L1=net", "L=total", "L2=net total", "L3=tot", "R1=eur", "A1=amount", "B1=thank", "line=2", "page=last"} <= set(tokens)
    assert "first" not in tokens


def test_a_value_alone_on_its_line_is_known_to_be() -> None:
    reading = reading_of("Harbour", "Office")
    surroundings = Surroundings(layout_of(reading))
    box = reading.pages[0].words[1].box
    assert surroundings.standing(1, box) == (1, 2, True)
    assert {"first", "alone"} <= set(surroundings.around(1, box))


def test_a_page_without_words_surrounds_with_nothing(reading: Reading) -> None:
    surroundings = Surroundings(layout_of(Reading(())))
    box = reading.pages[0].words[0].box
    assert surroundings.around(1, box) == ()
    assert surroundings.standing(1, box) == (0, 0, True)


def test_each_token_counts_once_and_a_field_nobody_learned_is_unknown(reading: Reading) -> None:
    weights = np.array([[2.0, 0.5, 8.0]], np.float32)
    model = ContextModel({"L1=net": 0, "v=0000": 1, "nowhere": 2}, ("total",), weights, np.array([-1.0], np.float32), 9)
    rows = [Row(candidate_on(reading, "30.00", field), {}) for field in ("total", "tax")]
    surroundings = Surroundings(layout_of(reading))
    assert model.log_odds(rows, surroundings).tolist() == [1.5, UNKNOWN]
