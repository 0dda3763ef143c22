"""The type classifier names what it knows, refuses what it does not, and says nothing where there is nothing to read."""

import time
from pathlib import Path
from random import Random

import msgspec
import pdfplumber
import pytest

from extractors.classifiers.registry import CLASSIFIERS, load_classifiers
from extractors.classifiers.textcat import (
    CALIBRATION_FILE,
    SHIPPED,
    Calibration,
    TextClassifier,
    load_text_classifier,
)
from models.errors import MissingWeights
from models.extraction import Classification
from models.page import Box, Page, Reading, Transform, Word

IDENTITY = Transform((1, 0, 0, 0, 1, 0, 0, 0, 1))
SOMEWHERE = Box(0.1, 0.1, 0.2, 0.2)
A4 = (1654, 2339)


def reading(text: str, size: tuple[int, int] = A4) -> Reading:
    words = tuple(Word(word, SOMEWHERE) for word in text.split())
    return Reading((Page(1, *size, words, "test", IDENTITY),))


@pytest.fixture(scope="module")
def classifier() -> TextClassifier:
    return load_text_classifier()


KNOWN = {
    "purchase_order": """City of Marlow Purchase Order No 22-00871 Vendor 10443 Deliver to Public Works 1200 Elm St Requisition 8812
        QTY UNIT DESCRIPTION UNIT COST EXTENDED COST 12 EA SAFETY VEST 14.50 174.00 TOTAL 207.60 Authorized by Purchasing Agent""",
    "remittance": """Accounts Payable Remittance Advice Check date 06/14/2019 Check no 0003381221 Vendor 118872 Invoice Number Inv Date
        Gross Amount Discount Net Amount 88712 05/02/2019 1,200.00 24.00 1,176.00 Totals 1,500.00 30.00 1,470.00""",
    "insurance_claim": """Accident claim form Policyholder information Patient information Date of accident How did the accident happen?
        Attach the itemized bill. Fraud warning. Policy number B0123456 Signature of policyholder Date""",
    "loan_application": """Auto loan application Member number Amount of loan requested 22,500 Term 60 months Applicant name
        Gross monthly income 5,400 Employer length of employment Rent/mortgage payment Co-applicant Vehicle year make model Signature""",
    "student_application": """Community College Admissions application Term: Fall 2020 Student name program of study: nursing
        High school graduate Residency Ethnicity I certify the information is accurate Student signature""",
    "retirement_enrollment": """Retirement Savings Plan participation election. Employee: John Doe. Payroll deduction per pay period
        5% before-tax. Target Retirement 2050. Primary beneficiary spouse 100%. Employee signature""",
    "bank_statement": """Everyday Checking August 14, 2021 Page 1 of 4 Account number 8812 Statement period activity summary
        Beginning balance on 7/15 1,200.12 Deposits 3,100.00 Withdrawals 2,900.10 Ending balance on 8/14 1,400.02 Transaction history""",
    "identity_document": "TEXAS DRIVER LICENSE 9 Class C Exp 01/02/2022 3 DOB 04/05/1988 1 SAMPLE 2 JANE 16 Hgt 5-05 15 Sex F 18 Eyes BRO",
    "receipt": """Store #1412 CHK 712233 02/11/2020 08:11 AM Reg: 2 Grande Latte 4.45 Muffin 2.95 Subtotal 7.40 Tax 10% 0.74
        Total 8.14 Cash 10.00 Change Due 1.86 Thank you please come again""",
    "invoice": """Rechnung Rechnungsnummer 2023-118 Rechnungsdatum 03.04.2023 Kundennummer 4711 Menge Bezeichnung Einzelpreis Betrag
        2 Beratung 120,00 240,00 Nettobetrag 240,00 zzgl. 19% MwSt. 45,60 Gesamtbetrag 285,60 Zahlbar innerhalb 14 Tagen""",
}
UNKNOWN = {
    "lease": """RESIDENTIAL LEASE This lease is made between Bob Landlord and Tina Tenant for the premises at 12 Oak St. Rent: the tenant
        will pay $1,200 per month. Security deposit. Utilities. The tenant may not sublet.""",
    "letter about a claim": """Dear Mr. Jones, Your claim number 88-122 has been received. An adjuster will contact you about the damage
        to your vehicle. Please send the repair invoice and the police report. Sincerely""",
    "quote": """QUOTE Quote No. 3000012 Quoted on Sep 1 2021 Expires by Oct 1 2021 Company name City of Marlow Please review your quote
        details below, then contact your sales rep. Laptop Qty 4 Unit price 1,100.00 Subtotal 4,400.00 Total 4,400.00""",
    "job application": """Employment application Position applied for Name Address Have you ever been convicted of a felony? Education
        high school college Employment history employer supervisor reason for leaving References Signature""",
    "benefits letter": """Explanation of Benefits This is not a bill Member ID Patient Provider Claim number Date of service Billed amount
        Allowed amount Deductible Your plan paid You may owe""",
}


