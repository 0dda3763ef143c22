"""The report of an evaluation is one page that says what the figures say, and shows no value of any document."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest

from learning.evaluate import Report, rows_of, scored
from learning.labels import Label
from learning.report_page import report_page
from models.document_type import DocumentType, FieldSpec, Policy, ValueKind

RECEIPT = DocumentType(
    "receipt",
    "Receipt",
    "",
    (FieldSpec("total", "Total", ValueKind.MONEY), FieldSpec("company", "Shop", ValueKind.ORGANISATION)),
    policy=Policy(),
)
SELLER = "Zanzibar & Sons"


def report(documents: int, wrong: int) -> Report:
    labels = [
        Label(f"{n}.png", "shops", "receipt", {"total": f"{n}.50", "company": SELLER}, {"total": f"{n}.50"}) for n in range(documents)
    ]
    rows = [
        {
            "file": f"{n}.png",
            "doc_type": "receipt",
            "doc_type_confidence": 0.99,
            "fields": {
                "total": {"value": "0.01" if n < wrong else f"{n}.50", "confidence": 0.9, "accepted": True},
                "company": {"value": SELLER, "confidence": 0.8, "accepted": False},
            },
        }
        for n in range(documents)
    ]
    found = scored(labels, rows, {})
    table, fields = rows_of(found)
    return Report(rows=table, field_rows=fields, documents=tuple(found), predictions=tuple(rows), failures=())


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def page(documents: int = 10, wrong: int = 1) -> str:
    return report_page(report(documents, wrong), {"receipt": RECEIPT}, dt.date(2026, 11, 22))


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing() -> None:
    tags = Tags()
    tags.feed(page())
    names = [tag for tag, _ in tags.seen]
    assert {"html", "svg", "table"} <= set(names)
    assert not {"script", "iframe", "object"} & set(names)
    assert not [attributes for _, attributes in tags.seen for key in ("src", "href") if re.match(r"https?:|//", attributes.get(key) or "")]


def test_no_value_of_a_document_is_on_the_page() -> None:
    assert "Zanzibar" not in page()


@pytest.mark.parametrize("wrong", [0, 1, 4])
def test_the_page_says_how_many_of_those_that_pass_are_wrong(wrong: int) -> None:
    text = " ".join(re.sub(r"<[^>]+>", " ", page(10, wrong)).split())
    figures = report(10, wrong).rows[-1].figures
    assert (figures.accepted, figures.accepted_wrong) == (10, wrong)
    assert "of 10 that pass" in text
    for n in range(wrong):
        assert f"{n}.png" in text


def test_an_evaluation_that_found_nothing_is_a_page_too() -> None:
    empty = report_page(
        Report(rows=rows_of(scored([], [], {}))[0][-1:], field_rows=(), documents=(), predictions=(), failures=()),
        {},
        dt.date(2026, 11, 22),
    )
    assert "<html" in empty
