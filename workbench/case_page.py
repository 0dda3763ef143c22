"""What the pages on which one case is keyed, ruled on or audited have in common: its head, who holds it, what was said of it."""

from fastapi import Request, Response

from models.case import Case
from models.role import Person
from workbench.claims import Hold
from workbench.desk import Desk
from workbench.notices import Said
from workbench.refusals import status_of


def case_page(request: Request, desk: Desk, template: str, person: Person, case: Case, hold: Hold, said: Said, **more: object) -> Response:
    """One page about one case; a refusal is its status too."""
    document_type = desk.type_of(case)
    head = {
        "case_id": case.case_id,
        "filename": case.summary.filename,
        "title": document_type.title if document_type else "Unknown type",
        "hold": hold,
        "said": said,
    }
    return desk.page(request, template, person, status_of(said.refused) if said.refused else 200, **head, **more)
