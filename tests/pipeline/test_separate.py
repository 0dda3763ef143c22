"""A file is parted at separator sheets and at labels, and loses no other page."""

import importlib.util
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.boundaries.trees import BoundaryModel, Tree
from models.extraction import Classification
from models.page import Box, Code, Page, Transform, Word
from pipeline.separate import LIKELY, SURE, SUSPECTED, Boundary, documents_of, separate

PATCH, ASN, OTHER = (Code("Code 128", text, Box(0, 0, 1, 1)) for text in ("PATCHT", "ASN00012", "4006381333931"))


def test_a_separator_sheet_parts_two_documents_and_belongs_to_none() -> None:
    separated = documents_of([(), (PATCH,), (), ()])
    assert separated.documents == ((1,), (3, 4))
    assert separated.boundaries == (Boundary(2, kept=False),)


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


def page(number: int, *codes: Code) -> Page:
    return Page(number, 1000, 1400, (Word("word", Box(0.1, 0.1, 0.2, 0.2)),), "test", Transform((1, 0, 0, 0, 1, 0, 0, 0, 1)), codes=codes)


def of_no_type(_page: Page) -> Classification:
    return Classification(None, 0.9)


def model_saying(log_odds: float) -> BoundaryModel:
    """Of every pair alike."""
    return BoundaryModel((), log_odds, (Tree((-1,), (0,), (-1,), (-1,), (0.0,)),))


@pytest.mark.parametrize(
    ("log_odds", "least", "most", "documents"),
    [(6.0, SURE, 1.0, ((1,), (2,), (3,))), (2.0, SUSPECTED, SURE, None), (-6.0, None, None, ((1, 2, 3),))],
)
def test_pages_that_look_like_first_pages_part_a_file(
    log_odds: float, least: float | None, most: float, documents: tuple[tuple[int, ...], ...] | None
) -> None:
    separation = separate([page(1), page(2), page(3)], model_saying(log_odds), of_no_type)
    assert [boundary.page for boundary in separation.boundaries] == ([2, 3] if least else [])
    assert all(least <= boundary.confidence <= most for boundary in separation.boundaries if least)
    assert documents in (None, separation.documents)
    assert (len(separation.documents) > 1) == any(boundary.confidence >= LIKELY for boundary in separation.boundaries)


def test_where_separators_lie_nothing_is_guessed() -> None:
    separation = separate([page(1), page(2), page(3, PATCH), page(4)], model_saying(6.0), of_no_type)
    assert separation.boundaries == (Boundary(3, kept=False, confidence=1.0),)
    assert separation.documents == ((1, 2), (4,))


def test_a_sheet_that_parts_nothing_is_no_boundary() -> None:
    assert separate([page(1, PATCH), page(2)], model_saying(6.0), of_no_type).boundaries == ()


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
