"""Which maker draws which type of document."""

from collections.abc import Callable, Mapping
from random import Random

from sample_docs.generator.applications import APPLICATIONS
from sample_docs.generator.document import GeneratedDocument
from sample_docs.generator.identity import make_identity_document
from sample_docs.generator.invoices import make_invoice
from sample_docs.generator.orders import make_purchase_order, make_remittance
from sample_docs.generator.receipts import make_receipt
from sample_docs.generator.statements import make_bank_statement

MAKERS: Mapping[str, Callable[..., GeneratedDocument]] = {
    "receipt": make_receipt,
    "invoice": make_invoice,
    "purchase_order": make_purchase_order,
    "remittance": make_remittance,
    **APPLICATIONS,
    "bank_statement": make_bank_statement,
    "identity_document": make_identity_document,
}


def random_document(seed: int, doc_type: str | None = None) -> GeneratedDocument:
    """One document, the same for the same seed; `doc_type` None is left to the seed."""
    rng = Random(seed)
    return MAKERS[doc_type or rng.choice(sorted(MAKERS))](rng)
