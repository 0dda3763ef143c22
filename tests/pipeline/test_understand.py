"""What the machine makes of a whole file."""

from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from PIL import Image

from models.limits import Limits
from pipeline.document_types import load_document_types
from pipeline.make import make
from pipeline.route import route
from pipeline.understand import understand_file


def sheet(text: str, code: str = "") -> Image.Image:
    page = np.full((1100, 850), 255, np.uint8)
    for row in range(100, 900, 50):
        cv2.putText(page, text, (60, row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    if code:
        bars = np.asarray(zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.Code128).to_image(scale=2, add_quiet_zones=True))
        page[950 : 950 + bars.shape[0], 100 : 100 + bars.shape[1]] = bars
    return Image.fromarray(page)


def test_a_file_of_two_documents_does_not_pass_as_one(tmp_path: Path) -> None:
    path = tmp_path / "stack.pdf"
    first, *others = sheet("Receipt No 17, total 12.50"), sheet("separator sheet", "PATCHT"), sheet("Receipt No 18, total 7.20")
    first.save(path, save_all=True, append_images=others)
    proposal = understand_file(path, "rapidocr", "eng", Limits(), None).proposal
    assert "2:another_document" in proposal.notes
    document_type = load_document_types().get(proposal.classification.doc_type or "")
    _, routed = route(make(proposal), proposal, document_type)
    assert not routed.straight_through
    assert any("page 2" in reason.text and "part the file" in reason.text for reason in routed.reasons)
