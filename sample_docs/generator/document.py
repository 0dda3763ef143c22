"""What a generated document is: its PDF, and what stands on it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class GeneratedDocument:
    """One fictional document. `fields` are as printed; `fields_norm` holds ISO dates, plain decimals and compact identifiers.

    `currency` is always the ISO code, also where the page shows only a symbol. A field that is not on the page is left out.
    """

    doc_type: str
    layout: str
    pdf: bytes
    fields: dict[str, str]
    fields_norm: dict[str, str]
    pages: int


@dataclass(frozen=True, slots=True)
class Labels:
    """Collects the values of one document while it is drawn."""

    fields: dict[str, str] = field(default_factory=dict)
    fields_norm: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, printed: str, norm: str | None = None) -> str:
        """Notes a value and returns it as printed, ready to be drawn."""
        self.fields[name] = printed
        if norm is not None:
            self.fields_norm[name] = norm
        return printed

    def day(self, name: str, printed: str, value: date) -> str:
        return self.text(name, printed, value.isoformat())

    def money(self, name: str, printed: str, value: Decimal) -> str:
        return self.text(name, printed, f"{value:.2f}")

    def identifier(self, name: str, printed: str) -> str:
        """An IBAN or VAT number, printed in groups perhaps."""
        return self.text(name, printed, printed.replace(" ", ""))

    def document(self, doc_type: str, layout: str, pdf: bytes, pages: int) -> GeneratedDocument:
        return GeneratedDocument(doc_type, layout, pdf, dict(self.fields), dict(self.fields_norm), pages)
