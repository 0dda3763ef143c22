"""What happened to a case: every step in the audit log, by whom and when, in codes and never in values."""

import re
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from models.errors import NotAllowed
from pipeline.blindness import is_blind
from pipeline.permissions import Verb, can, check_can
from workbench.claims import CaseId
from workbench.desk import TheDesk
from workbench.reviewer import ThePerson

# The beginning of a hash is enough to recognise it.
HASH = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")

router = APIRouter(prefix="/cases/{case_id}")


@router.get("/history")
def history(request: Request, desk: TheDesk, person: ThePerson, case_id: CaseId) -> Response:
    """Kept from whoever may still have to key the case: who did what when tells something of what was typed."""
    case = desk.storage.cases.case(case_id)
    if not can(person, Verb.READ_AUDIT):
        check_can(person, Verb.READ_ENTRY, case)
    if is_blind(person, case.summary):
        raise NotAllowed(f"Case {case_id} is keyed blind; its history is shown once it is settled.")
    events = [(event, _words(event.details)) for event in desk.storage.cases.audit_trail(case_id)]
    return desk.page(request, "history.html", person, case_id=case_id, filename=case.summary.filename, events=events)


def _words(details: Mapping[str, str | int]) -> str:
    """Without the hashes that stand for values, which nobody reads, and the beginning of others."""
    told = {name: HASH.sub(r"\1…", str(value)) for name, value in details.items() if "value." not in name and value != ""}
    return " · ".join(f"{name} {value}".replace("_", " ") for name, value in told.items())
