"""A new document type takes one YAML file and some examples, and no code."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from learning.teach import teach
from models.errors import BadSetting
from models.limits import Limits
from pipeline.learned import load_learned
from pipeline.understand import understand_file
from sample_docs.generator.sheet import Pen, Sheet
from storage.open import open_storage

PERMIT = """
name: berth_permit
title: Berth permit
description: Who may berth where.
fields:
  - {name: permit_number, label: Permit number, kind: identifier}
  - {name: holder, label: Holder, kind: person}
  - {name: valid_until, label: Valid until, kind: date}
policy: {mode: straight_through}
"""
HOLDERS = ("Ada Byron", "Grace Hopper", "Alan Turing", "Edsger Dijkstra", "Barbara Liskov", "Donald Knuth", "Mary Jackson")


def permit(folder: Path, n: int) -> dict[str, object]:
    sheet, pen = Sheet(), Pen()
    lines = [
        "HARBOUR OFFICE",
        "Berth permit for vessels under sail",
        f"Register 4{n}17-{n}",
        f"Skipper: {HOLDERS[n]}",
        f"Void after 2{n}.09.2031",
        "Moorings must be kept clear of nets and buoys.",
    ]
    for at, line in enumerate(lines):
        sheet.text(60, 80 + 40 * at, line, pen)
    (folder / f"{n}.pdf").write_bytes(sheet.finish())
    fields = {"permit_number": f"4{n}17-{n}", "holder": HOLDERS[n], "valid_until": f"2{n}.09.2031"}
    return {"file": f"{n}.pdf", "doc_type": "berth_permit", "fields": fields, "fields_norm": {"valid_until": f"2031-09-2{n}"}}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOUREYES_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FOUREYES_WORKERS", "1")
    return tmp_path / "home"


def run(folder: Path, declaration: str, labels: list[dict[str, object]]) -> Result:
    (folder / "type.yaml").write_text(declaration)
    (folder / "labels.jsonl").write_text("\n".join(map(json.dumps, labels)))
    return CliRunner().invoke(teach, [str(folder / "type.yaml"), str(folder)])


def test_a_taught_type_is_recognised_and_read(tmp_path: Path, home: Path) -> None:
    labels = [permit(tmp_path, n) for n in range(7)]
    done = run(tmp_path, PERMIT, labels[:6])
    assert done.exception is None
    assert "6 examples" in done.output
    storage = open_storage(home / "foureyes.db", home / "objects")
    learned = storage.learned.folder(home)
    assert load_learned(learned).taught is not None
    proposal = understand_file(tmp_path / "6.pdf", "tesseract", "eng", Limits(), None, learned).proposal
    assert proposal.classification.doc_type == "berth_permit"
    assert {one.name: one.value for one in proposal.fields} == {
        "permit_number": "4617-6",
        "holder": "Mary Jackson",
        "valid_until": "2031-09-26",
    }
    # Six examples prove nothing: a person looks at every value.
    assert not load_learned(learned).document_types["berth_permit"].policy.thresholds


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("declaration", "doc_type", "said"),
    [
        (PERMIT.replace("berth_permit", "invoice"), "invoice", "another name"),
        (PERMIT, "letter", "No example"),
        (
            PERMIT.replace("holder", "captain").replace("permit_number", "p").replace("valid_until", "v"),
            "berth_permit",
            "no value|has a value",
        ),
    ],
)
def test_what_cannot_be_taught_is_refused_with_what_to_do(tmp_path: Path, declaration: str, doc_type: str, said: str) -> None:
    done = run(tmp_path, declaration, [permit(tmp_path, 1) | {"doc_type": doc_type}])
    assert isinstance(done.exception, BadSetting)
    with pytest.raises(BadSetting, match=said):
        raise done.exception
