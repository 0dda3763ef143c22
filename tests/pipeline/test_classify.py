"""Several classifiers must agree; one that fails to say how sure it is does not count."""

from dataclasses import dataclass

import pytest

from models.extraction import Classification
from models.page import Reading
from pipeline.classify import classify

NOTHING = Reading(())
NONE = Classification(None, None)


@dataclass(frozen=True)
class Fixed:
    opinion: Classification
    name: str = "fixed.v1"

    def classify(self, _reading: Reading) -> Classification:
        return self.opinion


def ask(*opinions: Classification) -> Classification:
    return classify(NOTHING, [Fixed(opinion) for opinion in opinions])


def test_one_opinion_stands() -> None:
    assert ask(Classification("invoice", 0.9)) == Classification("invoice", 0.9)


def test_agreement_has_the_least_of_the_confidences() -> None:
    assert ask(Classification("invoice", 0.97), Classification("invoice", 0.8)) == Classification("invoice", 0.8)


def test_an_agreed_unknown_keeps_its_confidence() -> None:
    assert ask(Classification(None, 0.7), Classification(None, 0.9)) == Classification(None, 0.7)


@pytest.mark.parametrize("other", [Classification("receipt", 0.6), Classification(None, 0.9)])
def test_disagreement_is_unknown_without_confidence(other: Classification) -> None:
    assert ask(Classification("invoice", 0.99), other) == NONE


@pytest.mark.parametrize("mute", [NONE, Classification("receipt", None), Classification("receipt", float("nan"))])
def test_who_does_not_say_how_sure_is_not_heard(mute: Classification) -> None:
    assert ask(mute, Classification("invoice", 0.9)) == Classification("invoice", 0.9)
    assert ask(mute) == NONE


def test_nobody_to_ask_is_unknown() -> None:
    assert ask() == NONE


def ask_with(taught: Classification, *opinions: Classification) -> Classification:
    return classify(NOTHING, [Fixed(opinion) for opinion in opinions], Fixed(taught))


@pytest.mark.parametrize("shipped", [Classification(None, 0.99), Classification("invoice", 0.97), NONE])
def test_a_taught_type_stands_whatever_the_shipped_classifiers_say(shipped: Classification) -> None:
    assert ask_with(Classification("dog_registration", 0.9), shipped) == Classification("dog_registration", 0.9)


def test_where_no_taught_type_fits_the_shipped_classifiers_decide() -> None:
    assert ask_with(Classification(None, 0.6), Classification("invoice", 0.97)) == Classification("invoice", 0.97)


def test_unknown_to_all_is_as_sure_as_the_least_sure() -> None:
    assert ask_with(Classification(None, 0.6), Classification(None, 0.99)) == Classification(None, 0.6)


def test_a_taught_type_without_a_confidence_is_not_heard() -> None:
    assert ask_with(Classification("dog_registration", float("nan")), Classification("invoice", 0.9)) == Classification("invoice", 0.9)
