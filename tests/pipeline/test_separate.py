"""A file is parted at separator sheets and at labels, and loses no other page."""

import importlib.util
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.page import Box, Code
from pipeline.separate import Separator, documents_of

PATCH, ASN, OTHER = (Code("Code 128", text, Box(0, 0, 1, 1)) for text in ("PATCHT", "ASN00012", "4006381333931"))


def test_a_separator_sheet_parts_two_documents_and_belongs_to_none() -> None:
    separated = documents_of([(), (PATCH,), (), ()])
    assert separated.documents == ((1,), (3, 4))
    assert separated.separators == (Separator(2, kept=False),)


def test_a_label_begins_a_document_and_stays_in_it() -> None:
    assert documents_of([(ASN,), (), (ASN,), ()]).documents == ((1, 2), (3, 4))


def test_other_codes_part_nothing() -> None:
    assert documents_of([(OTHER,), (OTHER,)]).documents == ((1, 2),)


def test_a_sheet_alone_leaves_no_document() -> None:
    assert documents_of([(PATCH,)]).documents == ()


@given(st.lists(st.sampled_from([(), (PATCH,), (ASN,), (OTHER,)])))
def test_every_page_but_the_sheets_is_in_one_document_in_order(codes: list[tuple[Code, ...]]) -> None:
    pages = [page for document in documents_of(codes).documents for page in document]
    assert pages == [number for number, found in enumerate(codes, 1) if PATCH not in found]


def test_the_separator_sheets_of_other_offices_are_told(dev_data: Path) -> None:
    path = Path(__file__).parents[2] / "benchmarks" / "codes.py"
    spec = importlib.util.spec_from_file_location("codes_benchmark", path)
    assert spec
    assert spec.loader
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    rows = [json.loads(line) for line in (dev_data / "labels.jsonl").read_text("utf-8").splitlines()]
    separators = [row for row in rows if row["set"] == "separators"]
    if not separators:
        pytest.skip("no separator sheets among the labelled documents")
    assert all(benchmark.is_separated(row["fields"], benchmark.codes_of(dev_data / row["file"])) for row in separators)
