"""The tables that ship beside the sample documents fit them, but for what they are there to show."""

import json
from pathlib import Path

import pytest

from pipeline.document_types import load_document_types
from pipeline.master.data import load_master_data
from pipeline.master.reasons import master_reasons
from sample_docs.generator.master_data import write_master_data
from storage.master_tables import ask_database

SAMPLES = Path(__file__).resolve().parents[2] / "sample_docs"
LABELS = {label["file"]: label for label in map(json.loads, (SAMPLES / "labels.jsonl").read_text("utf-8").splitlines())}
COMPARED = [name for name, label in LABELS.items() if label["doc_type"] in {"invoice", "purchase_order", "insurance_claim"}]
SHOWN = {"documents/drop-10.pdf": "order_total_differs", "documents/drop-29.pdf": "new_payee", "documents/drop-32.pdf": "iban_changed"}
# Printed on the invoice, and not among the labelled fields.
ORDERS = {"documents/drop-10.pdf": "B03702", "documents/drop-24.png": "28042"}


def test_the_tables_that_ship_are_those_the_generator_writes(tmp_path: Path) -> None:
    write_master_data(tmp_path, LABELS.values())
    for drawn in tmp_path.iterdir():
        assert drawn.read_bytes() == (SAMPLES / "master_data" / drawn.name).read_bytes()


@pytest.mark.parametrize("file", COMPARED)
def test_each_document_agrees_but_for_those_that_show_a_reason(file: str) -> None:
    types = load_document_types()
    label = LABELS[file]
    values = {**label["fields"], **label["fields_norm"], "order_reference": ORDERS.get(file)}
    master_data = load_master_data(SAMPLES / "master_data" / "master_data.yaml", ask_database, types)
    assert all(master_data.table(name).records for name in master_data.tables)
    reasons = master_reasons(values, types[label["doc_type"]], master_data)
    assert [reason.code for reason in reasons] == ([SHOWN[file]] if file in SHOWN else [])
