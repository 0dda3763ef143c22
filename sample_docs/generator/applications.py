"""Who fills in which form: insurance claims, loan and student applications, 401(k) enrolments."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random

from sample_docs.generator.companies import choose_company
from sample_docs.generator.document import GeneratedDocument, Labels
from sample_docs.generator.forms import LOOKS, Filled, Section, chosen, draw_form
from sample_docs.generator.identifiers import digits
from sample_docs.generator.people import choose_person
from sample_docs.generator.regions import REGIONS, choose_birthday, choose_day, choose_notation
from sample_docs.generator.trade import cents

INSURERS = ("Harbor Mutual Insurance", "Northstar Casualty Company", "Prairie Shield Insurance Group", "Anchor & Bell Assurance")
LENDERS = ("First Prairie National Bank", "Harbor Trust Bank", "Alder Valley Credit Union", "Calder Home Finance")
SCHOOLS = ("Wexcombe University", "Lakemont State University", "Northfield College of Technology", "University of Ellery Bay")
PROGRAMS = (
    "B.Sc. Computer Science",
    "B.A. Economics",
    "M.Sc. Civil Engineering",
    "B.Sc. Nursing",
    "Master of Public Health",
    "B.A. History",
)
PLANS = ("{} 401(k) Savings Plan", "{} Retirement Savings Plan", "{} Employees 401(k) Plan")
INCIDENTS = (
    "Burst pipe in the kitchen, floor and cabinets damaged.",
    "Rear-end collision at a traffic light.",
    "Hail damage to roof and gutters.",
    "Theft of bicycle from locked garage.",
)


def make_insurance_claim(rng: Random, layout: str | None = None) -> GeneratedDocument:
    notation, labels, person = choose_notation(rng, REGIONS["us"]), Labels(), choose_person(rng, "us")
    born, loss = choose_birthday(rng), choose_day(rng)
    amount = cents(rng.uniform(240, 18500))
    policy = Section(
        "Policy details",
        (
            (rng.choice(("Claim number", "Claim No.", "Claim #")), labels.text("claim_number", f"CLM-{digits(rng, 6)}")),
            (
                rng.choice(("Policy number", "Policy No.", "Policy #")),
                labels.text("policy_number", f"{rng.choice(('HO', 'AU', 'PX'))}{digits(rng, 8)}"),
            ),
        ),
    )
    claimant = Section(
        "Claimant",
        (
            (rng.choice(("Claimant name", "Name of claimant", "Insured's name")), labels.text("claimant_name", person.name)),
            (rng.choice(("Date of birth", "DOB")), labels.day("date_of_birth", notation.day(born), born)),
            ("Address", person.address.one_line),
            ("Telephone", person.phone),
        ),
        chosen(rng, ("Owner", "Tenant", "Third party")),
    )
    incident = Section(
        "Loss",
        (
            (rng.choice(("Date of loss", "Date of incident", "Loss date")), labels.day("date_of_loss", notation.day(loss), loss)),
            (
                rng.choice(("Amount claimed", "Claim amount", "Total amount claimed")),
                labels.money("claim_amount", notation.money(amount), amount),
            ),
            ("Description of loss", rng.choice(INCIDENTS)),
            ("Police report no.", rng.choice(("none", f"{digits(rng, 2)}-{digits(rng, 5)}"))),
        ),
    )
    text = "I declare that the particulars given are true and complete, and that no material fact has been withheld. Any person who knowingly files a statement of claim containing false information may be subject to penalties."
    filled = Filled(
        "insurance_claim",
        rng.choice(INSURERS),
        rng.choice(("Notice of Claim", "PROPERTY AND CASUALTY CLAIM FORM", "Insurance Claim Form")),
        (policy, claimant, incident),
        text,
        labels,
    )
    return draw_form(filled, layout or rng.choice(sorted(LOOKS)), rng)


def make_loan_application(rng: Random, layout: str | None = None) -> GeneratedDocument:
    notation, labels, person = choose_notation(rng, REGIONS["us"]), Labels(), choose_person(rng, "us")
    born, day = choose_birthday(rng), choose_day(rng)
    amount, income = cents(rng.randrange(3000, 90000, 500)), cents(rng.randrange(28000, 160000, 250))
    term = rng.choice((12, 24, 36, 48, 60, 72))
    loan = Section(
        "Loan requested",
        (
            (
                rng.choice(("Application number", "Application No.", "Loan application #")),
                labels.text("application_number", f"LA{digits(rng, 7)}"),
            ),
            (rng.choice(("Application date", "Date of application", "Date")), labels.day("application_date", notation.day(day), day)),
            (
                rng.choice(("Loan amount", "Amount requested", "Loan amount requested")),
                labels.money("loan_amount", notation.money(amount), amount),
            ),
            (rng.choice(("Term (months)", "Term in months", "Repayment period (months)")), labels.text("term_months", str(term))),
        ),
        chosen(rng, ("Car", "Home improvement", "Debt consolidation", "Other")),
    )
    applicant = Section(
        "Applicant",
        (
            (rng.choice(("Applicant name", "Name of applicant", "Full name of applicant")), labels.text("applicant_name", person.name)),
            (rng.choice(("Date of birth", "DOB")), labels.day("date_of_birth", notation.day(born), born)),
            ("Home address", person.address.one_line),
            ("Phone", person.phone),
        ),
    )
    work = Section(
        "Employment and income",
        (
            ("Employer", choose_company(rng, "us").name),
            (
                rng.choice(("Annual income", "Gross annual income", "Yearly income")),
                labels.money("annual_income", notation.money(income), income),
            ),
            ("Years with employer", str(rng.randint(1, 22))),
            ("Monthly rent or mortgage", notation.money(cents(rng.randrange(600, 2600, 10)))),
        ),
        chosen(rng, ("Employed", "Self-employed", "Retired")),
    )
    text = "I authorise the lender to obtain a credit report and to verify my employment and income. Everything stated in this application is correct to the best of my knowledge."
    filled = Filled(
        "loan_application",
        rng.choice(LENDERS),
        rng.choice(("Personal Loan Application", "LOAN APPLICATION", "Consumer Loan Application")),
        (loan, applicant, work),
        text,
        labels,
    )
    return draw_form(filled, layout or rng.choice(sorted(LOOKS)), rng)


def make_student_application(rng: Random, layout: str | None = None) -> GeneratedDocument:
    notation, labels, person = choose_notation(rng, REGIONS[rng.choice(("us", "uk"))]), Labels(), choose_person(rng, "us")
    born = choose_birthday(rng, 1994, 2007)
    study = Section(
        "Programme",
        (
            (
                rng.choice(("Application ID", "Application No.", "Applicant ID")),
                labels.text("application_id", f"{rng.choice(('S', 'UA', 'A'))}{digits(rng, 7)}"),
            ),
            (rng.choice(("Program", "Programme of study", "Degree program")), labels.text("program", rng.choice(PROGRAMS))),
            (
                rng.choice(("Start term", "Term of entry", "Intended start")),
                labels.text("start_term", rng.choice(("Fall 2024", "Spring 2025", "Fall 2025", "Autumn 2025"))),
            ),
            ("Mode of study", rng.choice(("Full time", "Part time"))),
        ),
    )
    applicant = Section(
        "Applicant",
        (
            (rng.choice(("Applicant name", "Full name", "Name of applicant")), labels.text("applicant_name", person.name)),
            (rng.choice(("Date of birth", "DOB", "Birth date")), labels.day("date_of_birth", notation.day(born), born)),
            (rng.choice(("Email", "E-mail address", "Email address")), labels.text("email", person.email)),
            ("Telephone", person.phone),
            ("Postal address", person.address.one_line),
            ("Nationality", "United States"),
        ),
        chosen(rng, ("Domestic", "International")),
    )
    school = Section(
        "Previous education",
        (
            ("School", f"{rng.choice(('Fairhope', 'Oakdale', 'St. Brendan'))} High School"),
            ("Year of graduation", str(born.year + 18)),
            ("Grade average", f"{rng.uniform(2.6, 4.0):.2f}"),
            ("Test score", str(rng.randrange(1010, 1560, 10))),
        ),
    )
    text = "I certify that the information in this application is complete and accurate, and I understand that admission may be withdrawn where it is not. Transcripts and two letters of recommendation are enclosed."
    filled = Filled(
        "student_application",
        rng.choice(SCHOOLS),
        rng.choice(("Application for Admission", "UNDERGRADUATE APPLICATION FOR ADMISSION", "Student Application Form")),
        (study, applicant, school),
        text,
        labels,
    )
    return draw_form(filled, layout or rng.choice(sorted(LOOKS)), rng)


def make_retirement_enrollment(rng: Random, layout: str | None = None) -> GeneratedDocument:
    notation, labels, person = choose_notation(rng, REGIONS["us"]), Labels(), choose_person(rng, "us")
    born, day = choose_birthday(rng, 1958, 2003), choose_day(rng)
    start = (day + timedelta(days=40)).replace(day=1)
    employer = choose_company(rng, "us")
    percent = rng.choice((3, 4, 5, 6, 7, 8, 10, 12))
    plan = Section(
        "Plan",
        (
            (
                rng.choice(("Plan name", "Name of plan", "Retirement plan")),
                labels.text("plan_name", rng.choice(PLANS).format(employer.name.rsplit(" ", 2)[0])),
            ),
            (
                rng.choice(("Effective date", "Enrollment effective date", "Effective as of")),
                labels.day("effective_date", notation.day(start), start),
            ),
        ),
    )
    employee = Section(
        "Employee",
        (
            (rng.choice(("Employee name", "Participant name", "Name of employee")), labels.text("employee_name", person.name)),
            (
                rng.choice(("Employee ID", "Employee No.", "Employee number")),
                labels.text("employee_id", f"{rng.choice(('E', '', 'EMP-'))}{digits(rng, 5)}"),
            ),
            (rng.choice(("Date of birth", "DOB", "Birth date")), labels.day("date_of_birth", notation.day(born), born)),
            ("Date of hire", notation.day(choose_day(rng))),
            ("Home address", person.address.one_line),
            ("Phone", person.phone),
        ),
        chosen(rng, ("Single", "Married")),
    )
    deferral = Section(
        "Salary deferral election",
        (
            (
                rng.choice(("Contribution percent", "Deferral percentage", "Contribution rate")),
                labels.text("contribution_percent", f"{percent}%", str(percent)),
            ),
            ("Beneficiary", choose_person(rng, "us").name),
        ),
        chosen(rng, ("Pre-tax", "Roth", "After-tax")),
    )
    text = "I elect to defer the percentage of my eligible pay shown above each pay period. I understand that I may change or stop my contributions at any time, and that this election replaces any earlier one."
    filled = Filled(
        "retirement_enrollment",
        employer.name,
        rng.choice(("401(k) Enrollment Form", "RETIREMENT PLAN ENROLLMENT", "401(k) Participant Enrollment")),
        (plan, employee, deferral),
        text,
        labels,
    )
    return draw_form(filled, layout or rng.choice(sorted(LOOKS)), rng)


APPLICATIONS: Mapping[str, Callable[..., GeneratedDocument]] = {
    "insurance_claim": make_insurance_claim,
    "loan_application": make_loan_application,
    "student_application": make_student_application,
    "retirement_enrollment": make_retirement_enrollment,
}
