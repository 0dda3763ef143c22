"""Numbers of companies, accounts and travel documents that pass their check digits and belong to nobody."""

from random import Random
from string import ascii_uppercase

MRZ_ALPHABET = "0123456789" + ascii_uppercase
HEAD_OFFICE = 3 * "X"


def digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def german_vat_id(rng: Random) -> str:
    """ISO 7064 mod 11, 10 over eight digits."""
    body = rng.choice("123456789") + digits(rng, 7)
    product = 10
    for digit in body:
        total = (int(digit) + product) % 10 or 10
        product = (2 * total) % 11
    return f"DE{body}{(11 - product) % 10}"


def british_vat_id(rng: Random) -> str:
    """Seven weighted digits, completed to a multiple of 97."""
    body = rng.choice("123456789") + digits(rng, 6)
    remainder = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), body, strict=True)) % 97
    return f"GB{body}{97 - remainder:02d}"


def french_vat_id(rng: Random) -> str:
    """A SIREN with its Luhn digit, and the key of the VAT number before it."""
    body = rng.choice("345678") + digits(rng, 7)
    doubled = [int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(body)]
    check = -sum(value - 9 if value > 9 else value for value in doubled) % 10
    siren = f"{body}{check}"
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


VAT_IDS = {"de": german_vat_id, "uk": british_vat_id, "fr": french_vat_id}


def choose_vat_id(rng: Random, region: str) -> str | None:
    """A VAT number of the region, None where there is no such thing."""
    maker = VAT_IDS.get(region)
    return maker(rng) if maker else None


def choose_iban(rng: Random, region: str) -> str | None:
    """A compact IBAN, None where accounts have none."""
    if region == "de":
        return _iban("DE", f"{rng.randint(1, 8)}{digits(rng, 17)}")
    if region == "uk":
        return _iban("GB", "".join(rng.choices("BCDFHKLMNRSTW", k=4)) + digits(rng, 14))
    if region == "fr":
        bank, branch, account = f"{rng.randint(10, 49)}{digits(rng, 3)}", digits(rng, 5), digits(rng, 11)
        key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
        return _iban("FR", f"{bank}{branch}{account}{key:02d}")
    return None


def _iban(country: str, account: str) -> str:
    number = "".join(str(int(character, 36)) for character in f"{account}{country}00")
    return f"{country}{98 - int(number) % 97:02d}{account}"


def in_groups(identifier: str, size: int = 4) -> str:
    return " ".join(identifier[start : start + size] for start in range(0, len(identifier), size))


def choose_bic(rng: Random, region: str) -> str:
    """Bank, country and place of ISO 9362; the branch is none, or three X, which that standard gives the head office."""
    country = {"de": "DE", "uk": "GB", "fr": "FR"}[region]
    return "".join(rng.choices("BCDFGHKLMNPRSTVW", k=4)) + country + rng.choice(("2X", "FF", "M1", "PP")) + rng.choice(("", HEAD_OFFICE))


def mrz_check_digit(text: str) -> str:
    """ICAO 9303: weights 7, 3, 1; the filler counts nothing."""
    values = (0 if character == "<" else MRZ_ALPHABET.index(character) for character in text)
    return str(sum(value * (7, 3, 1)[index % 3] for index, value in enumerate(values)) % 10)


def checked(text: str) -> str:
    return text + mrz_check_digit(text)


def passport_lines(country: str, number: str, names: tuple[str, str], birth: str, sex: str, expiry: str) -> tuple[str, str]:
    """The two lines of a passport (TD3); `names` are surname and given names, days are YYMMDD."""
    first = f"P<{country}{_mrz_names(names)}".ljust(44, "<")[:44]
    document, born, expires = checked(number.ljust(9, "<")), checked(birth), checked(expiry)
    optional = checked("<" * 14)
    whole = mrz_check_digit(document + born + expires + optional)
    return first, f"{document}{country}{born}{sex}{expires}{optional}{whole}"


def card_lines(country: str, number: str, names: tuple[str, str], birth: str, sex: str, expiry: str) -> tuple[str, str, str]:
    """The three lines of a card (TD1)."""
    first = f"I<{country}{checked(number.ljust(9, '<'))}".ljust(30, "<")
    born, expires = checked(birth), checked(expiry)
    optional = "<" * 11
    whole = mrz_check_digit(first[5:30] + born + expires + optional)
    return first, f"{born}{sex}{expires}{country}{optional}{whole}", _mrz_names(names).ljust(30, "<")[:30]


def _mrz_names(names: tuple[str, str]) -> str:
    surname, given = ("<".join(name.upper().replace("-", " ").replace("'", "").split()) for name in names)
    return f"{surname}<<{given}"
