"""The sample documents are what they say: the same each time, adding up, with check digits that pass."""

import io
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pdfplumber
import pytest
from stdnum import iban
from stdnum.de import vat as german_vat
from stdnum.fr import tva as french_vat
from stdnum.gb import vat as british_vat

from pipeline.document_types import load_document_types
from sample_docs.generator.catalogue import catalogue
from sample_docs.generator.document import UNKNOWN, GeneratedDocument
from sample_docs.generator.makers import MAKERS, random_document

SAMPLES = Path(__file__).resolve().parents[2] / "sample_docs"
MEGABYTE = 1 << 20
VAT = {"DE": german_vat, "FR": french_vat, "GB": british_vat}


@pytest.fixture(scope="module")
def labels() -> list[dict[str, object]]:
    return [json.loads(line) for line in (SAMPLES / "labels.jsonl").read_text("utf-8").splitlines()]


def words_of(document: GeneratedDocument) -> str:
    with pdfplumber.open(io.BytesIO(document.pdf)) as pdf:
        text = " ".join(word["text"] for page in pdf.pages for word in page.extract_words())
    return "".join(text.split())


def test_the_shipped_files_are_the_ones_the_catalogue_draws() -> None:
    drawn = {document.name: document.content for document in catalogue()}
    shipped = {path.name: path.read_bytes() for path in (SAMPLES / "documents").iterdir()}
    assert drawn.keys() == shipped.keys()
    born_digital = [name for name, content in drawn.items() if b"/Subtype /Image" not in content and name.endswith(".pdf")]
    assert len(born_digital) >= 10
    for name in born_digital:  # pictures depend on the versions of the libraries that draw and compress them
        assert drawn[name] == shipped[name], name


def test_every_type_is_there_and_the_special_cases_too(labels: list[dict[str, object]]) -> None:
    counted = Counter(str(label["doc_type"]) for label in labels)
    assert set(load_document_types()) <= set(counted)
    assert counted[UNKNOWN] >= 2
    notes = " ".join(str(label["note"]) for label in labels)
    for special in ("turned 90", "turned 180", "fax", "stain", "three pages", "unreadable", "the same bytes"):
        assert special in notes
    assert len(labels) >= 30


def test_the_samples_stay_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 15 * MEGABYTE


@pytest.mark.parametrize("doc_type", sorted(MAKERS))
def test_what_a_label_says_stands_on_the_page(doc_type: str) -> None:
    for seed in range(6):
        document = random_document(seed, doc_type)
        words = words_of(document)
        for name, printed in document.fields.items():
            if name not in {"currency", "address"}:
                assert "".join(printed.split()) in words, (seed, name, printed)


@pytest.mark.parametrize("doc_type", sorted(MAKERS))
def test_the_same_seed_draws_the_same_document(doc_type: str) -> None:
    assert random_document(3, doc_type) == random_document(3, doc_type)


def test_labels_name_only_fields_that_the_types_have() -> None:
    types = load_document_types()
    for doc_type in MAKERS:
        known = {spec.name for spec in types[doc_type].fields}
        assert set(random_document(5, doc_type).fields) <= known


def test_invoices_add_up_and_their_numbers_pass_their_check_digits() -> None:
    for seed in range(30):
        norm = random_document(seed, "invoice").fields_norm
        assert Decimal(norm["net_total"]) + Decimal(norm["tax_total"]) == Decimal(norm["grand_total"])
        assert iban.is_valid(norm.get("iban", "GB82WEST12345698765432"))
        number = norm.get("seller_vat_id")
        assert number is None or VAT[number[:2]].is_valid(number)
