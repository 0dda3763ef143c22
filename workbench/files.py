"""The bytes of a case: its page images, and the original for download only. Keys never come from the address."""

import os
import tempfile
from functools import partial
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import StreamingResponse

from pipeline.blindness import is_ruled_on
from pipeline.intake import original_key, page_key
from pipeline.permissions import Verb, can, check_can
from pipeline.ports import ObjectStore
from workbench.claims import CaseId
from workbench.desk import TheDesk
from workbench.reviewer import ThePerson

PIECE_BYTES = 1 << 20

router = APIRouter(prefix="/cases")


@router.get("/{case_id}/pages/{number}")
def page_image(desk: TheDesk, person: ThePerson, case_id: CaseId, number: int) -> Response:
    """The upright page as people see it. Who rules on two keyings has looked at it from now on."""
    case = desk.storage.cases.case(case_id)
    check_can(person, Verb.READ_ENTRY, case)
    key = page_key(case.content_sha256, number)
    if not 1 <= number <= case.summary.page_count or not desk.storage.objects.exists(key):
        raise HTTPException(404)
    image = desk.storage.objects.get(key)
    if is_ruled_on(case) and can(person, Verb.ADJUDICATE, case):
        desk.storage.keying.look(case_id, person.actor, desk.now())
        return Response(image, media_type="image/jpeg", headers={"Cache-Control": "no-store"})
    # The address names the scan, so the image under it never changes; for the next person at the same desk it is asked for again.
    return Response(image, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600", "Vary": "Cookie"})


@router.get("/{case_id}/original")
def original(desk: TheDesk, person: ThePerson, case_id: CaseId) -> Response:
    """The file as it was dropped. It may be hostile: browsers must save it and never show it."""
    case = desk.storage.cases.case(case_id)
    check_can(person, Verb.READ_ENTRY, case)
    disposition = f"attachment; filename*=UTF-8''{quote(case.summary.filename, safe='')}"
    file = _opened(desk.storage.objects, original_key(case.content_sha256))
    headers = {"Content-Disposition": disposition, "Content-Length": str(os.fstat(file.fileno()).st_size)}
    return StreamingResponse(iter(partial(file.read, PIECE_BYTES), b""), media_type="application/octet-stream", headers=headers)


def _opened(objects: ObjectStore, key: str) -> BinaryIO:
    """An original may be hundreds of megabytes, so it goes out from a file; that has no name any more, and is gone once it is closed."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "original"
        objects.fetch(key, copy)
        return copy.open("rb")
