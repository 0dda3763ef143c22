"""Evaluation runs production's steps over labelled documents and prints the scorer's table."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from printed_page import reading_of

from learning.evaluate import Understand, evaluate, rows_of, scored
from learning.labels import Label, read_labels
from models.confidence import Calibrator
from models.document_type import Mode, Policy
from models.errors import BadSetting, DamagedFile
from models.extraction import Classification, Proposal
from pipeline.calibrate import calibrate
from pipeline.document_types import load_document_types
from pipeline.extract import extract
from pipeline.understand import Understanding

DECLARED = load_document_types()
THRESHOLDS = {"company": 0.98, "date": 0.98, "address": 0.98, "total": 0.98}
TYPES = {**DECLARED, "receipt": replace(DECLARED["receipt"], policy=Policy(mode=Mode.STRAIGHT_THROUGH, thresholds=THRESHOLDS))}
SURE_OF_DATES = Calibrator({"log_odds": 6.0}, -9.0, 1000)


def receipt(company: str, date: str, total: str) -> tuple[str, ...]:
    return (company, "12, Jalan Melati 3,", "43300 Seri Kembangan", f"Date: {date}", "Tea       2.50", f"Total     {total}")


DOCUMENTS = {
    "a/one.png": receipt("SUNRISE HARDWARE SDN BHD", "13/11/2017", "8.60"),
    "a/two.png": receipt("NORDLICHT TRADING", "14/11/2017", "9.99"),
    "b/three.png": receipt("MELATI CAFE SDN BHD", "15/11/2017", "12.00"),
}
SUNRISE = {"company": "Sunrise Hardware Sdn. Bhd.", "date": "13/11/2017", "total": "8.60"}
NORDLICHT = {"company": "NORDLICHT TRADING", "date": "14/11/2017", "total": "9.90", "tip": None}
MELATI = {"company": "MELATI CAFE SDN BHD", "total": "RM 12.00", "lines": ["x"]}
LABELS = [
    {"file": "a/one.png", "set": "a", "doc_type": "receipt", "fields": SUNRISE, "fields_norm": {"date": "2017-11-13", "total": "8.60"}},
    {"file": "a/two.png", "set": "a", "doc_type": "receipt", "fields": NORDLICHT},
    {"file": "b/three.png", "set": "b", "doc_type": "till_receipt", "fields": MELATI},
    {"file": "b/broken.png", "set": "b", "doc_type": "till_receipt", "fields": {"total": "1.00"}},
    {"file": "c/nothing.png", "set": "c", "doc_type": "letter", "fields": {}},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "labels.jsonl").write_text("\n".join(map(json.dumps, LABELS)))
    return tmp_path


def understand_in(folder: Path) -> Understand:
    def understand(path: Path) -> Understanding:
        name = str(path.relative_to(folder))
        if name not in DOCUMENTS:
            raise DamagedFile("The picture is cut off. Scan it again.")
        reading, document_type = reading_of(*DOCUMENTS[name]), TYPES["receipt"]
        fields = calibrate(extract(reading, document_type), reading, document_type, SURE_OF_DATES)
        return Understanding(reading, Proposal(Classification("receipt", 0.99), fields, (), 1))

    return understand


def test_the_table_is_the_one_the_projects_scorer_prints(folder: Path, dev_data: Path) -> None:
    """Both scorers see the same predictions; every line must be equal to the letter."""
    report = evaluate(folder, understand_in(folder), TYPES, types={"till_receipt": "receipt"})
    scorer = dev_data.parent / "score.py"
    if not scorer.is_file():
        pytest.skip(f"no scorer at {scorer}")
    (folder / "predictions.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, report.predictions)))
    (folder / "types.json").write_text('{"till_receipt": "receipt"}')
    arguments = [str(folder / "labels.jsonl"), str(folder / "predictions.jsonl"), "--sets", "a,b", "--types", str(folder / "types.json")]
    printed = subprocess.run([sys.executable, str(scorer), *arguments], capture_output=True, text=True, check=True).stdout
    assert report.table().splitlines() == printed.splitlines()


def test_the_figures_are_those_counted_by_hand(folder: Path) -> None:
    report = evaluate(folder, understand_in(folder), TYPES, types={"till_receipt": "receipt"})
    rows = {row.title: row for row in report.rows}
    assert list(rows) == ["a", "b", "all"]
    # a: dates 2 of 2, totals 1 of 2, companies 1 of 2 strictly and 2 of 2 by their letters.
    assert (rows["a"].figures.precision, rows["a"].figures.recall) == (4 / 6, 4 / 6)
    assert rows["a"].figures.f1_loose == pytest.approx(5 / 6)
    # b: two values of a readable document, one of a broken one that was never made.
    assert (rows["b"].figures.precision, rows["b"].figures.recall) == (1.0, 2 / 3)
    assert (rows["b"].type_right, rows["b"].typed) == (1, 2)
    assert rows["all"].documents == 4


def test_a_document_that_cannot_be_read_is_named_and_the_others_are_scored(folder: Path) -> None:
    report = evaluate(folder, understand_in(folder), TYPES)
    assert report.failures == (("b/broken.png", "The picture is cut off. Scan it again."),)
    assert len(report.predictions) == 3


def test_only_the_sets_asked_for_are_run(folder: Path) -> None:
    assert [row.title for row in evaluate(folder, understand_in(folder), TYPES, sets=["a"]).rows] == ["a", "all"]
    assert [row.title for row in evaluate(folder, understand_in(folder), TYPES, sets=["b", "a"]).rows] == ["b", "a", "all"]


def test_what_policy_would_release_is_what_counts_as_accepted(folder: Path) -> None:
    report = evaluate(folder, understand_in(folder), TYPES, sets=["a"])
    accepted = {name for line in report.predictions for name, field in line["fields"].items() if field["accepted"]}
    confident = {
        name
        for line in report.predictions
        for name, field in line["fields"].items()
        if field["confidence"] is not None and field["confidence"] >= 0.98
    }
    assert accepted == confident
    assert "date" in accepted
    assert "company" not in accepted


def test_a_field_gets_its_own_line_where_there_are_enough_of_it(folder: Path) -> None:
    few = evaluate(folder, understand_in(folder), TYPES)
    assert few.table(per_field=True) == few.table()
    labels = [Label(f"{n}.png", "a", "receipt", {"total": "1.00"}) for n in range(5)]
    _, (row,) = rows_of(scored(labels, [{"file": "0.png", "doc_type": "receipt", "fields": {"total": {"value": "1.00"}}}], {}))
    assert (row.title, row.figures.recall) == ("  a.total", 0.2)


def test_a_folder_without_labels_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="labelled documents"):
        read_labels(tmp_path)


def test_all_documents_of_an_issuer_fall_into_one_half() -> None:
    first = Label("1.png", fields={"company": "Sunrise Sdn. Bhd."})
    assert first.half == Label("2.png", fields={"company": "SUNRISE SDN BHD"}).half
    assert {Label(f"{n}.png", fields={"company": f"Company {n}"}).half for n in range(20)} == {0, 1}
