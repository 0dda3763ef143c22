"""Each shipped document type finds its fields on a plain form, in English, German or French."""

import pytest
from printed_page import reading_of

from pipeline.document_types import load_document_types
from pipeline.extract import extract
from pipeline.validate import validate

TYPES = load_document_types()
FORMS: dict[str, tuple[str, tuple[str, ...], dict[str, str]]] = {
    "purchase order in English": (
        "purchase_order",
        (
            "Nordlicht AG",
            "Hafenweg 3, 20457 Hamburg",
            "PURCHASE ORDER",
            "PO Number: PO-88121           Order date: 3 May 2026",
            "Vendor:                       Delivery date: 17 May 2026",
            "Sunrise Hardware Ltd",
            "12 Mill Lane",
            "Subtotal                      1,000.00 EUR",
            "Order total                   1,190.00 EUR",
        ),
        {
            "order_number": "PO-88121",
            "order_date": "2026-05-03",
            "delivery_date": "2026-05-17",
            "buyer_name": "Nordlicht AG",
            "supplier_name": "Sunrise Hardware Ltd",
            "currency": "EUR",
            "order_total": "1190.00",
        },
    ),
    "purchase order in German": (
        "purchase_order",
        ("Bestellung", "Bestellnummer: 4711-22      Bestelldatum: 03.05.2026", "Liefertermin: 17.05.2026", "Gesamtbetrag     1.190,00 €"),
        {"order_number": "4711-22", "order_date": "2026-05-03", "delivery_date": "2026-05-17", "order_total": "1190.00", "currency": "EUR"},
    ),
    "payment advice in English": (
        "remittance",
        (
            "Remittance advice",
            "Payment reference: PAY-2026-118",
            "Payment date: 2026-05-04",
            "Payer: Nordlicht AG",
            "Payee: Sunrise Hardware Ltd",
            "Invoice 4711     03.04.2026      500.00",
            "Invoice 4712     09.04.2026      690.00",
            "Total amount paid              1,190.00 EUR",
        ),
        {
            "payment_reference": "PAY-2026-118",
            "payment_date": "2026-05-04",
            "payer_name": "Nordlicht AG",
            "payee_name": "Sunrise Hardware Ltd",
            "currency": "EUR",
            "amount_paid": "1190.00",
        },
    ),
    "insurance claim in English": (
        "insurance_claim",
        (
            "Claim form",
            "Policy number: HH-330-118        Claim number: C-90017",
            "Name of claimant: Anna Eriksson",
            "Date of birth: 12 August 1974",
            "Date of loss: 3 May 2026",
            "Amount claimed: £1,250.00",
        ),
        {
            "policy_number": "HH-330-118",
            "claim_number": "C-90017",
            "claimant_name": "Anna Eriksson",
            "date_of_birth": "1974-08-12",
            "date_of_loss": "2026-05-03",
            "claim_amount": "1250.00",
        },
    ),
    "insurance claim in German": (
        "insurance_claim",
        (
            "Schadenmeldung",
            "Versicherungsnummer: HH-330",
            "Versicherungsnehmer: Anna Muster",
            "Schadendatum: 03.05.2026",
            "Schadenhöhe: 1.250,00 €",
        ),
        {"policy_number": "HH-330", "claimant_name": "Anna Muster", "date_of_loss": "2026-05-03", "claim_amount": "1250.00"},
    ),
    "loan application in French": (
        "loan_application",
        (
            "Demande de prêt",
            "Nom et prénom : Claire Dubois",
            "Date de naissance : 12/08/1974",
            "Montant du prêt : 15 000,00 €",
            "Durée en mois : 48",
            "Revenu annuel : 42 000,00 €",
            "Date de la demande : 23/05/2026",
        ),
        {
            "applicant_name": "Claire Dubois",
            "date_of_birth": "1974-08-12",
            "loan_amount": "15000.00",
            "term_months": "48",
            "annual_income": "42000.00",
            "application_date": "2026-05-23",
        },
    ),
    "student application in English": (
        "student_application",
        (
            "Application for admission",
            "Application ID: A-20261",
            "Full name: Anna Eriksson",
            "Date of birth: 12 August 2006",
            "Program of study: Civil Engineering",
            "Start term: Fall 2026",
            "Email address: anna@example.org",
        ),
        {
            "application_id": "A-20261",
            "applicant_name": "Anna Eriksson",
            "date_of_birth": "2006-08-12",
            "program": "Civil Engineering",
            "start_term": "Fall 2026",
            "email": "anna@example.org",
        },
    ),
    "retirement enrollment in English": (
        "retirement_enrollment",
        (
            "401(k) enrollment form",
            "Plan name: Riverside Savings Plan",
            "Employee name: John Miller          Employee ID: E-40117",
            "Date of birth: 08/25/1974",
            "Contribution percentage: 6 %",
            "Effective date: 06/01/2026",
        ),
        {
            "plan_name": "Riverside Savings Plan",
            "employee_name": "John Miller",
            "employee_id": "E-40117",
            "date_of_birth": "1974-08-25",
            "contribution_percent": "6",
            "effective_date": "2026-06-01",
        },
    ),
    "bank statement in German": (
        "bank_statement",
        (
            "Hafenbank AG",
            "Kontoauszug vom 01.05.2026 bis 31.05.2026",
            "Kontoinhaber: Anna Muster",
            "IBAN: DE02 1203 0000 0000 2020 51",
            "Anfangssaldo            1.000,00 EUR",
            "Endsaldo                1.250,50 EUR",
        ),
        {
            "bank_name": "Hafenbank AG",
            "account_holder": "Anna Muster",
            "iban": "DE02120300000000202051",
            "period_from": "2026-05-01",
            "period_to": "2026-05-31",
            "opening_balance": "1000.00",
            "closing_balance": "1250.50",
            "currency": "EUR",
        },
    ),
    "identity card without a zone": (
        "identity_document",
        (
            "DRIVING LICENCE",
            "Surname",
            "ERIKSSON",
            "Given names",
            "ANNA MARIA",
            "Date of birth       Sex",
            "12 AUG 1974         F",
            "Licence no: D23145890",
        ),
        {"document_number": "D23145890", "surname": "ERIKSSON", "given_names": "ANNA MARIA", "birth_date": "1974-08-12", "sex": "F"},
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_plain_form_is_read_field_by_field(form: str) -> None:
    name, lines, expected = FORMS[form]
    chosen = {one.field: one.chosen.value if one.chosen else None for one in extract(reading_of(*lines), TYPES[name])}
    assert {field: chosen[field] for field in expected} == expected


@pytest.mark.parametrize("form", [form for form in FORMS if "without" not in form and "German" not in form])
def test_a_form_that_was_read_rightly_breaks_no_rule(form: str) -> None:
    name, _, expected = FORMS[form]
    assert validate(expected, TYPES[name]) == ()
