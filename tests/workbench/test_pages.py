"""The pages over HTTP: what they show, what they refuse, and that nothing typed is lost."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cases_on_desk import INVOICE, MACHINE, Read, correct, enter, installation, quarantine, receive
from fastapi.testclient import TestClient
from httpx import Response
from invoice_on_paper import draw_invoice

from models.case import CaseState
from models.learned import LearnedKind
from models.page import Box, Page, Reading, Transform, Word
from pipeline.intake import reading_key
from storage.open import Storage
from workbench import files
from workbench.app import create_app

HOST = "http://127.0.0.1:8044"


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return installation(tmp_path)


@pytest.fixture
def ann(storage: Storage, tmp_path: Path) -> Iterator[TestClient]:
    """A browser that Ann sits at."""
    with TestClient(create_app(storage, tmp_path, "ann"), base_url=HOST, headers={"Origin": HOST}, follow_redirects=False) as client:
        yield client


@pytest.fixture
def case_id(storage: Storage) -> int:
    """An invoice whose grand total is doubtful."""
    paper = draw_invoice()
    number = receive(storage, b"an invoice", "inv-2041.jpg")
    enter(storage, number, [paper.jpeg()], Read(doubts={"grand_total": 0.6}, readings={"grand_total": ["1230.00"]}, places=paper.places))
    return number


def submitted(ann: TestClient, case_id: int, version: int = 1, **fields: str) -> Response:
    form = {"version": str(version)}
    for name, value in fields.items():
        form |= {f"value.{name}": value, f"checked.{name}": "on"}
    return ann.post(f"/cases/{case_id}", data=form)


def state(storage: Storage, case_id: int) -> CaseState:
    return storage.cases.case(case_id).summary.state


def test_the_queue_says_what_needs_a_person_and_why(ann: TestClient, case_id: int) -> None:
    page = ann.get("/").text
    assert "inv-2041.jpg" in page
    assert "60 % sure" in page
    assert f"/cases/{case_id}" in page


def test_an_empty_queue_teaches(ann: TestClient) -> None:
    assert "All done" in ann.get("/").text


def test_a_case_shows_its_page_its_doubt_and_what_else_was_read(ann: TestClient, case_id: int) -> None:
    page = ann.get(f"/cases/{case_id}").text
    assert "Grand total" in page
    assert "1280.00" in page
    assert "1230.00" in page
    image = ann.get(f"/cases/{case_id}/pages/1")
    assert image.headers["content-type"] == "image/jpeg"
    assert ann.get(f"/cases/{case_id}/pages/2").status_code == 404


def test_confirming_what_is_doubtful_approves(ann: TestClient, storage: Storage, case_id: int) -> None:
    answer = submitted(ann, case_id, grand_total="1280.00")
    assert answer.status_code == 303
    assert state(storage, case_id) is CaseState.APPROVED
    assert str(storage.cases.case(case_id).approver) == "person:ann"


def test_a_correction_waits_for_somebody_else(ann: TestClient, storage: Storage, case_id: int) -> None:
    submitted(ann, case_id, grand_total="1230.00")
    assert state(storage, case_id) is CaseState.IN_REVIEW
    refused = submitted(ann, case_id, version=2, grand_total="1230.00")
    assert refused.status_code == 403
    assert "somebody else" in refused.text
    assert state(storage, case_id) is CaseState.IN_REVIEW


def test_a_stale_page_is_refused_and_keeps_what_was_typed(ann: TestClient, storage: Storage, case_id: int) -> None:
    correct(storage, case_id, "grand_total", "1230.00", "bob")
    refused = submitted(ann, case_id, version=1, grand_total="1299.99")
    assert refused.status_code == 409
    assert "1299.99" in refused.text
    assert len(storage.cases.versions(case_id)) == 2


def test_a_value_of_the_wrong_kind_is_said_beside_its_field(ann: TestClient, case_id: int) -> None:
    refused = submitted(ann, case_id, grand_total="twelve")
    assert refused.status_code == 422
    assert "Grand total: expected" in refused.text
    assert "twelve" in refused.text


def test_what_is_doubtful_cannot_be_passed_over(ann: TestClient, storage: Storage, case_id: int) -> None:
    assert ann.post(f"/cases/{case_id}", data={"version": "1"}).status_code == 422
    assert state(storage, case_id) is CaseState.IN_REVIEW


@pytest.mark.parametrize(("way", "end"), [("reject", CaseState.REJECTED), ("rescan", CaseState.RESCAN_REQUESTED)])
def test_a_case_is_closed_only_with_a_reason(ann: TestClient, storage: Storage, case_id: int, way: str, end: CaseState) -> None:
    assert ann.post(f"/cases/{case_id}/{way}", data={}).status_code == 422
    assert ann.post(f"/cases/{case_id}/{way}", data={"words": "the page is cut off"}).status_code == 303
    assert state(storage, case_id) is end


def test_a_quarantined_case_says_why_and_offers_the_original_as_a_download_only(ann: TestClient, storage: Storage) -> None:
    number = receive(storage, b"<html>", "invoice.html")
    quarantine(storage, number, "unsupported_format", "The file is none of PDF, PNG, JPEG and TIFF.")
    assert "none of PDF" in ann.get(f"/cases/{number}").text
    original = ann.get(f"/cases/{number}/original")
    assert original.headers["content-type"] == "application/octet-stream"
    assert original.headers["content-disposition"].startswith("attachment")
    assert original.headers["x-content-type-options"] == "nosniff"


def test_a_large_original_goes_out_in_pieces_and_leaves_no_copy_behind(
    ann: TestClient, storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PIECE_BYTES", 1000)
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "copies"))
    content = bytes(range(256)) * 41
    number = receive(storage, content, "scan.pdf")
    quarantine(storage, number, "damaged_file", "The PDF is damaged.")
    with ann.stream("GET", f"/cases/{number}/original") as answer:
        pieces = list(answer.iter_raw())
    assert b"".join(pieces) == content
    assert answer.headers["content-length"] == str(len(content))
    assert not list((tmp_path / "copies").iterdir())


def test_hostile_names_and_values_are_only_text(ann: TestClient, storage: Storage) -> None:
    evil = '"><script>alert(1)</script>'
    number = receive(storage, b"evil", f"{evil}.jpg")
    enter(storage, number, [draw_invoice().jpeg()], Read(doubts={"seller_name": 0.1}, values={"seller_name": evil}))
    for page in (ann.get("/").text, ann.get(f"/cases/{number}").text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_pages_run_no_script_from_elsewhere_and_are_never_framed(ann: TestClient) -> None:
    policy = ann.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy


def test_a_name_made_to_point_here_is_refused(ann: TestClient) -> None:
    assert ann.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_another_sites_form_changes_nothing(ann: TestClient, storage: Storage, case_id: int, origin: str) -> None:
    assert ann.post(f"/cases/{case_id}/reject", data={"words": "x"}, headers={"Origin": origin}).status_code == 403
    assert state(storage, case_id) is CaseState.IN_REVIEW


def test_a_type_taught_while_the_workbench_runs_is_one_of_its_types(ann: TestClient, storage: Storage) -> None:
    number = receive(storage, b"something", "something.jpg")
    enter(storage, number, [draw_invoice().jpeg()], Read(), None)
    assert "Membership form" not in ann.get(f"/cases/{number}").text
    declared = b"{name: membership_form, title: Membership form, description: Who joins., fields: []}"
    storage.learned.put(LearnedKind.TYPE, "membership_form", declared, MACHINE, datetime.now(UTC))
    assert "Membership form" in ann.get(f"/cases/{number}").text


def test_nobody_checks_without_a_name(storage: Storage, case_id: int, tmp_path: Path) -> None:
    with TestClient(create_app(storage, tmp_path), base_url=HOST, headers={"Origin": HOST}, follow_redirects=False) as stranger:
        asked = stranger.get(f"/cases/{case_id}")
        assert asked.headers["location"].startswith("/who")
        named = stranger.post("/who", data={"name": "Zoë", "next": f"/cases/{case_id}"})
        assert named.headers["location"] == f"/cases/{case_id}"
        assert stranger.get(f"/cases/{case_id}").status_code == 200
        assert stranger.post("/who", data={"name": "Zoë", "next": "//evil.example"}).headers["location"] == "/"


def test_a_case_that_is_not_there_is_said_plainly(ann: TestClient) -> None:
    answer = ann.get("/cases/999")
    assert answer.status_code == 404
    assert INVOICE.title not in answer.text


def test_an_unknown_document_is_filled_in_once_a_person_says_what_it_is(ann: TestClient, storage: Storage) -> None:
    number = receive(storage, b"what is this", "scan.jpg")
    enter(storage, number, [draw_invoice().jpeg()], Read(), document_type=None)
    words = (Word("Invoice", Box(0.1, 0.1, 0.2, 0.12)),)
    reading = Reading((Page(1, 1240, 1754, words, "tesseract.v1", Transform((1, 0, 0, 0, 1, 0, 0, 0, 1))),))
    storage.objects.put(reading_key(storage.cases.case(number).content_sha256), msgspec.json.encode(reading))
    assert "What is it?" in ann.get(f"/cases/{number}").text
    assert ann.post(f"/cases/{number}/type", data={"doc_type": "poem", "version": "1"}).status_code == 422
    assert ann.post(f"/cases/{number}/type", data={"doc_type": "invoice", "version": "1"}).status_code == 303
    case = storage.cases.case(number)
    assert case.summary.doc_type == "invoice"
    assert "person:ann" in {str(author) for author in case.authors}
    assert case.summary.state is CaseState.IN_REVIEW
