"""Values that need no label: checked numbers, currencies, dates, amounts that add up."""

from printed_page import reading_of

from extractors.fields.registry import TECHNIQUES
from models.document_type import DocumentType, FieldSpec, Rule, ValueKind
from models.page import Reading

MONEY = [FieldSpec(name, name, ValueKind.MONEY) for name in ("net", "tax", "gross")]
TYPE = DocumentType(
    "test",
    "Test",
    "",
    (
        *MONEY,
        FieldSpec("iban", "IBAN", ValueKind.IBAN),
        FieldSpec("vat", "VAT", ValueKind.VAT_ID),
        FieldSpec("currency", "Currency", ValueKind.CURRENCY),
        FieldSpec("date", "Date", ValueKind.DATE),
    ),
    (Rule("net + tax = gross", "does not add up"),),
)


def values(technique: str, field: str, reading: Reading) -> list[str]:
    return [one.value for one in TECHNIQUES[technique].propose(reading, TYPE) if one.field == field]


def test_each_technique_goes_by_its_registered_name() -> None:
    assert all(name == technique.name for name, technique in TECHNIQUES.items())


def test_a_verified_account_beats_one_that_only_looks_like_it() -> None:
    reading = reading_of("DE12 1234 4321 9876 0055 11", "DE88 2008 0000 0970 3757 00")
    candidates = {one.value: one.score for one in TECHNIQUES["checked_number.v1"].propose(reading, TYPE) if one.field == "iban"}
    assert candidates["DE88200800000970375700"] > 2 * candidates["DE12123443219876005511"]


def test_the_currency_is_the_one_printed_most_often() -> None:
    assert values("main_currency.v1", "currency", reading_of("100.00 €", "20.00 €", "about 140 USD"))[0] == "EUR"


def test_the_first_date_leads_and_future_ones_are_left_out() -> None:
    assert values("first_date.v1", "date", reading_of("31.12.2099", "13.11.2017", "14.11.2017")) == ["2017-11-13", "2017-11-14"]


def test_a_date_beside_a_time_of_day_is_the_likelier_one() -> None:
    candidates = {one.value: one.score for one in TECHNIQUES["first_date.v1"].propose(reading_of("13.11.2017", "14.11.2017 18:30"), TYPE)}
    assert candidates["2017-11-14"] > candidates["2017-11-13"]


def test_the_largest_amount_leads() -> None:
    assert values("largest_amount.v1", "gross", reading_of("Tea 2.50", "Cake 4.00", "6.50"))[0] == "6.50"


def test_amounts_that_add_up_are_net_tax_and_gross() -> None:
    reading = reading_of("7 pieces 12.00", "100.00", "19.00", "119.00")
    assert [values("sums.v1", name, reading)[0] for name in ("net", "tax", "gross")] == ["100.00", "19.00", "119.00"]


def test_amounts_that_do_not_add_up_are_not_proposed() -> None:
    assert values("sums.v1", "gross", reading_of("100.00", "19.00", "118.00")) == []


def test_a_total_is_what_was_given_less_the_change() -> None:
    assert values("tendered.v1", "gross", reading_of("Sum 8.60", "Cash 20.00", "Change 11.40")) == ["8.60"]
    assert values("tendered.v1", "gross", reading_of("Sum 8.70", "Cash 20.00", "Change 11.40")) == []


def test_the_country_of_the_account_tells_the_currency_only_where_none_is_printed() -> None:
    account = "IBAN DE88 2008 0000 0970 3757 00"
    assert values("home_currency.v1", "currency", reading_of("Total 100.00", account)) == ["EUR"]
    assert values("home_currency.v1", "currency", reading_of("Total 100.00 USD", account)) == []
    assert values("home_currency.v1", "currency", reading_of("Total 100.00", "IBAN DE12 1234 4321 9876 0055 11")) == []
