"""Decides by which keys the cases of a document type are found, and which of them no two cases should share."""

from models.case_key import SAME_BUSINESS, KeyRule
from models.document_type import DocumentType


def key_rules(document_type: DocumentType) -> tuple[KeyRule, ...]:
    """The declared keys, the one of its business last."""
    records = tuple(KeyRule(kind, fields) for kind, fields in document_type.record_keys.items())
    business = KeyRule(f"{SAME_BUSINESS}{document_type.name}", document_type.unique_by)
    return (*records, business) if document_type.unique_by else records
