"""How many lines of machine-readable zones come out right, the picture turned by quarter turns.

python benchmarks/mrz.py [--reader two-eyes] [--data ../shared/data]
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2

from extractors.protocols import Recognizer
from models.limits import Limits
from pipeline.reading_plan import open_reader
from pipeline.recognize import recognize
from pipeline.settings import READERS

ROOT = Path(__file__).resolve().parent.parent
TURNS = {0: None, 90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def main() -> None:
    options = _options()
    recognizer = open_reader(options.reader, "eng")
    print(f"{'specimen':16s}" + "".join(f"{turn:>10d}" for turn in TURNS) + "   lines right of lines there")
    right_of_all, lines_of_all = 0, 0
    for path, lines in labelled_zones(options.data):
        right = [lines_right(path, lines, turn, recognizer) for turn in TURNS]
        print(f"{path.name:16s}" + "".join(f"{f'{count} of {len(lines)}':>10s}" for count in right), flush=True)
        right_of_all += sum(right)
        lines_of_all += len(lines) * len(right)
    print(f"{right_of_all} of {lines_of_all}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--reader", choices=READERS, default=READERS[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    return parser.parse_args()


def labelled_zones(data: Path) -> Iterator[tuple[Path, list[str]]]:
    for row in map(json.loads, (data / "labels.jsonl").read_text().splitlines()):
        if row["set"] == "mrz":
            yield data / row["file"], row["fields"]["mrz"]


def lines_right(path: Path, lines: list[str], turn: int, recognizer: Recognizer) -> int:
    """A line is right where one word says all of it, sign by sign."""
    with tempfile.TemporaryDirectory() as folder:
        turned = Path(folder) / "picture.png"
        pixels, how = cv2.imread(str(path)), TURNS[turn]
        cv2.imwrite(str(turned), pixels if how is None else cv2.rotate(pixels, how))
        (page,) = recognize(turned, "image/png", recognizer, Limits()).pages
    return len({word.text for word in page.words} & {*lines})


if __name__ == "__main__":
    main()
