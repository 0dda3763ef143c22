"""The documents that ship in sample_docs/documents: which, drawn how, scanned how."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from sample_docs.generator.document import GeneratedDocument
from sample_docs.generator.letters import make_letter, make_menu
from sample_docs.generator.makers import MAKERS
from sample_docs.generator.scanning import Scan, as_jpeg, as_pdf, as_png, as_tiff, scanned_pages
from sample_docs.generator.statements import make_bank_statement

Maker = Callable[[Random], GeneratedDocument]


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. Without a scan it is the PDF as it was drawn; `form` is how a scan is saved."""

    maker: Maker
    seed: int
    scan: Scan | None = None
    form: str = "pdf"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A file's bytes, and what its line in labels.jsonl says."""

    name: str
    content: bytes
    label: dict[str, object] = field(default_factory=dict)


def _of(doc_type: str, layout: str | None = None) -> Maker:
    return partial(MAKERS[doc_type], layout=layout)


ENTRIES: tuple[Entry, ...] = (
    Entry(_of("invoice", "us letter"), 101),
    Entry(_of("receipt", "till roll"), 102, Scan(dpi=200, noise=6), "jpg"),
    Entry(_of("invoice", "din letter"), 103),
    Entry(_of("purchase_order", "order form"), 104),
    Entry(_of("insurance_claim", "boxed"), 105, Scan(skew=1.6, noise=7), "pdf"),
    Entry(_of("remittance", "advice letter"), 106),
    Entry(_of("receipt", "till roll with logo"), 107, Scan(dpi=200, skew=-2.2, noise=9), "jpg"),
    Entry(_of("student_application", "ruled"), 108, Scan(skew=-0.8), "png"),
    Entry(_of("identity_document", "passport"), 109, Scan(dpi=220, noise=5), "jpg"),
    Entry(_of("invoice", "fr form"), 110),
    Entry(partial(make_bank_statement, layout="statement ruled", entry_count=66), 111, Scan(dpi=200, noise=0), "tif", "three pages, one document"),
    Entry(_of("loan_application", "columns"), 112, Scan(turned=1, noise=6), "pdf"),
    Entry(_of("retirement_enrollment", "boxed"), 113),
    Entry(make_letter, 114, Scan(noise=5), "png", "a letter to tenants: none of the known types"),
    Entry(_of("invoice", "uk modern"), 115, Scan(dpi=150, skew=0.9, stain=True, noise=6), "jpg"),
    Entry(_of("purchase_order", "order modern"), 116),
    Entry(_of("receipt", "boxed"), 117, Scan(dpi=200, faint=90, noise=5), "jpg"),
    Entry(_of("insurance_claim", "ruled"), 118),
    Entry(_of("invoice", "typed"), 119, Scan(dpi=200, fax=True, noise=10, skew=-0.6), "tif"),
    Entry(_of("bank_statement", "statement zebra"), 120),
    Entry(_of("remittance", "advice modern"), 121, Scan(skew=2.4, noise=6), "pdf"),
    Entry(_of("student_application", "boxed"), 122),
    Entry(_of("identity_document", "card"), 123, Scan(dpi=260, noise=6, shadow=True), "jpg"),
    Entry(_of("invoice", "us form"), 124, Scan(turned=2, noise=5), "png"),
    Entry(_of("loan_application", "ruled"), 125),
    Entry(_of("receipt", "till roll"), 126, Scan(dpi=110, blur=2.6, faint=150, noise=26, skew=5.0), "jpg", "unreadable: a rescan is the right answer"),
    Entry(_of("retirement_enrollment", "ruled"), 127, Scan(skew=-1.4, border=True, noise=6), "pdf"),
    Entry(_of("purchase_order", "order letter"), 128, Scan(noise=5), "png"),
    Entry(_of("invoice", "fr letter"), 129),
    Entry(_of("remittance", "advice form"), 130),
    Entry(make_menu, 131, Scan(skew=1.2, shadow=True, noise=7), "jpg", "a menu: none of the known types"),
    Entry(_of("invoice", "de form"), 132, Scan(dpi=180, noise=5), "pdf"),
    Entry(_of("bank_statement", "statement plain"), 133, Scan(dpi=170, noise=4, skew=0.5), "pdf"),
)  # fmt: skip
DUPLICATE_OF = 4
"""The purchase order (counted from 1) that came twice."""


def catalogue() -> Iterator[Written]:
    """Every file, in order, the duplicate last."""
    written = [_written(index, entry) for index, entry in enumerate(ENTRIES, start=1)]
    yield from written
    twin = written[DUPLICATE_OF - 1]
    name = f"drop-{len(ENTRIES) + 1:02}{Path(twin.name).suffix}"
    yield Written(name, twin.content, twin.label | {"file": f"documents/{name}", "note": f"the same bytes as {twin.name}"})


def label_of(file: str, document: GeneratedDocument, note: str) -> dict[str, object]:
    """A line of labels.jsonl."""
    label: dict[str, object] = {"file": file, "set": "sample", "doc_type": document.doc_type, "fields": document.fields}
    return label | {"fields_norm": document.fields_norm, "pages": document.pages, "note": note}


def write(folder: Path, documents: list[Written]) -> None:
    """Writes documents/ and labels.jsonl; nothing older stays in documents/."""
    target = folder / "documents"
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        old.unlink()
    for document in documents:
        (target / document.name).write_bytes(document.content)
    lines = "".join(json.dumps(document.label, ensure_ascii=False) + "\n" for document in documents)
    (folder / "labels.jsonl").write_text(lines, "utf-8")


def _written(index: int, entry: Entry) -> Written:
    document = entry.maker(Random(entry.seed))
    name = f"drop-{index:02}.{entry.form}"
    note = "; ".join(part for part in (entry.scan.note if entry.scan else "born digital", entry.note) if part)
    return Written(name, _content(document, entry), label_of(f"documents/{name}", document, note))


def _content(document: GeneratedDocument, entry: Entry) -> bytes:
    if entry.scan is None:
        return document.pdf
    pages = list(scanned_pages(document.pdf, entry.scan, entry.seed))
    if entry.form == "pdf":
        return as_pdf(pages, entry.scan.dpi)
    if entry.form == "tif":
        return as_tiff(pages)
    return as_jpeg(pages[0]) if entry.form == "jpg" else as_png(pages[0])
