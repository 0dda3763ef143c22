"""What the type classifier sees of a document: plain words, pairs of words, stems, and facts of layout as pseudo-words."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from models.page import Reading

FIRST_WORDS = 400
LAST_WORDS = 80
TOP_WORDS = 40
STEM_LETTERS = 6
LETTERS = re.compile(r"[a-z]+(?:'[a-z]+)?")
SPACED_OUT = re.compile(r"(?:\b\w ){3,}\w\b")
AMOUNT = re.compile(r"^\W*(?:[A-Z]{2,3}|[$£€])?\W{0,2}\d{1,3}(?:[.,' ]?\d{3})*[.,]\d{2}\W*[A-Z€]?\W*$")
DATE = re.compile(r"^\W*(?:\d{1,2}[./-](?:\d{1,2}|[A-Za-z]{3,9})[./-]\d{2,4}|\d{4}-\d{2}-\d{2})\W*$")
IBAN = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$")
# Readers turn the fillers of a machine-readable line into K, C, E or guillemets.
MACHINE_LINE = re.compile(r"<{2,}|(?=.*\d)[A-Z0-9]{9,}[<KCE(«]{4,}|[A-Z]{2,}[<«(]{1,}[KC<E«(]{4,}")
MACHINE_NAME = re.compile(r"^[PIACVL][A-Z<]{1,4}[A-Z<]*[A-Z]{2}<<")


def document_words(reading: Reading) -> tuple[str, ...]:
    """The first words of a document in reading order and its last ones: forms say what they are at the top, bills at the end."""
    words = [word.text for page in reading.pages for word in page.words]
    return truncated(words)


def truncated(words: Sequence[str]) -> tuple[str, ...]:
    if len(words) <= FIRST_WORDS + LAST_WORDS:
        return tuple(words)
    return (*words[:FIRST_WORDS], *words[-LAST_WORDS:])


def aspect(reading: Reading) -> float:
    """Height over width of the first page; receipts are long, cards are wide."""
    if not reading.pages or not reading.pages[0].width_px:
        return 1.0
    return reading.pages[0].height_px / reading.pages[0].width_px


def features(words: Sequence[str], page_aspect: float) -> list[str]:
    """Each feature once, sorted: how often a word is repeated says more of the length of a document than of its type."""
    plain = [letters for word in _closed_up(words) for letters in LETTERS.findall(_plain(word))]
    found = set(plain)
    found.update(f"{first}_{second}" for first, second in pairwise(plain))
    found.update(f"^{word}" for word in plain[:TOP_WORDS] if len(word) > 2)  # noqa: PLR2004 - shorter ones head no page
    found.update(part for word in plain for part in _stems(word))
    found.update(_facts(words, page_aspect))
    return sorted(found)


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKD", word.lower().replace("ß", "ss").replace("\u2019", "'")).encode("ascii", "ignore").decode()


def _closed_up(words: Sequence[str]) -> list[str]:
    return SPACED_OUT.sub(lambda run: run[0].replace(" ", ""), " ".join(words)).split()


def _stems(word: str) -> Iterator[str]:
    """Beginnings and ends: compounds ('Handelsrechnung'), joined words and words half read still show what they are about."""
    if len(word) > STEM_LETTERS:
        yield f"{word[:STEM_LETTERS]}~"
        yield f"~{word[-STEM_LETTERS:]}"


def _facts(words: Sequence[str], page_aspect: float) -> Iterator[str]:
    yield f"#shape={_step(page_aspect, (0.9, 1.6, 2.2))}"
    yield f"#length={_step(len(words), (12, 40, 100, 250))}"
    yield f"#amounts={_step(sum(bool(AMOUNT.match(word)) for word in words), (1, 4, 12))}"
    yield f"#dates={_step(sum(bool(DATE.match(word)) for word in words), (1, 3, 8))}"
    machine_lines = sum(bool(MACHINE_LINE.search(word)) for word in words)
    yield from (f"#machine-readable-line={count}" for count in range(1, min(machine_lines, 3) + 1))
    if any(MACHINE_NAME.search(word) for word in words):
        yield "#machine-readable-name"
    if any(IBAN.match(word) for word in words) or "IBAN" in words:
        yield "#iban"


def _step(value: float, steps: tuple[float, ...]) -> int:
    return sum(value >= step for step in steps)
