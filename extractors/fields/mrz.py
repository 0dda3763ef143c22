"""Reads the machine-readable zone of passports and identity cards (ICAO 9303: TD1, TD2, TD3); check digits decide what is believed."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from extractors.fields.lines import Line, layout_of
from extractors.values.travel_zone import (
    DIGITS_FOR,
    LETTERS_FOR,
    ZONE_LINE,
    ZONES,
    Zone,
    check_digit,
    fitted,
    may_be,
    number_readings,
    zone_text,
)
from models.document_type import DocumentType
from models.extraction import Candidate, Evidence
from models.page import Box, Reading, enclosing

_MISREAD_FILLERS = re.compile(r"<?K{3,}$|<K{2,}$")
PROVEN, READ = 0.97, 0.55


class MrzTechnique:
    """The zone's values for the fields of an identity document."""

    name = "mrz.v1"

    def propose(self, reading: Reading, doc_type: DocumentType) -> Iterable[Candidate]:
        wanted = {spec.name for spec in doc_type.fields}
        lines = [(line, _zone_text(line)) for line in layout_of(reading).lines]
        for zone in ZONES:
            for printed in _zones([pair for pair in lines if ZONE_LINE.fullmatch(pair[1])], zone):
                for field, value, proven, line in _read(zone, printed):
                    if field in wanted and value:
                        evidence = Evidence(line.page, _box(line), line.text, self.name)
                        yield Candidate(field, value, PROVEN if proven else READ, evidence)


def _zone_text(line: Line) -> str:
    return zone_text("".join(word.text for word in line.words))


def _box(line: Line) -> Box:
    return enclosing(word.box for word in line.words)


def _zones(lines: list[tuple[Line, str]], zone: Zone) -> Iterator[list[tuple[Line, str]]]:
    """Runs of neighbouring lines of about a format's length, cut or filled to it."""
    for start in range(len(lines) - zone.line_count + 1):
        run = lines[start : start + zone.line_count]
        if all(may_be(zone, index, text) for index, (_, text) in enumerate(run)):
            yield [(line, fitted(text, zone.length)) for line, text in run]


def _read(zone: Zone, lines: list[tuple[Line, str]]) -> Iterator[tuple[str, str, bool, Line]]:
    number, number_proven = _number(zone, lines)
    birth, birth_proven = _day(lines, zone.birth)
    expiry, expiry_proven = _day(lines, zone.expiry)
    if not (number_proven or birth_proven or expiry_proven):
        return
    yield "document_number", number, number_proven, lines[zone.number[0]][0]
    yield "birth_date", _iso(birth, expires=False), birth_proven, lines[zone.birth[0]][0]
    yield "expiry_date", _iso(expiry, expires=True), expiry_proven, lines[zone.expiry[0]][0]
    yield "nationality", _part(lines, zone.nationality).translate(LETTERS_FOR).strip("<"), False, lines[zone.nationality[0]][0]
    yield "sex", _part(lines, zone.sex).strip("<"), False, lines[zone.sex[0]][0]
    yield from _names(zone, lines)


def _part(lines: list[tuple[Line, str]], where: tuple[int, int, int]) -> str:
    line, start, end = where
    return lines[line][1][start:end]


def _number(zone: Zone, lines: list[tuple[Line, str]]) -> tuple[str, bool]:
    """The document number; letters and digits taken for each other are mended where that makes the check digit agree."""
    line, start, end = zone.number
    printed, check = lines[line][1][start:end], lines[line][1][end].translate(DIGITS_FOR)
    proven = next(number_readings(printed, check), None)
    return (proven or printed).strip("<"), proven is not None


def _day(lines: list[tuple[Line, str]], where: tuple[int, int, int]) -> tuple[str, bool]:
    line, start, end = where
    text, check = lines[line][1][start:end].translate(DIGITS_FOR), lines[line][1][end].translate(DIGITS_FOR)
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
    return " ".join(text.translate(LETTERS_FOR).split("<")).strip()
