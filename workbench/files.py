"""The bytes of a case: its page images, and the original for download only. Keys never come from the address."""

from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Response

from pipeline.intake import original_key, page_key
from workbench.case import CaseId
from workbench.desk import TheDesk
from workbench.reviewer import TheReviewer

router = APIRouter(prefix="/cases")


@router.get("/{case_id}/pages/{number}")
def page_image(desk: TheDesk, _reviewer: TheReviewer, case_id: CaseId, number: int) -> Response:
    """The upright page as people see it."""
    case = desk.storage.cases.case(case_id)
    key = page_key(case.content_sha256, number)
    if not 1 <= number <= case.summary.page_count or not desk.storage.objects.exists(key):
        raise HTTPException(404)
    # A page image never changes: its key holds the hash of the original.
    return Response(desk.storage.objects.get(key), media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


@router.get("/{case_id}/original")
def original(desk: TheDesk, _reviewer: TheReviewer, case_id: CaseId) -> Response:
    """The file as it was dropped. It may be hostile: browsers must save it and never show it."""
    case = desk.storage.cases.case(case_id)
    disposition = f"attachment; filename*=UTF-8''{quote(case.summary.filename, safe='')}"
    content = desk.storage.objects.get(original_key(case.content_sha256))
    return Response(content, media_type="application/octet-stream", headers={"Content-Disposition": disposition})
