"""The shipped weights are what the grammars make, and calibration believes no more than labelled documents show."""

from pathlib import Path

import msgspec
import pytest

from extractors.classifiers.textcat import SHIPPED, load_calibration, load_text_classifier
from learning.classifier import RECORD_FILE, Recipe, TrainingRecord, accuracy_by_type, calibrate, labelled_readings, train
from learning.training_text.grammar import SHARED, load_grammars
from learning.training_text.maker import MadeDocument, fingerprint, make_documents
from models.errors import BadSetting, DamagedFile
from models.page import Box, Page, Reading, Transform, Word

SMALL = Recipe(documents=900, epochs=3, seed=3, held_out_documents=200, held_out_seed=4)
OTHER_SEED = 4711


@pytest.fixture(scope="module")
def record() -> TrainingRecord:
    return msgspec.json.decode((SHIPPED / RECORD_FILE).read_bytes(), type=TrainingRecord)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TrainingRecord]:
    folder = tmp_path_factory.mktemp("weights")
    return folder, train(folder, SMALL)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def as_reading(made: MadeDocument) -> Reading:
    words = tuple(Word(word, Box(0.1, 0.1, 0.2, 0.2)) for word in made.words)
    page = Page(1, 1000, round(1000 * made.aspect), words, "test", Transform((1, 0, 0, 0, 1, 0, 0, 0, 1)))
    return Reading((page,))


def test_the_shipped_weights_were_trained_on_the_text_these_grammars_make(record: TrainingRecord) -> None:
    made = make_documents(record.recipe.documents, record.recipe.seed)
    assert fingerprint(made) == record.training_text_sha256, "the grammars changed: train again with python -m learning.classifier"


def test_the_shipped_weights_are_as_right_as_recorded(record: TrainingRecord) -> None:
    documents = make_documents(record.recipe.held_out_documents, record.recipe.held_out_seed)
    accuracy = accuracy_by_type(load_text_classifier(), documents)
    assert accuracy[""] == pytest.approx(record.held_out_accuracy, abs=0.002)


def test_each_type_is_told_on_documents_of_a_seed_never_seen() -> None:
    accuracy = accuracy_by_type(load_text_classifier(), make_documents(1200, OTHER_SEED))
    assert len(accuracy) == 12
    assert min(accuracy.values()) >= 0.9


def test_training_again_gives_the_same_weights(small: tuple[Path, TrainingRecord], tmp_path: Path) -> None:
    folder, first = small
    assert train(tmp_path, SMALL) == first
    assert contents(tmp_path) == contents(folder)


def test_even_a_small_training_learns_the_types_and_the_unknown(small: tuple[Path, TrainingRecord]) -> None:
    _, record = small
    assert record.held_out_accuracy >= 0.85
    assert record.held_out_accuracy_by_type["unknown"] >= 0.85


def test_another_seed_makes_other_documents() -> None:
    assert fingerprint(make_documents(50, 1)) == fingerprint(make_documents(50, 1)) != fingerprint(make_documents(50, 2))


def test_training_keeps_an_existing_calibration(tmp_path: Path) -> None:
    train(tmp_path, Recipe(60, 1, 1, 10, 2))
    (tmp_path / "calibration.json").write_text('{"temperature": 2.5, "ceiling": 0.9}')
    train(tmp_path, Recipe(60, 1, 1, 10, 2))
    assert load_calibration(tmp_path).temperature == 2.5


def test_calibration_believes_less_where_the_labels_say_it_was_wrong(small: tuple[Path, TrainingRecord]) -> None:
    folder, _ = small
    made = list(make_documents(200, OTHER_SEED))
    right = calibrate([(as_reading(one), one.doc_type) for one in made], folder)
    wrong = calibrate([(as_reading(one), None if number % 3 else one.doc_type) for number, one in enumerate(made)], folder)
    assert wrong.temperature > right.temperature
    assert wrong.ceiling < right.ceiling < 1
    assert right.documents == 200


def test_calibration_reads_one_half_of_the_issuers_and_only_types_it_was_told_of(tmp_path: Path) -> None:
    rows = [{"file": f"{number}.pdf", "doc_type": kind} for number, kind in enumerate(["w9", "slip", "odd"] * 20)]
    (tmp_path / "labels.jsonl").write_bytes(b"\n".join(msgspec.json.encode(row) for row in rows))
    paths: list[Path] = []

    def read(path: Path) -> Reading:
        paths.append(path)
        if len(paths) == 1:
            raise DamagedFile("cut off")
        return Reading(())

    halves = [[truth for _, truth in labelled_readings(tmp_path, read, {"w9": None, "slip": "receipt"}, half)] for half in (0, 1)]
    assert len(paths) == len(set(paths)) == 40
    assert sum(map(len, halves)) == 39
    assert all(set(truths) == {None, "receipt"} for truths in halves)


def test_calibration_without_documents_is_refused(small: tuple[Path, TrainingRecord]) -> None:
    with pytest.raises(BadSetting, match="labelled documents"):
        calibrate([], small[0])


def test_a_grammar_with_a_symbol_nobody_explains_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / SHARED).write_text("symbols: {}\n")
    (tmp_path / "odd.yaml").write_text('type: odd\ndocuments: [{name: one, blocks: ["{nowhere}"]}]\n')
    with pytest.raises(BadSetting, match=r"odd\.yaml.*nowhere"):
        load_grammars(tmp_path)


def test_a_grammar_that_is_no_grammar_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / SHARED).write_text("symbols: {}\n")
    (tmp_path / "odd.yaml").write_text("type: odd\ndocuments: 7\n")
    with pytest.raises(BadSetting, match=r"odd\.yaml"):
        load_grammars(tmp_path)
