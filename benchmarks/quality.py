"""At which quality a page stops being readable: scans spoiled step by step, and how many whole scans would be sent back.

    python benchmarks/quality.py [--data ../shared/data] [--count 8]

For each damage: the mean quality, how many of the pages a rescan is asked for, and the share of the words read on the whole scan that
are still read.
"""

import argparse
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import cv2
import numpy as np

from extractors.protocols import Pixels
from extractors.recognizers.legibility import legibility
from extractors.recognizers.rapid import RapidRecognizer

ROOT = Path(__file__).resolve().parent.parent
Damage = Callable[[Pixels], Pixels]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder with sroie")
    parser.add_argument("--count", type=int, default=8)
    options = parser.parse_args()
    paths = sorted((options.data / "sroie").glob("*.jpg"))
    whole = [np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8) for path in paths]
    asked = sum(bool(legibility(page)[1]) for page in whole)
    print(f"a rescan is asked for {asked} of {len(whole)} scans as they are")
    pages, eye = whole[:: max(1, len(whole) // options.count)], RapidRecognizer()
    words = [_words(eye, page) for page in pages]
    print(f"{'damage':26s} {'quality':>8s} {'rescans':>8s} {'words kept':>10s}")
    for name, damage in DAMAGES.items():
        spoiled = [damage(page) for page in pages]
        judged = [legibility(page) for page in spoiled]
        kept = mean((_words(eye, page) & before).total() / max(1, before.total()) for page, before in zip(spoiled, words, strict=True))
        qualities = [quality for quality, _ in judged if quality is not None]
        told = f"{mean(qualities):8.2f}" if qualities else f"{'-':>8s}"
        print(f"{name:26s} {told} {sum(bool(notes) for _, notes in judged):8d} {kept:10.2f}")


def _words(eye: RapidRecognizer, page: Pixels) -> Counter[str]:
    return Counter(word.text.casefold() for word in eye.read(page, None) if len(word.text) > 1)


def _blurred(sigma: float) -> Damage:
    return lambda page: np.asarray(cv2.GaussianBlur(page, (0, 0), sigma), np.uint8)


def _moved(pixels: int) -> Damage:
    return lambda page: np.asarray(cv2.filter2D(page, -1, np.full((1, pixels), 1 / pixels, np.float32)), np.uint8)


def _coarser(share: float) -> Damage:
    return lambda page: np.asarray(cv2.resize(page, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8)


def _fainter(levels: int) -> Damage:
    return lambda page: np.asarray(200 + (page.astype(np.float32) - 255) * levels / 255, np.uint8)


def _glaring(radius: float) -> Damage:
    def damage(page: Pixels) -> Pixels:
        height, width = page.shape
        down, across = np.mgrid[:height, :width]
        light = np.clip(1.6 - np.hypot(across - width * 0.5, down - height * 0.45) / width / radius, 0, 1)
        return np.asarray(page * 0.85 * (1 - light) + 255 * light, np.uint8)

    return damage


def _cut(share: float) -> Damage:
    return lambda page: page[:, int(share * page.shape[1]) :]


DAMAGES: dict[str, Damage] = (
    {f"blurred, sigma {sigma} px": _blurred(sigma) for sigma in (2, 3, 4, 6)}
    | {f"moved by {pixels} px": _moved(pixels) for pixels in (5, 9, 15)}
    | {f"{share:.0%} of the resolution": _coarser(share) for share in (0.6, 0.35, 0.25)}
    | {f"{levels} levels of contrast": _fainter(levels) for levels in (60, 30, 20)}
    | {f"glare of {radius:.0%} of the width": _glaring(radius) for radius in (0.1, 0.2, 0.3)}
    | {f"{share:.0%} cut off": _cut(share) for share in (0.1, 0.2, 0.3)}
)

if __name__ == "__main__":
    main()
