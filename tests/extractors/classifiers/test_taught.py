"""Types taught by example are told from each other and from everything else, and nobody is surer than the examples allow."""

from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest

from extractors.classifiers.taught import TaughtClassifier, load_taught, save_taught
from learning.taught import train_taught
from learning.training_text.maker import make_documents
from models.errors import BadSetting, MissingWeights
from models.page import Box, Page, Reading, Transform, Word

FORMS = {
    "boat_registration": "Registration of vessel. Name of vessel. Hull identification. Length overall. Engine maker. Home port. Owner",
    "dog_registration": "Registration of dog. Breed. Colour of coat. Rabies vaccination. Chip implanted by. Veterinary surgeon. Keeper",
    "race_registration": "Registration of runner. Distance. Shirt size. Finishing time expected. Emergency contact. Running club. Runner",
}
PEOPLE = ("Adams", "Baker", "Clark", "Davis", "Evans", "Foster", "Green", "Hughes", "Irwin", "Jones", "Kelly", "Lewis", "Moore")
PLACES = ("Ashford", "Brighton", "Chester", "Durham", "Exeter", "Falmouth", "Grimsby", "Hexham", "Ilkley", "Jarrow", "Kendal")


def reading(text: str, aspect: float = 1.41) -> Reading:
    words = tuple(Word(word, Box(0.1, 0.1, 0.2, 0.2)) for word in text.split())
    return Reading((Page(1, 1000, round(1000 * aspect), words, "test", Transform((1, 0, 0, 0, 1, 0, 0, 0, 1))),))


def filled(form: str, number: int) -> Reading:
    """A form as one person filled it in: the same labels, other values."""
    random = Random(f"{form}{number}")  # noqa: S311 - seeded on purpose
    labels = FORMS[form].split(". ")
    return reading(" ".join(f"{label}: {random.choice(PEOPLE)} {random.choice(PLACES)} {random.randint(1, 9999)}" for label in labels))


@cache
def taught(examples: int) -> TaughtClassifier:
    return TaughtClassifier(train_taught([(filled(form, number), form) for form in FORMS for number in range(examples)]))


@pytest.fixture(scope="module")
def three_forms() -> TaughtClassifier:
    return taught(10)


@pytest.mark.parametrize("examples", [1, 3])
def test_forms_are_told_apart_from_very_few_examples(examples: int) -> None:
    classifier = taught(examples)
    opinions = [(form, classifier.classify(filled(form, 100 + number))) for form in FORMS for number in range(5)]
    assert all(opinion.doc_type in (form, None) for form, opinion in opinions)
    assert sum(opinion.doc_type == form for form, opinion in opinions) >= 13
    assert all((opinion.confidence or 0) <= (examples + 1) / (examples + 2) for form, opinion in opinions if opinion.doc_type)


def test_ten_examples_are_believed_more_than_three_and_never_wholly(three_forms: TaughtClassifier) -> None:
    opinions = [three_forms.classify(filled(form, 200)) for form in FORMS]
    assert [opinion.doc_type for opinion in opinions] == list(FORMS)
    assert all(0.8 < (opinion.confidence or 0) <= 11 / 12 for opinion in opinions)


def test_one_example_proves_nothing() -> None:
    assert set(taught(1).taught.ceilings.values()) == {0.5}


def test_documents_of_the_shipped_types_and_others_are_not_taken(three_forms: TaughtClassifier) -> None:
    others = [reading(" ".join(made.words), made.aspect) for made in make_documents(100, seed=99)]
    assert [three_forms.classify(one).doc_type for one in others] == [None] * 100


@pytest.mark.parametrize("text", ["", "xq zzv kkp", "17 42 2024-01-01"])
def test_what_says_nothing_is_of_no_taught_type(three_forms: TaughtClassifier, text: str) -> None:
    assert three_forms.classify(reading(text)).doc_type is None


def test_a_document_given_as_none_of_them_teaches_that(three_forms: TaughtClassifier) -> None:
    sister = "Registration of vessel. Name of vessel. Hull identification. Length overall. Cancellation. Scrapped by. Breaker"
    examples = [(filled("boat_registration", number), "boat_registration") for number in range(4)]
    sisters = [(reading(f"{sister} {name}"), None) for name in PEOPLE[:4]]
    assert three_forms.classify(reading(sister)).doc_type == "boat_registration"
    assert TaughtClassifier(train_taught([*examples, *sisters])).classify(reading(sister)).doc_type is None


def test_what_was_saved_says_the_same_when_loaded(three_forms: TaughtClassifier, tmp_path: Path) -> None:
    save_taught(three_forms.taught, tmp_path)
    loaded = load_taught(tmp_path)
    assert all(loaded.classify(filled(form, 7)) == three_forms.classify(filled(form, 7)) for form in FORMS)
    assert loaded.taught.examples == dict.fromkeys(FORMS, 10)


def test_no_pickle_is_ever_loaded(three_forms: TaughtClassifier, tmp_path: Path) -> None:
    save_taught(three_forms.taught, tmp_path)
    np.savez(tmp_path / "taught.npz", rarity=np.array([{"evil": 1}], dtype=object), weights=np.zeros(1), bias=np.zeros(1))
    with pytest.raises(MissingWeights, match="foureyes teach"):
        load_taught(tmp_path)


def test_a_folder_without_taught_types_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match="foureyes teach"):
        load_taught(tmp_path)


def test_examples_without_a_type_teach_nothing() -> None:
    with pytest.raises(BadSetting, match="at least one"):
        train_taught([(reading("some words"), None)])
