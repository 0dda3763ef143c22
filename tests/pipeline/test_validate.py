"""Declared rules hold, break, or could not be run: and then they are broken."""

from pathlib import Path

import pytest

from models.document_type import DocumentType, FieldSpec, Rule, ValueKind
from models.errors import BadDocumentType, InvalidValue
from models.relation import parse_relation
from pipeline.document_types import load_document_type
from pipeline.validate import normalise, validate

NET = FieldSpec("net", "Net", ValueKind.MONEY)
TAX = FieldSpec("tax", "Tax", ValueKind.MONEY)
GROSS = FieldSpec("gross", "Gross", ValueKind.MONEY, required=True)
ISSUED = FieldSpec("issued", "Issued", ValueKind.DATE)
DUE = FieldSpec("due", "Due", ValueKind.DATE)
IBAN = FieldSpec("iban", "IBAN", ValueKind.IBAN)
CODE = FieldSpec("code", "Code", ValueKind.IDENTIFIER, pattern=r"[A-Z]{2}\d{4}")
SUM = Rule("net + tax = gross", "Net and tax do not add up.", "0.02")
ORDER = Rule("issued <= due", "Due before it was issued.")
TYPE = DocumentType("test", "Test", "", (NET, TAX, GROSS, ISSUED, DUE, IBAN, CODE), (SUM, ORDER))
WHOLE: dict[str, str | None] = {
    "net": "100.00",
    "tax": "19.00",
    "gross": "119.00",
    "issued": "2017-11-13",
    "due": "2017-12-13",
    "iban": "DE88200800000970375700",
    "code": "AB1234",
}


def broken(**changes: str | None) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.rule, one.fields) for one in validate(WHOLE | changes, TYPE)]


def test_a_whole_entry_breaks_nothing() -> None:
    assert broken() == []


def test_a_required_field_that_is_missing_is_named() -> None:
    assert ("required", ("gross",)) in broken(gross=None)
    assert broken(code=None) == []


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [("gross", "1,19", "format"), ("gross", "NaN", "format"), ("due", "13.12.2017", "format"), ("code", "ab12", "format")],
)
def test_a_value_that_is_not_well_formed_breaks_its_format(field: str, value: str, rule: str) -> None:
    assert (rule, (field,)) in broken(**{field: value})


def test_wrong_check_digits_are_a_rule_of_their_own() -> None:
    assert broken(iban="DE88200800000970375701") == [("checksum", ("iban",))]


def test_amounts_must_add_up_within_the_tolerance() -> None:
    assert broken(gross="119.02") == []
    assert broken(gross="119.03") == [(SUM.check, ("net", "tax", "gross"))]


def test_dates_must_stand_in_order() -> None:
    assert broken(due="2017-11-13") == []
    assert broken(due="2017-11-12") == [(ORDER.check, ("issued", "due"))]


def test_a_rule_that_cannot_run_is_skipped_where_only_optional_fields_are_missing() -> None:
    assert broken(tax=None) == []
    assert broken(issued=None) == []


def test_a_rule_that_cannot_run_is_broken_where_a_required_field_is_missing() -> None:
    assert (SUM.check, ("net", "tax", "gross")) in broken(gross=None)


@pytest.mark.parametrize("value", ["", "NaN", "Infinity", "eleven"])
def test_a_required_value_that_cannot_be_computed_with_breaks_its_rule(value: str) -> None:
    assert (SUM.check, ("net", "tax", "gross")) in broken(gross=value)


def test_fields_that_cannot_be_compared_fail_closed() -> None:
    mixed = DocumentType("test", "Test", "", (GROSS, DUE), (Rule("gross <= due", "odd"),))
    assert [one.rule for one in validate({"gross": "1.00", "due": "2017-12-13"}, mixed)] == ["gross <= due"]


@pytest.mark.parametrize(
    ("check", "values", "holds"),
    [
        ("a = b", {"a": "1.00", "b": "1.00"}, True),
        ("a = b", {"a": "1.00", "b": "2.00"}, False),
        ("a < b", {"a": "1.00", "b": "1.00"}, False),
        ("a <= b", {"a": "1.00", "b": "1.00"}, True),
        ("a - c = b", {"a": "3.00", "b": "1.00", "c": "2.00"}, True),
        ("a + c + a = b", {"a": "1.00", "b": "4.00", "c": "2.00"}, True),
        ("a + c = b", {"a": "1.00", "b": "4.00", "c": "2.00"}, False),
    ],
)
def test_each_form_of_the_grammar_is_understood(check: str, values: dict[str, str | None], *, holds: bool) -> None:
    document_type = DocumentType("test", "Test", "", tuple(FieldSpec(n, n, ValueKind.MONEY) for n in "abc"), (Rule(check, "broken"),))
    assert (validate(values, document_type) == ()) is holds


def test_texts_can_be_equal_without_regard_to_case() -> None:
    document_type = DocumentType("test", "Test", "", tuple(FieldSpec(n, n, ValueKind.TEXT) for n in "ab"), (Rule("a = b", "differ"),))
    assert validate({"a": "Anna", "b": "ANNA"}, document_type) == ()
    assert len(validate({"a": "Anna", "b": "Beate"}, document_type)) == 1


@pytest.mark.parametrize("check", ["", "a", "a == b", "a >= b", "a * b = c", "1 + b = c", "a + = b", "a = b = c"])
def test_what_the_grammar_does_not_know_is_refused(check: str) -> None:
    with pytest.raises(BadDocumentType, match="not understood"):
        parse_relation(check)


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ("{check: a + c = b, message: m}", "'c'"),
        ("{check: a = b, message: m, tolerance: much}", "bad"),
        ("{check: a = b, message: m, tolerance: '-1'}", "tolerance"),
    ],
)
def test_a_type_whose_rule_could_never_run_is_not_loaded(tmp_path: Path, rule: str, complaint: str) -> None:
    file = tmp_path / "bad.yaml"
    fields = "[{name: a, label: A, kind: money}, {name: b, label: B, kind: money}]"
    file.write_text(f"{{name: bad, title: Bad, description: Bad, fields: {fields}, rules: [{rule}]}}")
    with pytest.raises(BadDocumentType, match=complaint):
        load_document_type(file)


@pytest.mark.parametrize(
    ("spec", "typed", "kept"),
    [
        (NET, " 1.234,56 € ", "1234.56"),
        (DUE, "13. Dezember 2017", "2017-12-13"),
        (IBAN, "de88 2008 0000 0970 3757 00", "DE88200800000970375700"),
        (CODE, "AB1234", "AB1234"),
    ],
)
def test_what_a_person_types_is_put_into_the_kept_form(spec: FieldSpec, typed: str, kept: str) -> None:
    assert normalise(spec, typed) == kept


@pytest.mark.parametrize(
    ("spec", "typed", "expected"),
    [(NET, "a lot", "an amount"), (DUE, "03/04/2018", "a date"), (IBAN, "DE88200800000970375701", "check digits"), (CODE, "1234", "form")],
)
def test_what_cannot_be_kept_is_refused_saying_what_is_expected(spec: FieldSpec, typed: str, expected: str) -> None:
    with pytest.raises(InvalidValue, match=expected):
        normalise(spec, typed)
