"""What master data has against an entry as it stands now: tables change, and so do entries, after a document was captured."""

from rich.markup import escape

from flows.installation import Installation
from models.case import WITH_PEOPLE, Case, CaseState
from models.document_type import DocumentType
from models.errors import SetupError


def master_lines(installation: Installation, case: Case, document_type: DocumentType) -> tuple[str, ...]:
    """One line for each reason that a case people work on does not give already."""
    if case.version is None or case.summary.state not in {*WITH_PEOPLE, CaseState.HELD}:
        return ()
    try:
        reasons = installation.against_master_data(case.case_id, case.version.fields, document_type)
    except SetupError as problem:
        return (f"[yellow]{escape(str(problem))}[/]",)
    given = {reason.text for reason in case.summary.reasons}
    return tuple(f"[yellow]against master data now: {escape(reason.text)}[/]" for reason in reasons if reason.text not in given)
