"""Which reader reads which kind of value."""

from functools import lru_cache

from extractors.values.currency import CURRENCY
from extractors.values.dates import DATE, DAY_OR_MONTH
from extractors.values.email import EMAIL
from extractors.values.found import Found, ValueReader
from extractors.values.iban import IBAN
from extractors.values.identifiers import IDENTIFIER
from extractors.values.integers import INTEGER
from extractors.values.money import MONEY
from extractors.values.names import ORGANISATION, PERSON, POSTAL_ADDRESS, TEXT
from extractors.values.notation import Notation
from extractors.values.percent import PERCENTAGE
from extractors.values.phone import PHONE
from extractors.values.vat_id import VAT_ID
from models.document_type import ValueKind

VALUE_READERS: dict[ValueKind, ValueReader] = {
    ValueKind.TEXT: TEXT,
    ValueKind.IDENTIFIER: IDENTIFIER,
    ValueKind.DATE: DATE,
    ValueKind.DAY_OR_MONTH: DAY_OR_MONTH,
    ValueKind.MONEY: MONEY,
    ValueKind.CURRENCY: CURRENCY,
    ValueKind.IBAN: IBAN,
    ValueKind.VAT_ID: VAT_ID,
    ValueKind.ORGANISATION: ORGANISATION,
    ValueKind.PERSON: PERSON,
    ValueKind.ADDRESS: POSTAL_ADDRESS,
    ValueKind.PERCENT: PERCENTAGE,
    ValueKind.INTEGER: INTEGER,
    ValueKind.EMAIL: EMAIL,
    ValueKind.PHONE: PHONE,
}


@lru_cache(maxsize=4096)
def values_in(texts: tuple[str, ...], kind: ValueKind, notation: Notation) -> tuple[Found, ...]:
    """The values of one kind in some words; kept a while, since each technique asks for the same words again."""
    return tuple(VALUE_READERS[kind].find(texts, notation))
