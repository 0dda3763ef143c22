"""Names and addresses at the head, at the foot and behind the window."""

import pytest
from printed_page import reading_of

from extractors.fields.letterhead import clean_line
from extractors.fields.lines import lines_of
from extractors.fields.registry import TECHNIQUES
from models.document_type import DocumentType, FieldSpec, ValueKind
from models.page import Reading

TYPE = DocumentType(
    "test",
    "Test",
    "",
    (FieldSpec("company", "Company", ValueKind.ORGANISATION, anchors=("bill to",)), FieldSpec("address", "Address", ValueKind.ADDRESS)),
)
RECEIPT = reading_of(
    "          SUNRISE HARDWARE SDN BHD",
    "            (CO.REG: 933109-X)",
    "       LOT 18, JALAN MELATI 6,",
    "       43300 SERI KEMBANGAN",
    "        Tel: 03-40212008",
    "           TAX INVOICE",
    "Nails      2      4.00",
)


def best(technique: str, field: str, reading: Reading) -> str | None:
    candidates = [one for one in TECHNIQUES[technique].propose(reading, TYPE) if one.field == field]
    return max(candidates, key=lambda one: one.score).value if candidates else None


def test_the_head_of_a_receipt_names_the_shop_and_its_address() -> None:
    assert best("letterhead.v1", "company", RECEIPT) == "SUNRISE HARDWARE SDN BHD"
    assert best("letterhead.v1", "address", RECEIPT) == "LOT 18, JALAN MELATI 6, 43300 SERI KEMBANGAN"


def test_a_legal_form_on_the_next_line_belongs_to_the_name() -> None:
    assert (
        best("letterhead.v1", "company", reading_of("SUNRISE HARDWARE", "SDN BHD", "LOT 18, JALAN MELATI 6,")) == "SUNRISE HARDWARE SDN BHD"
    )


def test_a_title_or_a_label_is_no_name() -> None:
    assert best("letterhead.v1", "company", reading_of("TAX INVOICE", "Bill to", "Sunrise Trading")) == "Sunrise Trading"


def test_a_senders_line_gives_the_name_without_the_address() -> None:
    assert best("letterhead.v1", "company", reading_of("Nordlicht AG - Hafenweg 3 - 20457 Hamburg")) == "Nordlicht AG"


def test_small_print_at_the_foot_names_the_issuer() -> None:
    blank = [""] * 40
    assert best("footer.v1", "company", reading_of("Statement", *blank, "Nordlicht AG, Hafenweg 3, 20457 Hamburg")) == "Nordlicht AG"


def test_a_block_that_ends_in_a_postcode_names_the_addressee() -> None:
    reading = reading_of("", "Bill to", "Nordlicht AG", "Hafenweg 3", "20457 Hamburg", "", "", "Hello")
    assert best("addressee.v1", "company", reading) == "Nordlicht AG"


def test_a_street_belongs_to_the_address_though_no_word_says_street() -> None:
    reading = reading_of("Sunrise Hardware", "134 Station Approach", "Calderford HX4 4ZU", "Tel 01632 960595")
    assert best("letterhead.v1", "address", reading) == "134 Station Approach Calderford HX4 4ZU"
    assert best("letterhead.v1", "company", reading) == "Sunrise Hardware"


def test_the_addressee_is_found_under_the_senders_line() -> None:
    reading = reading_of("Nordlicht AG - Hafenweg 3, 20457 Hamburg", "Sonnenhof e.K.", "Am Markt 5", "80333 Altdorf", "", "", "Hello")
    assert best("addressee.v1", "company", reading) == "Sonnenhof e.K."


def test_the_label_over_an_address_is_not_its_addressee() -> None:
    assert best("addressee.v1", "company", reading_of("Client", "Nordlicht AG", "Hafenweg 3", "20457 Hamburg")) == "Nordlicht AG"


def test_a_rock_in_a_name_is_no_registrar_of_companies() -> None:
    assert best("letterhead.v1", "company", reading_of("Traiteur Roc Blanc SA", "ROC No. 4711")) == "Traiteur Roc Blanc SA"


def test_an_address_ends_with_its_country_and_before_a_telephone_whose_label_is_misread() -> None:
    head = ("SUNRISE BOOKS SDN BHD", "(SUNRISE SHOP (95874))", "NO 8, JALAN MELATI 6,", "56000 KUALA LUMPUR")
    assert best("letterhead.v1", "address", reading_of(*head, "Vel: 03-4021200")) == "NO 8, JALAN MELATI 6, 56000 KUALA LUMPUR"
    with_country = (*head[:3], "56000 KUALA LUMPUR, MALAYSIA", "SUNWAY MALL")
    assert best("letterhead.v1", "address", reading_of(*with_country)) == "NO 8, JALAN MELATI 6, 56000 KUALA LUMPUR, MALAYSIA"


def test_a_legal_form_is_known_in_the_spellings_of_ocr() -> None:
    assert best("letterhead.v1", "company", reading_of("SUNRISE BAKERIES (KL) SDN BEED")) == "SUNRISE BAKERIES (KL) SDN BHD"
    assert best("letterhead.v1", "company", reading_of("SUNRISE BAKERIES Sdn. Bhd.")) == "SUNRISE BAKERIES Sdn. Bhd."


@pytest.mark.parametrize(
    ("printed", "read"), [("4330O SERI", "43300 SERI"), ("456OO", "45600"), ("LOT 1O", "LOT 1O"), ("HELLO", "HELLO"), ("l2345", "12345")]
)
def test_letters_in_a_postcode_are_digits(printed: str, read: str) -> None:
    (segment,) = lines_of(reading_of(printed).pages[0])[0].segments
    assert clean_line(segment) == read
