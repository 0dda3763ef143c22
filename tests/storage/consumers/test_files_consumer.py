"""Entries as files: what a spreadsheet is spared, what XML can hold, and that a run replaces only itself."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from released_samples import entry

from models.errors import ConsumerUnavailable
from storage.release.consumers.files import Files, FilesConsumer, csv_of, xml_of

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "＝1+1")  # noqa: RUF001 - full-width signs run too


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("formula", FORMULAS)
def test_text_that_a_spreadsheet_would_run_is_neutralised(formula: str) -> None:
    row = rows_of(csv_of([entry(seller=formula)], for_spreadsheets=True))[0]
    assert row["seller"] == f"'{formula}"


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_file_for_programs_holds_the_text_as_it_is(formula: str) -> None:
    content = csv_of([entry(seller=formula)], for_spreadsheets=False)
    assert not content.startswith(b"\xef\xbb\xbf")
    assert rows_of(content)[0]["seller"] == formula


def test_a_negative_number_stays_a_number() -> None:
    assert rows_of(csv_of([entry(total="-119.00")], for_spreadsheets=True))[0]["total"] == "-119.00"


def test_a_file_name_is_neutralised_like_a_value() -> None:
    named = entry()
    object.__setattr__(named, "file", "=cmd.pdf")
    assert rows_of(csv_of([named], for_spreadsheets=True))[0]["file"] == "'=cmd.pdf"


def test_xml_is_well_formed_whatever_was_typed() -> None:
    root = ET.fromstring(xml_of([entry(seller='<Meyer & "Co">\x00\x0b\ufffe', total=None), entry(1, 2, total="1.00")]))  # noqa: S314 - ours
    first, second = root
    assert [(field.get("name"), field.text) for field in first] == [("seller", '<Meyer & "Co">\ufffd\ufffd\ufffd')]
    assert (second.get("idempotency_key"), second.get("corrects"), first.get("corrects")) == ("test/1/2", "test/1/1", None)


def test_a_run_is_files_under_its_number_in_the_formats_asked_for(tmp_path: Path) -> None:
    consumer = FilesConsumer(Files(name="files", formats=("jsonl", "csv", "xml")), tmp_path)
    assert consumer.deliver(7, [entry(1), entry(2, doc_type="receipt")]) == {}
    names = ["000007.invoice.csv", "000007.jsonl", "000007.receipt.csv", "000007.xml"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    lines = [json.loads(line) for line in (tmp_path / "000007.jsonl").read_text("utf-8").splitlines()]
    assert [line["idempotency_key"] for line in lines] == ["test/1/1", "test/2/1"]


def test_the_same_run_again_replaces_its_own_files_and_no_others(tmp_path: Path) -> None:
    consumer = FilesConsumer(Files(name="files"), tmp_path)
    consumer.deliver(1, [entry(1)])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    consumer.deliver(2, [entry(2)])
    consumer.deliver(1, [entry(1)])
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert len(list(tmp_path.iterdir())) == 2 * len(before)


def test_a_folder_that_cannot_be_written_takes_nothing_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    with pytest.raises(ConsumerUnavailable, match="taken"):
        FilesConsumer(Files(name="files"), tmp_path / "taken").deliver(1, [entry()])
