"""Which made-up values (dates, amounts, numbers, machine-readable lines) stand in made documents."""

import string
from collections.abc import Callable
from random import Random

Value = Callable[[Random], str]

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "JAN", "FEB", "MAR", "APR", "AUG", "OCT", "DEC",
    "Januar", "März", "Mai", "Oktober", "janvier", "février", "août",
)  # fmt: skip
ENDINGS = ("com", "org", "de", "fr", "net")
NATIONS = ("USA", "CAN", "IRL", "GBR", "POL", "CZE", "HUN", "TWN", "FRA", "D<<", "ESP", "ITA", "AUS", "NZL", "NLD", "IND", "JPN")
SURNAMES = ("MARTIN", "NOWAKOWSKA", "LINDSTROM", "SMITH", "MUSTER", "NOVAK", "LEE", "GARCIA", "DUBOIS", "TAN", "OBRIEN", "ROSSI")
GIVEN_NAMES = ("SARAH", "EVA<KATARINA", "JOHN", "ERIKA", "PETR", "WEI<MING", "MARIA", "LUC", "AOIFE", "GIULIA")


def digits(count: int) -> Value:
    return lambda random: str(random.randint(1, 9)) + "".join(random.choices(string.digits, k=count - 1))


def date(random: Random) -> str:
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1990, 2026)
    name = random.choice(MONTHS)
    return random.choice(
        (
            f"{day:02}/{month:02}/{year}",
            f"{month}/{day}/{year % 100:02}",
            f"{day:02}.{month:02}.{year}",
            f"{day:02}-{month:02}-{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day} {name} {year}",
            f"{name} {day}, {year}",
            f"{day:02}-{name}-{year}",
            f"{day}. {name} {year}",
        )
    )


def amount(random: Random) -> str:
    value = round(10 ** random.uniform(0, 4.5), 2)
    sign = random.choice(("", "", "", "$", "$ ", "RM", "RM ", "£", "€", "USD ", "EUR "))
    return f"{sign}{value:,.2f}" if random.randrange(10) else f"{sign}{value:,.0f}"


def amount_european(random: Random) -> str:
    value = round(10 ** random.uniform(0, 4.5), 2)
    text = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    return text + random.choice(("", "", " €", " EUR", "€"))


def code(random: Random) -> str:
    prefix = "".join(random.choices(string.ascii_uppercase, k=random.randint(0, 4)))
    number = "".join(random.choices(string.digits, k=random.randint(3, 9)))
    return f"{prefix}{random.choice(('', '-', '/', ''))}{number}{random.choice(('', '', '', '/01', 'A'))}"


def gibberish(random: Random) -> str:
    letters = string.ascii_letters + "|~.,:;-_'\"éüß°»«=*"
    return "".join(random.choices(letters, k=random.randint(1, 9)))


def latin(random: Random) -> str:
    syllables = (
        "lo",
        "rem",
        "ip",
        "sum",
        "do",
        "lor",
        "sit",
        "a",
        "met",
        "con",
        "sec",
        "te",
        "tur",
        "ad",
        "pis",
        "cing",
        "el",
        "it",
        "qua",
        "ven",
    )
    return "".join(random.choices(syllables, k=random.randint(1, 4)))


def machine_name_line(random: Random) -> str:
    start = random.choice(("P<", "P<", "PL", "I<", "ID", "V<", "IR"))
    return f"{start}{random.choice(NATIONS)}{random.choice(SURNAMES)}<<{random.choice(GIVEN_NAMES)}".ljust(random.choice((36, 44)), "<")


def machine_number_line(random: Random) -> str:
    number = "".join(random.choices(string.ascii_uppercase + string.digits, k=2)) + digits(7)(random)
    line = f"{number}{random.randint(0, 9)}{random.choice(NATIONS)}{digits(7)(random)}{random.choice('MF')}{digits(7)(random)}"
    return line.ljust(random.choice((30, 36, 43)), "<") + str(random.randint(0, 9))


VALUES: dict[str, Value] = {
    **{f"n{count}": digits(count) for count in range(1, 7)},
    "number": lambda random: digits(random.randint(5, 12))(random),
    "zip": digits(5),
    "ean": digits(13),
    "year": lambda random: str(random.randint(1965, 2027)),
    "date": date,
    "time": lambda random: f"{random.randint(0, 23):02}:{random.randint(0, 59):02}{random.choice(('', '', ' AM', ' PM', ':17'))}",
    "amount": amount,
    "amount_eu": amount_european,
    "percent": lambda random: random.choice(
        (f"{random.randint(1, 99)}%", f"{random.randint(1, 25)}.{random.randint(0, 99):02} %", "19%", "7%", "20 %")
    ),
    "quantity": lambda random: random.choice(
        (str(random.randint(1, 20)), f"{random.randint(1, 9)}.00", f"{random.randint(1, 9)},00", str(random.randint(20, 500)))
    ),
    "code": code,
    "vat": lambda random: random.choice(("DE", "FR", "GB", "IE", "PL", "ATU", "NL", "IT")) + digits(9)(random),
    "iban": lambda random: random.choice(("DE", "FR", "GB", "NL", "BE")) + " ".join(digits(4)(random) for _ in range(5))[2:],
    "bic": lambda random: "".join(random.choices(string.ascii_uppercase, k=4)) + random.choice(("DEFF", "FRPP", "GB2L", "DEMM", "NL2A")),
    "phone": lambda random: random.choice(
        (
            f"({digits(3)(random)}) {digits(3)(random)}-{digits(4)(random)}",
            f"+49 {digits(3)(random)} {digits(6)(random)}",
            f"0{digits(1)(random)}-{digits(7)(random)}",
            f"{digits(3)(random)}-{digits(3)(random)}-{digits(4)(random)}",
            f"+33 {digits(1)(random)} " + " ".join(digits(2)(random) for _ in range(4)),
        )
    ),
    "email": lambda random: f"{random.choice(SURNAMES).lower()}@{random.choice(('example', 'mail', 'office'))}.{random.choice(ENDINGS)}",
    "url": lambda random: f"{random.choice(('www.', 'https://', 'http://www.'))}{random.choice(SURNAMES).lower()}.{random.choice(ENDINGS)}",
    "ssn": lambda random: f"{digits(3)(random)}-{digits(2)(random)}-{digits(4)(random)}",
    "letter": lambda random: random.choice(string.ascii_uppercase),
    "initial": lambda random: random.choice(string.ascii_uppercase),
    "nation3": lambda random: random.choice(NATIONS),
    "gibberish": gibberish,
    "lorem": latin,
    "mrz_first": machine_name_line,
    "mrz_name": machine_name_line,
    "mrz_second": machine_number_line,
    "mrz_number": lambda random: (
        "".join(random.choices(string.ascii_uppercase, k=random.randint(0, 2))) + digits(random.randint(6, 9))(random)
    ),
}
