"""Values of master data for what somebody types in a field. They depend on the type and the letters alone, never on the entry."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from models.errors import SetupError
from pipeline.permissions import Verb, check_can
from workbench.claims import CaseId
from workbench.desk import TheDesk
from workbench.reviewer import ThePerson

LONGEST_TYPED = 200

router = APIRouter(prefix="/cases/{case_id}")


@router.get("/lookup")
def look_up(
    desk: TheDesk, person: ThePerson, case_id: CaseId, field: str = "", typed: Annotated[str, Query(max_length=LONGEST_TYPED)] = ""
) -> Response:
    """The likeliest first; none where no table has the field. A table that cannot be read keeps nobody from typing, and says so."""
    case = desk.storage.cases.case(case_id)
    check_can(person, Verb.READ_ENTRY, case)
    document_type = desk.type_of(case)
    if desk.master_data is None or document_type is None:
        return JSONResponse([])
    try:
        return JSONResponse(list(desk.master_data.suggest_for(document_type, field, typed)))
    except SetupError as problem:
        return JSONResponse({"problem": str(problem)}, status_code=503)
