"""What a judge has learned decides between candidates, and what adds up goes together."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from printed_page import reading_of

from extractors.judge.features import NAMES
from extractors.judge.trees import Trees
from extractors.judge.weights import from_bytes, name_of, to_bytes
from learning.examples import Example, Lexicon, folds_of
from learning.judge_training import judge_of, observe, train, trees_of
from learning.labels import Label
from models.document_type import DocumentType, FieldSpec, ValueKind
from models.errors import MissingWeights
from pipeline.extract import extract
from pipeline.learned import shipped_weights

# A type without a single label word: all it knows of its fields is their kind.
PERMIT = DocumentType(
    "permit",
    "Permit",
    "",
    (
        FieldSpec("permit_number", "Permit number", ValueKind.IDENTIFIER),
        FieldSpec("holder", "Holder", ValueKind.PERSON),
        FieldSpec("valid_until", "Valid until", ValueKind.DATE),
    ),
)
HOLDERS = ("Ada Byron", "Grace Hopper", "Alan Turing", "Edsger Dijkstra", "Barbara Liskov", "Donald Knuth", "Mary Jackson", "Niklaus Wirth")


def permit(n: int) -> tuple[str, ...]:
    return (
        "Harbour Office",
        f"Issued 0{n + 1}.02.2024",
        f"Berth permit   {4100 + n}",
        f"Granted to   {HOLDERS[n]}",
        f"Quay   {70 + n}",
        f"Void after   2{n % 8}.09.2031",
    )


def example(n: int, lexicon: Lexicon) -> Example:
    fields = {"permit_number": str(4100 + n), "holder": HOLDERS[n], "valid_until": f"2031-09-2{n % 8}"}
    label = Label(f"{n}.pdf", doc_type="permit", fields=fields, fields_norm={"valid_until": fields["valid_until"]})
    return Example.of(label, reading_of(*permit(n)), PERMIT, lexicon)


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    lexicon = Lexicon()
    return [example(n, lexicon) for n in range(8)]


@pytest.mark.parametrize("count", [1, 3, 7])
def test_a_type_without_label_words_is_learned_from_few_documents(examples: list[Example], count: int) -> None:
    judge = judge_of(examples[:count])
    found = {one.field: one.chosen.value if one.chosen else None for one in extract(examples[7].reading, PERMIT, judge)}
    assert found == {"permit_number": "4107", "holder": "Niklaus Wirth", "valid_until": "2031-09-27"}


def test_all_documents_of_an_issuer_fall_into_one_fold(examples: list[Example]) -> None:
    of_one = [replace(one, label=replace(one.label, fields={**one.label.fields, "company": "Harbour Office"})) for one in examples]
    assert len(set(folds_of(of_one, 4))) == 1
    assert len(set(folds_of(examples, 4))) == 4


def test_a_stand_in_is_trained_on_and_never_measured_on(examples: list[Example]) -> None:
    measured = list(observe([*examples[:4], *(replace(one, stand_in=True) for one in examples[4:])]))
    assert {one.issuer for one in measured} == {one.label.issuer for one in examples[:4]}


def test_weights_are_read_back_as_they_were_and_named_by_their_bytes(examples: list[Example]) -> None:
    content = to_bytes(train(examples, "eight permits"))
    assert to_bytes(train(examples, "eight permits")) == content
    again = from_bytes(content)
    assert name_of(to_bytes(again)) == name_of(content)
    reading = examples[7].reading
    assert extract(reading, PERMIT, again.judge) == extract(reading, PERMIT, from_bytes(content).judge)


@pytest.mark.parametrize("spoiled", [b"", b"no weights", b"PK\x03\x04" + bytes(40)])
def test_spoiled_weights_are_an_error_that_says_what_to_do(spoiled: bytes) -> None:
    with pytest.raises(MissingWeights, match="rollback"):
        from_bytes(spoiled)


def test_eight_documents_are_too_few_for_a_confidence(examples: list[Example]) -> None:
    assert train(examples, "").calibrator.confidence({"log_odds": 9.0}) is None


def test_trees_say_what_the_library_says() -> None:
    random = np.random.default_rng(1)
    table = random.normal(size=(400, len(NAMES))).astype(np.float32)
    right = (table[:, 0] + table[:, 3] * table[:, 5] > 0).astype(np.int8)
    trees = trees_of(table, right)
    assert isinstance(trees, Trees)
    said = trees.log_odds(table)
    assert ((said > 0) == right).mean() > 0.9
    assert np.allclose(trees.log_odds(table[:1]), said[:1])


def test_the_shipped_weights_are_small_and_say_what_they_were_made_from() -> None:
    folder = Path(__file__).parents[2] / "models" / "weights"
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 10_000_000
    for weights in shipped_weights().values():
        assert weights.training.documents > 50
        assert weights.held_out
    assert {name for name, one in shipped_weights().items() if one.training.real} == {"invoice", "receipt"}
