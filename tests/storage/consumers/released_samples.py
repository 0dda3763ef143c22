"""An entry as a consumer gets it, with what a test wants to see in it."""

from models.case import FieldValue, Outcome
from models.release import ReleasedEntry


def entry(case: int = 1, version: int = 1, doc_type: str = "invoice", **values: str | None) -> ReleasedEntry:
    """The second version of a case corrects the first."""
    fields = {name: FieldValue(name, value, None, None, Outcome.CONFIRMED, accepted=True) for name, value in values.items()}
    return ReleasedEntry(
        idempotency_key=f"test/{case}/{version}",
        case=case,
        version=version,
        doc_type=doc_type,
        file=f"{case}.pdf",
        sha256="0" * 64,
        approved_by="person:ben",
        authors=("machine:reader",),
        fields=fields,
        audit=(),
        corrects=f"test/{case}/{version - 1}" if version > 1 else None,
    )
