"""Decides what the lines of a machine-readable zone say (ICAO 9303: TD1, TD2, TD3 and visas): only what its check digits prove."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
ZONE_LINE = re.compile(r"[A-Z0-9<]{26,48}")
SLACK = 2
NAMES_SLACK = 14
LETTERS_FOR = str.maketrans("012586", "OIZSBG")
DIGITS_FOR = str.maketrans("OQDIZSBG", "00012586")
_FILLERS = str.maketrans("«({[£€_-#*~c", "<<<<<<<<<<<<")
_WEIGHTS = (7, 3, 1)
_RUN = re.compile(r"<{3,}")
# Names end where three fillers stand together: what these are often misread for is none behind them.
_AFTER_NAMES = re.compile(r"<<<[<KCLES]*$")
# Visas have no check digit over the whole (ICAO 9303 part 7).
_VISA = "V"

Part = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a format keeps what: (line, from, to) of each part; a check digit follows number, birth and expiry.

    `classes` say line by line what may stand where: a letter (a), a digit (n) or either (x); each may be a filler.
    `whole` are the parts under the last check digit, which stands at `whole_check`.
    """

    length: int
    line_count: int
    names_line: int
    number: Part
    nationality: Part
    birth: Part
    sex: Part
    expiry: Part
    classes: tuple[str, ...]
    whole: tuple[Part, ...]
    whole_check: tuple[int, int]


def _booklet(length: int) -> Zone:
    """TD2 and TD3 differ in their length alone."""
    classes = ("a" * length, "x" * 9 + "n" + "aaa" + "n" * 7 + "a" + "n" * 7 + "x" * (length - 29) + "n")
    whole = ((1, 0, 10), (1, 13, 20), (1, 21, length - 1))
    return Zone(length, 2, 0, (1, 0, 9), (1, 10, 13), (1, 13, 19), (1, 20, 21), (1, 21, 27), classes, whole, (1, length - 1))


TD3, TD2 = _booklet(44), _booklet(36)
TD1 = Zone(
    length=30,
    line_count=3,
    names_line=2,
    number=(0, 5, 14),
    nationality=(1, 15, 18),
    birth=(1, 0, 6),
    sex=(1, 7, 8),
    expiry=(1, 8, 14),
    classes=("a" * 5 + "x" * 9 + "n" + "x" * 15, "n" * 7 + "a" + "n" * 7 + "aaa" + "x" * 11 + "n", "a" * 30),
    whole=((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
    whole_check=(1, 29),
)
ZONES = (TD3, TD2, TD1)


def check_digit(text: str) -> str:
    """ICAO 9303 part 3, section 4.9: weights 7, 3, 1; letters from 10, the filler 0."""
    total = sum(_WEIGHTS[index % 3] * (0 if mark == "<" else int(mark, 36)) for index, mark in enumerate(text))
    return str(total % 10)


def zone_text(text: str) -> str:
    """What was read, with the signs that fillers are taken for as fillers."""
    return text.replace(" ", "").translate(_FILLERS).upper()


def may_be(zone: Zone, line: int, text: str) -> bool:
    """Whether a text is about as long as this line; fillers at the end of names are often lost, few are between other parts."""
    slack = NAMES_SLACK if line == zone.names_line else SLACK
    return bool(ZONE_LINE.fullmatch(text)) and abs(len(text) - zone.length) <= slack


def fitted(text: str, length: int) -> str:
    """A line at its format's length: readers miscount fillers, so its longest run of them gives or takes."""
    runs = [*_RUN.finditer(text)]
    if len(text) == length or not runs:
        return text[:length].ljust(length, "<")
    longest = max(runs, key=lambda run: len(run[0]))
    fillers = "<" * max(1, len(longest[0]) + length - len(text))
    return (text[: longest.start()] + fillers + text[longest.end() :])[:length].ljust(length, "<")


def proven_lines(zone: Zone, read: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """The lines, each given as it was read once or more, in a way in which all check digits hold; None where there is none.

    Check digits take B and L for 1, G for 6, S for 8 and Z for 5: of several such ways the one that is most like all readings is taken,
    where two are, that of the first reading.
    """
    ways = [[of_its_class(zone, line, text) for text in texts] for line, texts in enumerate(read)]
    proven = (lines for way in product(*ways) for lines in _numbers(zone, way) if _holds(zone, lines))
    return max(proven, key=lambda lines: _signs_alike(lines, ways), default=None)


def _signs_alike(lines: tuple[str, ...], ways: Sequence[Sequence[str]]) -> int:
    return sum(
        sign == other for line, texts in zip(lines, ways, strict=True) for text in texts for sign, other in zip(line, text, strict=True)
    )


def of_its_class(zone: Zone, line: int, text: str) -> str:
    """A line at its length; where only a letter can stand no digit does, and the other way round."""
    if line == zone.names_line:
        text = _AFTER_NAMES.sub("<<<", text)
    text = fitted(text, zone.length)
    by_class = {"a": text.translate(LETTERS_FOR), "n": text.translate(DIGITS_FOR), "x": text}
    return "".join(by_class[kind][at] for at, kind in enumerate(zone.classes[line]))


def _numbers(zone: Zone, lines: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The lines with the document's number as read, if that holds, else in the likely series of letters and digits."""
    line, start, end = zone.number
    text = lines[line]
    for number in number_readings(text[start:end], text[end]):
        yield (*lines[:line], text[:start] + number + text[end:], *lines[line + 1 :])


def number_readings(printed: str, check: str) -> Iterator[str]:
    """Ways to read a document's number in which its check digit holds; as printed alone where that does.

    More readings than these few would make one agree by chance: a check digit catches nine errors of ten.
    """
    digits = printed[1:].translate(DIGITS_FOR)
    others = (printed[:2] + digits[1:], printed[0].translate(LETTERS_FOR) + digits, printed[0].translate(DIGITS_FOR) + digits)
    if check_digit(printed) == check:
        yield printed
    else:
        yield from dict.fromkeys(text for text in others if check_digit(text) == check)


def _holds(zone: Zone, lines: tuple[str, ...]) -> bool:
    def part(where: Part) -> str:
        line, start, end = where
        return lines[line][start:end]

    checked = [(part(where), lines[where[0]][where[2]]) for where in (zone.number, zone.birth, zone.expiry)]
    if not lines[0].startswith(_VISA):
        line, at = zone.whole_check
        checked.append(("".join(map(part, zone.whole)), lines[line][at]))
    return all(check_digit(text) == check for text, check in checked)
