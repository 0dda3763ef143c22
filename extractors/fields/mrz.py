"""Reads the machine-readable zone of passports and identity cards (ICAO 9303: TD1, TD2, TD3); check digits decide what is believed."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.fields.lines import Line, layout_of
from models.document_type import DocumentType
from models.extraction import Candidate, Evidence
from models.page import Box, Reading, enclosing

ZONE_LINE = re.compile(r"[A-Z0-9<]{26,48}")
WEIGHTS = (7, 3, 1)
_LETTERS_FOR = str.maketrans("01586", "OISBG")
_DIGITS_FOR = str.maketrans("OQDIZSBG", "00012586")
_FILLERS = str.maketrans("«({[£€_-#*~", "<<<<<<<<<<<")
_MISREAD_FILLERS = re.compile(r"<?K{3,}$|<K{2,}$")
_RUN = re.compile(r"<{3,}")
SLACK = 2
NAMES_SLACK = 14
PROVEN, READ = 0.97, 0.55


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a format keeps what: (line, from, to) of each part; a check digit follows number, birth and expiry."""

    length: int
    line_count: int
    names_line: int
    number: tuple[int, int, int]
    nationality: tuple[int, int, int]
    birth: tuple[int, int, int]
    sex: tuple[int, int, int]
    expiry: tuple[int, int, int]


TD3 = Zone(44, 2, 0, (1, 0, 9), (1, 10, 13), (1, 13, 19), (1, 20, 21), (1, 21, 27))
TD2 = Zone(36, 2, 0, (1, 0, 9), (1, 10, 13), (1, 13, 19), (1, 20, 21), (1, 21, 27))
TD1 = Zone(30, 3, 2, (0, 5, 14), (1, 15, 18), (1, 0, 6), (1, 7, 8), (1, 8, 14))


class MrzTechnique:
    """The zone's values for the fields of an identity document."""

    name = "mrz.v1"

    def propose(self, reading: Reading, doc_type: DocumentType) -> Iterable[Candidate]:
        wanted = {spec.name for spec in doc_type.fields}
        lines = [(line, _zone_text(line)) for line in layout_of(reading).lines]
        for zone in (TD3, TD2, TD1):
            for printed in _zones([pair for pair in lines if ZONE_LINE.fullmatch(pair[1])], zone):
                for field, value, proven, line in _read(zone, printed):
                    if field in wanted and value:
                        evidence = Evidence(line.page, _box(line), line.text, self.name)
                        yield Candidate(field, value, PROVEN if proven else READ, evidence)


def check_digit(text: str) -> str:
    """ICAO 9303 part 3, section 4.9: weights 7, 3, 1; letters from 10, the filler 0."""
    total = sum(WEIGHTS[index % 3] * (0 if mark == "<" else int(mark, 36)) for index, mark in enumerate(text))
    return str(total % 10)


def _zone_text(line: Line) -> str:
    return "".join(word.text for word in line.words).replace(" ", "").replace("c", "<").upper().translate(_FILLERS)


def _box(line: Line) -> Box:
    return enclosing(word.box for word in line.words)


def _zones(lines: list[tuple[Line, str]], zone: Zone) -> Iterator[list[tuple[Line, str]]]:
    """Runs of neighbouring lines of about a format's length, cut or filled to it."""
    for start in range(len(lines) - zone.line_count + 1):
        run = lines[start : start + zone.line_count]
        # Fillers at the end of a line are often lost; few of those between the parts of a line are.
        slack = (NAMES_SLACK if index == zone.names_line else SLACK for index in range(zone.line_count))
        if all(abs(len(text) - zone.length) <= allowed for (_, text), allowed in zip(run, slack, strict=True)):
            yield [(line, _fitted(text, zone.length)) for line, text in run]


def _fitted(text: str, length: int) -> str:
    """A line at its format's length: OCR miscounts fillers, so its longest run of them gives or takes."""
    runs = [*_RUN.finditer(text)]
    if len(text) == length or not runs:
        return text[:length].ljust(length, "<")
    longest = max(runs, key=lambda run: len(run[0]))
    fillers = "<" * max(1, len(longest[0]) + length - len(text))
    return (text[: longest.start()] + fillers + text[longest.end() :])[:length].ljust(length, "<")


def _read(zone: Zone, lines: list[tuple[Line, str]]) -> Iterator[tuple[str, str, bool, Line]]:
    number, number_proven = _number(zone, lines)
    birth, birth_proven = _day(lines, zone.birth)
    expiry, expiry_proven = _day(lines, zone.expiry)
    if not (number_proven or birth_proven or expiry_proven):
        return
    yield "document_number", number, number_proven, lines[zone.number[0]][0]
    yield "birth_date", _iso(birth, expires=False), birth_proven, lines[zone.birth[0]][0]
    yield "expiry_date", _iso(expiry, expires=True), expiry_proven, lines[zone.expiry[0]][0]
    yield "nationality", _part(lines, zone.nationality).translate(_LETTERS_FOR).strip("<"), False, lines[zone.nationality[0]][0]
    yield "sex", _part(lines, zone.sex).strip("<"), False, lines[zone.sex[0]][0]
    yield from _names(zone, lines)


def _part(lines: list[tuple[Line, str]], where: tuple[int, int, int]) -> str:
    line, start, end = where
    return lines[line][1][start:end]


def _number(zone: Zone, lines: list[tuple[Line, str]]) -> tuple[str, bool]:
    """The document number; letters and digits taken for each other are mended where that makes the check digit agree."""
    line, start, end = zone.number
    printed, check = lines[line][1][start:end], lines[line][1][end].translate(_DIGITS_FOR)
    # More readings than these few would make one agree by chance: a check digit catches nine errors of ten.
    digits = printed[1:].translate(_DIGITS_FOR)
    readings = (printed, printed[:2] + digits[1:], printed[0].translate(_LETTERS_FOR) + digits, printed[0].translate(_DIGITS_FOR) + digits)
    for text in readings:
        if check_digit(text) == check:
            return text.strip("<"), True
    return printed.strip("<"), False


def _day(lines: list[tuple[Line, str]], where: tuple[int, int, int]) -> tuple[str, bool]:
    line, start, end = where
    text, check = lines[line][1][start:end].translate(_DIGITS_FOR), lines[line][1][end].translate(_DIGITS_FOR)
    return text, text.isdigit() and check_digit(text) == check


def _iso(text: str, *, expires: bool) -> str:
    """A day from YYMMDD: documents expire within some decades from now, and their holders were born before today."""
    try:
        day = dt.date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return ""
    today = dt.datetime.now(dt.UTC).date()
    limit = today.replace(year=today.year + 50, day=1) if expires else today
    return (day if day <= limit else day.replace(year=day.year - 100, day=min(day.day, 28) if day.month == 2 else day.day)).isoformat()  # noqa: PLR2004


def _names(zone: Zone, lines: list[tuple[Line, str]]) -> Iterator[tuple[str, str, bool, Line]]:
    line, text = lines[zone.names_line]
    printed = text if zone.line_count == 3 else text[5:]  # noqa: PLR2004 - TD1 keeps a line for the names alone
    surname, separator, given = printed.partition("<<")
    if separator:
        yield "surname", _name(surname), False, line
        yield "given_names", _name(_MISREAD_FILLERS.sub("", given.split("<<")[0])), False, line


def _name(text: str) -> str:
    """Names hold no digits: those are letters misread."""
    return " ".join(text.translate(_LETTERS_FOR).split("<")).strip()