@pytest.mark.parametrize("doc_type", KNOWN)
def test_a_plain_document_of_each_type_is_named(classifier: TextClassifier, doc_type: str) -> None:
    opinion = classifier.classify(reading(KNOWN[doc_type]))
    assert opinion.doc_type == doc_type
    assert opinion.confidence is not None
    assert 0.5 <= opinion.confidence <= classifier.calibration.ceiling


@pytest.mark.parametrize("kind", UNKNOWN)
def test_a_paper_that_only_resembles_ours_is_unknown(classifier: TextClassifier, kind: str) -> None:
    opinion = classifier.classify(reading(UNKNOWN[kind]))
    assert opinion.doc_type is None
    assert opinion.confidence is not None
    assert opinion.confidence > 0.5


def test_random_letters_are_unknown(classifier: TextClassifier) -> None:
    random = Random(5)  # noqa: S311 - seeded on purpose
    texts = [" ".join("".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=random.randint(2, 9))) for _ in range(120)) for _ in range(20)]
    assert {classifier.classify(reading(text)).doc_type for text in texts} == {None}


@pytest.mark.parametrize("text", ["", "Invoice", "12 34 56 78 90 12 34 56", ". , - | ~ = * + _ : ;"])
def test_too_little_to_read_gives_no_opinion_at_all(classifier: TextClassifier, text: str) -> None:
    assert classifier.classify(reading(text)) == Classification(None, None)


def test_a_document_without_pages_gives_no_opinion(classifier: TextClassifier) -> None:
    assert classifier.classify(Reading(())) == Classification(None, None)


def test_a_machine_readable_line_speaks_for_an_identity_document_though_all_else_is_unreadable(classifier: TextClassifier) -> None:
    text = "eae tt wh Bn sse | oo P<POLNOWAK<<JAN<<<<<<<<<<<<<<<<<<<<<<<<<<<<<< AB12345671POL8001014M3001012<<<<<<<<<<<<<<08"
    assert classifier.classify(reading(text, (600, 420))).doc_type == "identity_document"


def test_no_confidence_passes_what_the_calibration_can_prove(classifier: TextClassifier) -> None:
    bounded = TextClassifier(classifier.language, classifier.vocabulary, Calibration(temperature=0.1, ceiling=0.9))
    assert bounded.classify(reading(KNOWN["invoice"])).confidence == 0.9


def test_below_the_least_confidence_no_type_is_named(classifier: TextClassifier) -> None:
    strict = TextClassifier(classifier.language, classifier.vocabulary, Calibration(temperature=50, minimum_confidence=0.5))
    opinion = strict.classify(reading(KNOWN["invoice"]))
    assert opinion.doc_type is None
    assert opinion.confidence is not None
    assert opinion.confidence < 0.5


def test_every_type_declared_beside_the_weights_is_a_label(classifier: TextClassifier) -> None:
    assert set(classifier.labels) == {*KNOWN, "unknown"}


def test_missing_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match=r"python -m learning\.classifier"):
        load_text_classifier(tmp_path)


def test_damaged_calibration_is_refused(tmp_path: Path) -> None:
    for path in SHIPPED.glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / CALIBRATION_FILE).write_text('{"temperature": "warm"}')
    with pytest.raises(MissingWeights):
        load_text_classifier(tmp_path)


def test_shipped_weights_are_small_and_calibrated_on_real_documents(classifier: TextClassifier) -> None:
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) < 1_000_000
    assert classifier.calibration.documents >= 100


def test_loading_and_classifying_are_quick() -> None:
    started = time.perf_counter()
    (classifier,) = load_classifiers()
    loaded = time.perf_counter()
    long_document = reading(" ".join([*KNOWN.values(), *UNKNOWN.values()] * 20))
    for _ in range(10):
        classifier.classify(long_document)
    assert loaded - started < 2
    assert (time.perf_counter() - loaded) / 10 < 0.1


def test_names_in_the_registry_are_those_of_the_classifiers() -> None:
    assert [one.name for one in load_classifiers()] == list(CLASSIFIERS)


FLOORS = {"einvoice": ("invoice", 0.93), "tables": (None, 0.9), "us_tax": (None, 0.9)}


@pytest.mark.parametrize("name", FLOORS)
def test_born_digital_documents_of_others_are_told_apart(classifier: TextClassifier, dev_data: Path, name: str) -> None:
    expected, floor = FLOORS[name]
    lines = [msgspec.json.decode(line) for line in (dev_data / "labels.jsonl").read_bytes().splitlines()]
    files = [line["file"] for line in lines if line["set"] == name and line["file"].endswith(".pdf")][:12]
    readings = [born_digital(dev_data / file) for file in files]
    right = [classifier.classify(one).doc_type == expected for one in readings if one.pages[0].words]
    assert len(right) >= 5
    assert sum(right) / len(right) >= floor


def born_digital(path: Path) -> Reading:
    with pdfplumber.open(path) as document:
        page = document.pages[0]
        words = tuple(Word(word["text"], SOMEWHERE) for word in page.extract_words())
        return Reading((Page(1, int(page.width), int(page.height), words, "test", IDENTITY),))
