"""Decides what a document's disagreement with master data is: each is a reason for a person to look, however sure the reading."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from models.case import Reason
from models.document_type import DocumentType, ValueKind
from models.errors import SetupError
from models.master_data import Holds, MasterMatch, MasterRecord
from pipeline.case_keys import key_rules
from pipeline.master.data import MasterData
from pipeline.master.match import IDENTIFYING, MIN_SCORE, SEVERAL, SURE, IndexedTable
from pipeline.ports import CaseStore
from pipeline.spelling import compact, folded, likeness

Amounts = Mapping[str, Sequence[str]]
NOTHING_EARLIER: Amounts = {}


@dataclass(frozen=True, slots=True)
class _Codes:
    """The codes of one kind of table; `noun` names a record of it to people, `differs` has a code by what the column is."""

    noun: str
    unknown: str
    ambiguous: str
    unsure: str
    differs: Mapping[ValueKind, str]
    otherwise: str


CODES: dict[Holds, _Codes] = {
    Holds.SELLERS: _Codes(
        "seller",
        "new_payee",
        "payee_ambiguous",
        "payee_unsure",
        {ValueKind.IBAN: "iban_changed", ValueKind.VAT_ID: "vat_differs", ValueKind.ORGANISATION: "payee_name_differs"},
        "payee_differs",
    ),
    Holds.ORDERS: _Codes(
        "purchase order",
        "order_unknown",
        "order_ambiguous",
        "order_unsure",
        {
            ValueKind.MONEY: "order_total_differs",
            ValueKind.CURRENCY: "order_currency_differs",
            ValueKind.ORGANISATION: "order_seller_differs",
        },
        "order_differs",
    ),
    Holds.DELIVERIES: _Codes(
        "goods received",
        "nothing_received",
        "received_ambiguous",
        "received_unsure",
        {
            ValueKind.MONEY: "received_total_differs",
            ValueKind.CURRENCY: "received_currency_differs",
            ValueKind.ORGANISATION: "received_seller_differs",
        },
        "received_differs",
    ),
    Holds.RECORDS: _Codes("record", "record_unknown", "record_ambiguous", "record_unsure", {}, "record_differs"),
}


def master_reasons(
    values: Mapping[str, str | None], document_type: DocumentType, master_data: MasterData, earlier: Amounts = NOTHING_EARLIER
) -> tuple[Reason, ...]:
    """What master data has against these values, field by field; a table that cannot be read is a reason itself.

    `earlier` are the amounts by field that other documents of the same order have asked for already.
    """
    reasons: list[Reason] = []
    for name, columns in document_type.master.items():
        if name not in master_data.tables:
            continue
        try:
            table = master_data.table(name)
        except SetupError as problem:
            reasons.append(Reason("master_data_unavailable", None, f"could not be compared with '{name}': {problem}"))
            continue
        present = {field: column for field, column in columns.items() if column in table.table.present}
        if present:
            reasons += compare(values, document_type, table, present, earlier)
    return tuple(dict.fromkeys(reasons))


def compare(
    values: Mapping[str, str | None],
    document_type: DocumentType,
    table: IndexedTable,
    columns: Mapping[str, str],
    earlier: Amounts = NOTHING_EARLIER,
) -> tuple[Reason, ...]:
    """The same for one table, given which field is compared with which of its columns."""
    comparison = _Comparison(values, document_type, table, columns, earlier)
    return tuple(comparison.deliveries() if table.table.holds is Holds.DELIVERIES else comparison.reasons())


def earlier_amounts(
    cases: CaseStore, case_id: int, values: Mapping[str, str | None], document_type: DocumentType, master_data: MasterData
) -> Amounts:
    """What other documents of this type have asked for on the same order, by field; one that is itself the order asks for nothing."""
    earlier: dict[str, Sequence[str]] = {}
    for rule in key_rules(document_type):
        if set(rule.fields) & set(document_type.unique_by):
            continue
        for name, columns in document_type.master.items():
            table = master_data.tables.get(name)
            value = rule.value(values)
            if value is None or table is None or table.holds is not Holds.ORDERS or rule.fields[0] not in columns:
                continue
            amounts = [
                field for field, column in columns.items() if column in table.present and table.present[column].kind is ValueKind.MONEY
            ]
            earlier |= {field: cases.amounts_under(rule, value, field, case_id) for field in amounts}
    return earlier


@dataclass(frozen=True, slots=True)
class _Comparison:
    values: Mapping[str, str | None]
    document_type: DocumentType
    table: IndexedTable
    columns: Mapping[str, str]
    earlier: Amounts

    @property
    def codes(self) -> _Codes:
        return CODES[self.table.table.holds]

    def reasons(self) -> Iterator[Reason]:
        sought = {column: value for field, column in self.columns.items() if (value := self.values.get(field))}
        first = self._first_field()
        if not self._names_one(sought):
            return
        found = self.table.find(sought)
        if not found:
            yield Reason(self.codes.unknown, first, f"{self._quoted(first)} is no known {self.codes.noun}")
        elif len(found) > 1:
            rivals = " or ".join(_shown(match.record) for match in found[:3])
            yield Reason(self.codes.ambiguous, first, f"more than one known {self.codes.noun} may be meant: {rivals}")
        else:
            yield from self._against(found[0], first)

    def deliveries(self) -> Iterator[Reason]:
        """Third of a three-way match: all that was received for the order together."""
        field = next((field for field, column in self.columns.items() if self._kind(column) in IDENTIFYING), None)
        number = self.values.get(field) if field else None
        if field is None or not number:
            return
        received = self.table.records_with(self.columns[field], number)
        if not received:
            yield Reason(self.codes.unknown, field, f"nothing was received yet for {self._quoted(field)}")
            return
        yield from (reason for name in self.columns if name != field for reason in self._differences(name, received))

    def _against(self, match: MasterMatch, first: str) -> Iterator[Reason]:
        if match.confidence < SURE:
            sure = f"only {int(match.confidence * 100)} % sure"
            yield Reason(self.codes.unsure, first, f"{self._quoted(first)} is probably {_shown(match.record)}, but {sure}")
        yield from (reason for field in self.columns for reason in self._differences(field, [match.record]))

    def _differences(self, field: str, records: Sequence[MasterRecord]) -> Iterator[Reason]:
        column, value = self.columns[field], self.values.get(field)
        if not value:
            return
        kind = self._kind(column)
        known = [record.values[column] for record in records]
        if kind is ValueKind.MONEY:
            agrees, expected = self._amounts_agree(known, value)
        else:
            agrees = all(_agree(kind, one, value, fuzzy=self.table.table.present[column].fuzzy) for one in known)
            expected = ", ".join(dict.fromkeys(filter(None, known))).replace(SEVERAL, " or ") or "none"
        if agrees and kind is ValueKind.MONEY and self.table.table.holds is Holds.ORDERS:
            yield from self._exceeded(field, known, value)
        if not agrees:
            code = self.codes.differs.get(kind, self.codes.otherwise)
            yield Reason(
                code, field, f"{self._named(field)}: {self.codes.noun} {_shown(records[0])} has {expected}, the document has {value}"
            )

    def _exceeded(self, field: str, known: Sequence[str], value: str) -> Iterator[Reason]:
        """An order that is invoiced once more under another number agrees with each of its invoices alone."""
        earlier = self.earlier.get(field, ())
        agrees, expected = self._amounts_agree(known, value, *earlier)
        if earlier and not agrees:
            # Without the amounts: one of them may stand in a case that others are still to key blind.
            text = f"{self._named(field)}: with {len(earlier)} more documents of the same order, it is not the {expected} that was ordered"
            yield Reason("order_exceeded", field, text)

    def _amounts_agree(self, known: Sequence[str], *found: str) -> tuple[bool, str]:
        try:
            expected, asked = sum(map(Decimal, known), Decimal(0)), sum(map(Decimal, found), Decimal(0))
            return self.table.table.tolerance.allows(expected, asked), str(expected)
        except InvalidOperation:
            return False, " + ".join(one or "nothing" for one in known)

    def _names_one(self, sought: Mapping[str, str]) -> bool:
        """Not every document names an order; what names no seller is a matter for a person."""
        numbers = [column for column in self.columns.values() if self._kind(column) in IDENTIFYING]
        return self.table.table.holds is Holds.SELLERS or (any(column in sought for column in numbers) if numbers else bool(sought))

    def _first_field(self) -> str:
        """The field that names the record to people."""
        by_name = self.table.table.holds is Holds.SELLERS
        named = (field for field, column in self.columns.items() if by_name == self.table.table.present[column].fuzzy)
        return next(named, next(iter(self.columns)))

    def _kind(self, column: str) -> ValueKind:
        return self.table.table.present[column].kind

    def _quoted(self, field: str) -> str:
        value = self.values.get(field)
        return f"{self._named(field)} '{value}'" if value else f"{self._named(field)} (none)"

    def _named(self, field: str) -> str:
        label = self.document_type.field(field).label
        return label if label.isupper() else label[0].lower() + label[1:]


def _agree(kind: ValueKind, known: str, value: str, *, fuzzy: bool) -> bool:
    if kind in IDENTIFYING:
        return compact(value) in map(compact, known.split(SEVERAL))
    return likeness(known, value) >= MIN_SCORE if fuzzy else folded(known) == folded(value)


def _shown(record: MasterRecord) -> str:
    return f"'{record.key}'"
