"""How well and how fast scans are read: words, amounts, dates and fields against a human transcript, beside bare Tesseract.

    python benchmarks/recognition.py [--reader two-eyes] [--count 33] [--data ../shared/data]
    python benchmarks/recognition.py --ablate [--count 13]

Speed is pages a second of whole files with one warm process a core, from bytes to words with boxes, against one
`tesseract --psm 3` a core over the same files in the same run. Words are parted at spaces and compared without case, signs and all.
"""

import argparse
import json
import multiprocessing
import os
import re
import resource
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean

from ablation import print_ablation

from extractors.containers.sniff import sniff_media_type
from extractors.protocols import Recognizer
from models.limits import Limits
from models.page import Word
from pipeline.reading_plan import open_reader
from pipeline.recognize import recognize

ROOT = Path(__file__).resolve().parent.parent
CORES = os.cpu_count() or 1
KINDS = {
    "amounts": re.compile(r"(?<![\d.,])\d{1,3}(?:,?\d{3})*\.\d\d(?![\d.,])"),
    "dates": re.compile(r"(?<!\d)\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}(?!\d)"),
}
FIELDS = ("total", "date", "company", "address")


@dataclass(frozen=True, slots=True)
class Scan:
    path: Path
    transcript: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """Words a scan, in the order of the scans, and what they took."""

    words: list[tuple[Word, ...]]
    seconds: float
    cpu_seconds: float


def main() -> None:
    options = _options()
    scans = labelled_scans(options.data)[:: options.every][: options.count]
    if options.ablate:
        print_ablation([(scan.path, scan.transcript) for scan in scans])
        return
    bare = _seconds(lambda: _bare_tesseract(scans))
    run = read_all(scans, options.reader, options.languages)
    print(f"{len(scans)} scans, reader {options.reader}, {CORES} processes")
    print_words(scans, run.words)
    print_values(scans, run.words)
    print_fields(scans, run.words)
    print(f"CPU seconds a page           {run.cpu_seconds / len(scans):6.3f}    bare tesseract --psm 3 {bare[1] / len(scans):6.3f}")
    print(f"pages a second               {len(scans) / run.seconds:6.2f}    bare tesseract --psm 3 {len(scans) / bare[0]:6.2f}")
    print(f"ratio of pages a second      {bare[0] / run.seconds:6.2f}    of CPU seconds {bare[1] / run.cpu_seconds:6.2f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--reader", default="two-eyes", help="two-eyes, rapidocr or tesseract")
    parser.add_argument("--ablate", action="store_true", help="what each step of preparing a scan is worth, instead")
    parser.add_argument("--languages", default="eng")
    parser.add_argument("--count", type=int, default=33)
    parser.add_argument("--every", type=int, default=4, help="take every n-th scan")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder with labels.jsonl, sroie and sroie_ocr")
    return parser.parse_args()


def labelled_scans(data: Path) -> list[Scan]:
    """The receipts with a human transcript of each line."""
    rows = [json.loads(line) for line in (data / "labels.jsonl").read_text("utf-8").splitlines()]
    receipts = [row for row in rows if row["set"] == "sroie"]
    return [Scan(data / row["file"], _transcript(data / "sroie_ocr" / f"{Path(row['file']).stem}.csv"), row["fields"]) for row in receipts]


def read_all(scans: Sequence[Scan], reader: str, languages: str) -> Run:
    """Reads with one warm process a core; neither starting them nor loading the models is counted."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(CORES, mp_context=context, initializer=_load, initargs=(reader, languages)) as pool:
        list(pool.map(_warm_up, [(scans[0].path, reader, languages)] * 2 * CORES))
        started = time.perf_counter()
        read = list(pool.map(_read, [(scan.path, reader, languages) for scan in scans]))
        seconds = time.perf_counter() - started
    return Run([words for words, _ in read], seconds, sum(spent for _, spent in read))


def print_words(scans: Sequence[Scan], words: Sequence[Sequence[Word]]) -> None:
    rows = [_overlap(Counter(_texts(read)), Counter(scan.transcript.casefold().split())) for scan, read in zip(scans, words, strict=True)]
    precision, recall, both = (mean(row[column] for row in rows) for column in range(3))
    print(f"words                        P {precision:.3f}  R {recall:.3f}  F1 {both:.3f}   (mean of the scans)")


def print_values(scans: Sequence[Scan], words: Sequence[Sequence[Word]]) -> None:
    """Amounts and dates: of all words, and of those both eyes read alike."""
    for kind, pattern in KINDS.items():
        truth = [Counter(pattern.findall(scan.transcript)) for scan in scans]
        for label, chosen in (("", _any_word), (", both eyes", _agreed_word)):
            read = [Counter(value for word in page if chosen(word) for value in pattern.findall(word.text)) for page in words]
            found, right = sum(map(Counter.total, read)), sum((a & b).total() for a, b in zip(read, truth, strict=True))
            if found:
                shares = f"P {right / found:.4f} ({found - right} of {found} wrong)  R {right / sum(map(Counter.total, truth)):.3f}"
                print(f"{kind + label:28s} {shares}")


def print_fields(scans: Sequence[Scan], words: Sequence[Sequence[Word]]) -> None:
    """How often the letters and digits of a labelled value stand in what was read, one after the other."""
    for field in FIELDS:
        labelled = [(scan.fields[field], read) for scan, read in zip(scans, words, strict=True) if scan.fields.get(field)]
        there = mean(_squeezed(value) in _squeezed(" ".join(_texts(read))) for value, read in labelled)
        print(f"{field + ' there':28s} {there:.3f}")


@cache
def _load(reader: str, languages: str) -> Recognizer:
    return open_reader(reader, languages)


def _read(task: tuple[Path, str, str]) -> tuple[tuple[Word, ...], float]:
    """The words of a scan and the CPU seconds of this process and its programs."""
    path, reader, languages = task
    before = _cpu_seconds()
    reading = recognize(path, sniff_media_type(path), _load(reader, languages), Limits())
    return tuple(word for page in reading.pages for word in page.words), _cpu_seconds() - before


def _warm_up(task: tuple[Path, str, str]) -> None:
    _read(task)
    # Long enough that every process takes one.
    time.sleep(0.3)


def _bare_tesseract(scans: Sequence[Scan]) -> None:
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}

    def read(scan: Scan) -> None:
        subprocess.run(["tesseract", scan.path, "-", "--psm", "3"], env=environment, capture_output=True, check=True)

    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(read, scans))


def _seconds(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds on the wall and of the CPU."""
    started, before = time.perf_counter(), _cpu_seconds()
    work()
    return time.perf_counter() - started, _cpu_seconds() - before


def _cpu_seconds() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _overlap(read: Counter[str], truth: Counter[str]) -> tuple[float, float, float]:
    right = (read & truth).total()
    return right / max(1, read.total()), right / max(1, truth.total()), 2 * right / max(1, read.total() + truth.total())


def _transcript(path: Path) -> str:
    lines = path.read_text("utf-8", errors="replace").splitlines()
    return " ".join(line.split(",", 8)[8] for line in lines if line.count(",") > 7)  # noqa: PLR2004 - four corners


def _texts(words: Sequence[Word]) -> list[str]:
    return [word.text.casefold() for word in words]


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _any_word(_: Word) -> bool:
    return True


def _agreed_word(word: Word) -> bool:
    return word.agreed is True


if __name__ == "__main__":
    main()
