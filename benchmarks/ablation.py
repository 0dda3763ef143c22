"""What each step of preparing a scan is worth: word F1 of the first eye with it and without it, on clean scans and on spoiled ones.

    python benchmarks/recognition.py --ablate [--count 13]

Each step is measured on the damage it is meant for, made here from the clean scans, and on the clean scans themselves, which it must
not hurt. The last column is what the step costs a clean page.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import cv2
import numpy as np

from extractors.protocols import Pixels, RawPage
from extractors.recognizers.colour import to_gray, without_stamps
from extractors.recognizers.line_finder import Sight
from extractors.recognizers.preparation import prepare
from extractors.recognizers.rapid import RapidRecognizer
from extractors.recognizers.sheet import STEPS
from models.page import Transform, Word
from pipeline.recognize import read_upright

WHOLE_PAGE = Transform((1, 0, 0, 0, 1, 0, 0, 0, 1))
Damage = Callable[[Pixels], Pixels]
Reader = Callable[[Pixels], tuple[Word, ...]]


@dataclass(frozen=True, slots=True)
class Trial:
    step: str
    damages: dict[str, Damage]
    without: Reader


def print_ablation(scans: Sequence[tuple[Path, str]]) -> None:
    """A table over scans, each a path and its transcript."""
    eye = RapidRecognizer()
    pages = [np.asarray(cv2.imread(str(path)), np.uint8) for path, _ in scans]
    truths = [Counter(transcript.casefold().split()) for _, transcript in scans]
    whole = _reader(eye)
    print(f"{len(pages)} scans, word F1 of the first eye\n{'step':14s} {'on':26s} {'without':>8s} {'with':>6s} {'CPU ms':>8s}")
    clean = _score(whole, pages, truths)
    for trial in _trials(eye):
        cost = 1000 * _extra_seconds(whole, trial.without, pages)
        print(f"{trial.step:14s} {'clean scans':26s} {_score(trial.without, pages, truths):8.3f} {clean:6.3f} {cost:+8.0f}")
        for name, damage in trial.damages.items():
            spoiled = [damage(page) for page in pages]
            print(f"{'':14s} {name:26s} {_score(trial.without, spoiled, truths):8.3f} {_score(whole, spoiled, truths):6.3f}")


def _trials(eye: RapidRecognizer) -> list[Trial]:
    alike = RapidRecognizer(sight=Sight(least_megapixels=0.7, most_megapixels=0.7))
    return [
        Trial("turn", {"on its side": _turned, "on its head": lambda page: _turned(_turned(page))}, _without_turning(eye)),
        Trial("skew", {"3 degrees askew": _skewed(3), "8 degrees askew": _skewed(8)}, _without_unskewing(eye)),
        Trial("contrast", {"shadow": _shadow, "faint": _faint}, _reader(eye, leave_out="contrast")),
        Trial("specks", {"2 % of dots": _specked}, _reader(eye, leave_out="specks")),
        Trial("curl", {"curled by 3 % of the width": _curled(1.0), "waved by 3 %": _curled(1.7)}, _reader(eye, leave_out="curl")),
        Trial("stamps", {"two red stamps": _stamped}, _reader(eye, gray_of=to_gray)),
        Trial("letter height", {"scanned twice as fine": _finer, "wide margins": _margins}, _reader(alike)),
    ]


def _reader(eye: RapidRecognizer, leave_out: str = "", gray_of: Callable[[Pixels], Pixels] = without_stamps) -> Reader:
    steps = {name: step for name, step in STEPS.items() if name != leave_out}
    return lambda page: read_upright(_raw(gray_of(page)), eye, steps)[1]


def _without_turning(eye: RapidRecognizer) -> Reader:
    return lambda page: eye.read(prepare(_raw(without_stamps(page)), 0)[0].pixels, None)


def _without_unskewing(eye: RapidRecognizer) -> Reader:
    return lambda page: eye.read(without_stamps(page), None)


def _raw(gray: Pixels) -> RawPage:
    return RawPage(1, gray, None, None, WHOLE_PAGE)


def _score(read: Reader, pages: Sequence[Pixels], truths: Sequence[Counter[str]]) -> float:
    """The mean word F1."""
    found = [Counter(word.text.casefold() for word in read(page)) for page in pages]
    return mean(2 * (a & b).total() / max(1, a.total() + b.total()) for a, b in zip(found, truths, strict=True))


def _extra_seconds(read: Reader, without: Reader, pages: Sequence[Pixels]) -> float:
    """CPU seconds more a page: the median of pairs timed one right after the other, since the speed of a machine drifts."""
    return median(_seconds(read, page) - _seconds(without, page) for page in pages)


def _seconds(read: Reader, page: Pixels) -> float:
    started = time.process_time()
    read(page)
    return time.process_time() - started


def _turned(page: Pixels) -> Pixels:
    return np.asarray(cv2.rotate(page, cv2.ROTATE_90_CLOCKWISE), np.uint8)


def _skewed(degrees: float) -> Damage:
    def damage(page: Pixels) -> Pixels:
        height, width = page.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.85)
        return np.asarray(cv2.warpAffine(page, matrix, (width, height), borderValue=(255, 255, 255)), np.uint8)

    return damage


def _margins(page: Pixels) -> Pixels:
    height, width = page.shape[:2]
    sides = height // 10, height // 2, width // 5, width
    return np.asarray(cv2.copyMakeBorder(page, *sides, cv2.BORDER_CONSTANT, value=(250, 250, 250)), np.uint8)


def _shadow(page: Pixels) -> Pixels:
    height, width = page.shape[:2]
    light = np.linspace(1, 0.4, width)[None, :] * np.linspace(1, 0.75, height)[:, None]
    return np.asarray(page * light[..., None], np.uint8)


def _faint(page: Pixels) -> Pixels:
    return np.asarray(200 + page * (40 / 255), np.uint8)


def _specked(page: Pixels) -> Pixels:
    chance = np.random.default_rng(1).random(page.shape[:2])
    spoiled = page.copy()
    spoiled[chance < 0.01], spoiled[chance > 0.99] = 0, 255  # noqa: PLR2004 - one in a hundred each
    return spoiled


def _curled(waves: float) -> Damage:
    def damage(page: Pixels) -> Pixels:
        height, width = page.shape[:2]
        columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        drop = 0.03 * width * (np.sin(np.pi * waves * columns / width) - 0.5)
        return np.asarray(cv2.remap(page, columns, rows + drop.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))

    return damage


def _stamped(page: Pixels) -> Pixels:
    height, width = page.shape[:2]
    ink = np.zeros((height, width), np.uint8)
    for down in (0.25, 0.6):
        middle = width // 2, int(height * down)
        cv2.circle(ink, middle, width // 5, 1, max(3, width // 90))
        cv2.circle(ink, middle, width // 6, 1, max(2, width // 150))
        cv2.putText(ink, "PAID 12 MAR", (middle[0] - width // 7, middle[1]), cv2.FONT_HERSHEY_SIMPLEX, width / 900, 1, max(2, width // 250))
    red = page * 0.25 + np.array([70, 60, 220]) * 0.75
    return np.asarray(np.where(ink[..., None] > 0, np.minimum(page, red), page), np.uint8)


def _finer(page: Pixels) -> Pixels:
    return np.asarray(cv2.resize(page, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
