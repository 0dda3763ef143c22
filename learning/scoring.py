"""Decides whether a predicted value is right, and adds up precision, recall, calibration and coverage."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pipeline.thresholds import upper_bound

DATE_FORMATS = (
    *("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d-%m-%y", "%d.%m.%Y", "%d.%m.%y", "%m/%d/%Y", "%m/%d/%y", "%Y%m%d"),
    *("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %y"),
)
ERROR_LIMITS = (0.005, 0.01, 0.05)
BINS = 10
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Cell:
    """One labelled field of one document: whether a value was due, made, right, accepted, and how sure the machine was."""

    labelled: bool
    made: bool
    strict: bool
    loose: bool
    accepted: bool
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of cells comes to; `coverage` is the share of labelled fields that could pass at 0.5, 1 and 5 % errors."""

    labelled: int
    made: int
    right: int
    precision: float
    recall: float
    f1: float
    f1_loose: float
    accepted: int
    accepted_wrong: int
    accepted_wrong_loose: int
    accepted_bound: float
    expected_calibration_error: float
    coverage: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Values of about the same confidence: how many, how many right ones their confidences promise, and how many are right."""

    count: int
    expected: float
    right: int


@dataclass(frozen=True, slots=True)
class Passing:
    """With a threshold at this confidence, so many values pass, and so many of them are wrong."""

    confidence: float
    count: int
    errors: int


def cell_of(name: str, label: str | None, norm: str | None, value: str | None, *, accepted: bool, confidence: float | None) -> Cell | None:
    """The cell of one labelled field; None where the page is blank and nothing was predicted."""
    labelled, made = label not in (None, ""), value not in (None, "")
    if not labelled and not made:
        return None
    strict, loose = same(name, str(label), norm, str(value)) if labelled and made else (False, False)
    return Cell(labelled, made, strict, loose or strict, accepted, confidence)


def same(name: str, label: str, norm: str | None, value: str) -> tuple[bool, bool]:
    """(strict, loose) equality: dates and amounts by value, text folded or by its letters and digits alone."""
    if norm is not None and _ISO.fullmatch(norm):
        equal = norm in (value, as_date(value)) or fold(label) == fold(value)
        return equal, equal
    if norm is not None and _DECIMAL.fullmatch(norm):
        equal = as_amount(value) == as_amount(norm)
        return equal, equal
    by_date = re.search(r"date|_from|_to$", name) and as_date(value) and as_date(label) == as_date(value)
    by_amount = re.search(r"amount|total|price", name) and as_amount(value) is not None and as_amount(label) == as_amount(value)
    if by_date or by_amount:
        return True, True
    return fold(label) == fold(value), bare(label) == bare(value) and bare(label) != ""


def as_date(text: str) -> str | None:
    for form in DATE_FORMATS:
        try:
            return dt.datetime.strptime(text.strip(), form).replace(tzinfo=dt.UTC).date().isoformat()
        except ValueError:
            continue
    return None


def as_amount(text: str) -> str | None:
    """The amount to the cent; the last separator is the decimal one unless three digits follow a comma."""
    kept = re.sub(r"[^\d.,\-()]", "", text)
    point = re.search(r"\.\d{1,2}\)?$", kept) or ("." not in kept and re.search(r",\d{3}(\D|$)", kept))
    plain = kept.replace(",", "") if point else kept.replace(".", "").replace(",", ".")
    try:
        return str(Decimal(plain.strip("()")).quantize(_CENT))
    except InvalidOperation:
        return None


def fold(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()


def bare(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.casefold())


def figures_of(cells: Sequence[Cell]) -> Figures:
    """All figures of some cells; with nothing made or labelled they are 0, and the bound is 1."""
    labelled = sum(cell.labelled for cell in cells)
    made = [cell for cell in cells if cell.made]
    right = sum(cell.strict for cell in made)
    precision, recall = right / max(len(made), 1), right / max(labelled, 1)
    accepted = [cell for cell in made if cell.accepted]
    wrong = sum(not cell.strict for cell in accepted)
    return Figures(
        labelled=labelled,
        made=len(made),
        right=right,
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / max(precision + recall, 1e-9),
        f1_loose=2 * sum(cell.loose for cell in made) / max(len(made) + labelled, 1),
        accepted=len(accepted),
        accepted_wrong=wrong,
        accepted_wrong_loose=sum(not cell.loose for cell in accepted),
        accepted_bound=upper_bound(wrong, len(accepted)),
        expected_calibration_error=calibration_error(sure_of(made)),
        coverage=tuple(count / max(labelled, 1) for count in coverage(made)),
    )


def reliability(pairs: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    """(confidence, right) pairs in ten bins of equal width, the least sure first; empty bins are left out."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in pairs:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    return tuple(Bin(len(one), sum(confidence for confidence, _ in one), sum(right for _, right in one)) for _, one in sorted(bins.items()))


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error of (confidence, right) pairs."""
    return sum(abs(one.expected - one.right) for one in reliability(pairs)) / max(len(pairs), 1)


def sure_of(cells: Iterable[Cell]) -> list[tuple[float, bool]]:
    """Confidence and truth of the values that have a confidence."""
    return [(cell.confidence, cell.strict) for cell in cells if cell.made and cell.confidence is not None]


def passing(pairs: Sequence[tuple[float, bool]]) -> Iterator[Passing]:
    """What passes and what of it is wrong at each confidence a threshold could stand at, the highest first; equal ones pass together."""
    ranked = sorted(pairs, key=lambda pair: -pair[0])
    errors = 0
    for count, (confidence, right) in enumerate(ranked, start=1):
        errors += not right
        if count == len(ranked) or ranked[count][0] < confidence:
            yield Passing(confidence, count, errors)


def coverage(made: Sequence[Cell]) -> tuple[int, ...]:
    """How many cells could pass, the surest first, at each limit of errors."""
    best = dict.fromkeys(ERROR_LIMITS, 0)
    for one in passing(sure_of(made)):
        best |= {limit: one.count for limit in ERROR_LIMITS if one.errors <= limit * one.count}
    return tuple(best.values())
