"""Pages of one document stay together, and the first page of another is told."""

from pathlib import Path

import pytest

from extractors.boundaries.finder import PACKETS_AMONG_FILES, find_boundaries, in_a_packet
from extractors.boundaries.page_marks import PageMark, page_marks
from extractors.boundaries.signs import PageOpinion
from extractors.boundaries.trees import BoundaryModel, Tree, load_boundary_model
from extractors.classifiers.textcat import load_text_classifier
from models.errors import MissingWeights
from models.page import Box, Page, Reading, Transform, Word

UPRIGHT = Transform((1, 0, 0, 0, 1, 0, 0, 0, 1))
LARKFIELD, BRUNNER = "Larkfield Furniture Makers Norwich", "Brunner Pumpenbau Heilbronn Neckar"
A4, LETTER = (1654, 2339), (1700, 2200)


def page(number: int, lines: dict[float, str], size: tuple[int, int] = A4) -> Page:
    """Each line's words side by side at its height on the page."""
    words = [
        Word(text, Box(0.08 + 0.1 * column, y, 0.16 + 0.1 * column, y + 0.012))
        for y, line in lines.items()
        for column, text in enumerate(line.split())
    ]
    return Page(number, *size, tuple(words), "test", UPRIGHT)


def invoice(first: int, issuer: str, number: str, goods: list[str], size: tuple[int, int]) -> list[Page]:
    """One page for each of the goods, with head, foot and page number."""
    pages = []
    for index, item in enumerate(goods):
        head = {0.04: issuer, 0.07: f"Number {number}"}
        opening = {0.15: "Invoice", 0.2: "Bill to Harbour Street Museum"} if index == 0 else {0.15: "continued"}
        body = {0.3 + 0.03 * row: f"{item} {item[: 2 + row]} {row + 1}.50" for row in range(12)}
        foot = {0.95: f"{issuer} {number}00", 0.97: f"Page {index + 1} of {len(goods)}"}
        pages.append(page(first + index, head | opening | body | foot, size))
    return pages


@pytest.fixture(scope="module")
def model() -> BoundaryModel:
    return load_boundary_model()


@pytest.fixture(scope="module")
def opinion() -> PageOpinion:
    classifier = load_text_classifier()
    return lambda page: classifier.classify(Reading((page,)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Page 2 of 3", PageMark(2, 3)),
        ("Page 1 of5", PageMark(1, 5)),
        ("Seite 2 von 4", PageMark(2, 4)),
        ("Página 3 de 7", PageMark(3, 7)),
        ("Page: 4", PageMark(4)),
        ("2/3", PageMark(2, 3)),
        ("- 12 -", PageMark(12)),
    ],
)
def test_a_page_says_its_number_in_many_ways(text: str, expected: PageMark) -> None:
    assert page_marks(page(1, {0.5: "some words", 0.96: text})) == {expected}


@pytest.mark.parametrize("text", ["11/5/23", "Page 4 of 3", "1234", "2 invoices"])
def test_dates_amounts_and_impossible_counts_are_no_page_numbers(text: str) -> None:
    assert not page_marks(page(1, {0.5: "some words", 0.96: text}))


def test_a_lone_number_counts_only_in_the_margin() -> None:
    assert not page_marks(page(1, {0.3: "some words", 0.5: "- 12 -", 0.7: "others"}))


def test_the_pages_of_a_long_invoice_stay_together(model: BoundaryModel, opinion: PageOpinion) -> None:
    found = find_boundaries(invoice(1, LARKFIELD, "4711001", ["chairs", "tables", "lamps", "rugs"], A4), model, opinion)
    assert list(found) == [2, 3, 4]
    assert max(found.values()) < 0.05


def test_two_invoices_in_one_file_are_parted_between_them(model: BoundaryModel, opinion: PageOpinion) -> None:
    pages = [*invoice(1, LARKFIELD, "4711001", ["chairs", "tables"], A4), *invoice(3, BRUNNER, "88-2024", ["valves", "pumps"], LETTER)]
    found = find_boundaries(pages, model, opinion)
    assert found[3] > 0.9
    assert max(found[2], found[4]) < 0.1


def test_an_empty_back_begins_nothing(model: BoundaryModel, opinion: PageOpinion) -> None:
    first, second = invoice(1, LARKFIELD, "4711001", ["chairs"], A4), invoice(3, BRUNNER, "88-2024", ["valves"], LETTER)
    assert list(find_boundaries([*first, page(2, {}), *second], model, opinion)) == [3]


def test_one_page_or_none_has_no_boundary(model: BoundaryModel, opinion: PageOpinion) -> None:
    assert find_boundaries([], model, opinion) == find_boundaries([page(1, {0.1: "alone"})], model, opinion) == {}


def test_one_doubtful_pair_among_many_sure_ones_raises_no_alarm() -> None:
    assert in_a_packet([0.01] * 6 + [0.6]) < PACKETS_AMONG_FILES
    assert in_a_packet([0.99, 0.99, 0.6]) > 0.99


def test_a_file_of_two_thousand_pages_can_be_judged() -> None:
    assert in_a_packet([0.0] * 2000) == pytest.approx(0)
    assert in_a_packet([1.0] * 2000) == pytest.approx(1)


def test_a_tree_asks_its_signs_and_adds_log_odds() -> None:
    tree = Tree((0, -1, -1), (0.5, 0, 0), (1, -1, -1), (2, -1, -1), (0, -2.0, 2.0))
    model = BoundaryModel(("likeness",), 0.0, (tree, tree))
    assert model.probability({"likeness": 0.5, "other": 9}) == pytest.approx(0.018, abs=0.001)
    assert model.probability({"likeness": 0.6, "other": 9}) == pytest.approx(0.982, abs=0.001)


@pytest.mark.parametrize("content", [None, b"{}", b"nothing"])
def test_weights_that_cannot_be_used_say_how_to_make_them(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "trees.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MissingWeights, match=r"learning\.boundaries"):
        load_boundary_model(path)
