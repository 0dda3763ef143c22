"""Which technique finds which fields; a field may name its own in the YAML, else those that fit its kind are tried."""

from extractors.fields.anchors import AnchorTechnique
from extractors.fields.anywhere import AnywhereTechnique
from extractors.fields.letterhead import AddresseeTechnique, FooterTechnique, LetterheadTechnique
from extractors.fields.mrz import MrzTechnique
from extractors.fields.patterns import CHECKED_NUMBERS, FIRST_DATE, HOME_CURRENCY, LARGEST_AMOUNT, MAIN_CURRENCY, SUMS, TENDERED
from extractors.protocols import FieldTechnique
from models.document_type import FieldSpec, ValueKind

TECHNIQUES: dict[str, FieldTechnique] = {
    "anchors.v1": AnchorTechnique(),
    "checked_number.v1": CHECKED_NUMBERS,
    "main_currency.v1": MAIN_CURRENCY,
    "home_currency.v1": HOME_CURRENCY,
    "first_date.v1": FIRST_DATE,
    "largest_amount.v1": LARGEST_AMOUNT,
    "sums.v1": SUMS,
    "letterhead.v1": LetterheadTechnique(),
    "footer.v1": FooterTechnique(),
    "tendered.v1": TENDERED,
    "addressee.v1": AddresseeTechnique(),
    "mrz.v1": MrzTechnique(),
    "anywhere.v1": AnywhereTechnique(),
}
FITTING: dict[ValueKind, tuple[str, ...]] = {
    ValueKind.IBAN: ("anchors.v1", "checked_number.v1"),
    ValueKind.VAT_ID: ("anchors.v1", "checked_number.v1"),
    ValueKind.EMAIL: ("anchors.v1", "checked_number.v1"),
    ValueKind.CURRENCY: ("anchors.v1", "main_currency.v1", "home_currency.v1"),
}
ANY_KIND = ("anchors.v1",)


def techniques_for(spec: FieldSpec) -> tuple[str, ...]:
    """The names of the techniques that may propose values for a field."""
    return spec.techniques or FITTING.get(spec.kind, ANY_KIND)
