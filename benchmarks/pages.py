"""How time and memory grow with the pages of a document: scans drawn here, in one TIFF and in one PDF of JPEG pictures.

    python benchmarks/pages.py [--reader two-eyes] [--form tiff] [--form pdf] [--most 500]

Each document is read, classified and extracted by a fresh warm process, as in production; models are loaded before the clock starts.
Memory is resident, of that process and of the programs it starts: the sum as seen from outside, or its own high-water mark if higher.
"""

import argparse
import io
import os
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from models.limits import Limits
from pipeline.bounded import BoundedPool
from pipeline.settings import READERS, settings_from
from pipeline.understand import load_machine, understand_file

COUNTS = (1, 10, 100, 500)
DPI = 200
WIDTH_PX, HEIGHT_PX = 1654, 2339
LINES = 24
LOOK_SECONDS = 0.2
_MEGABYTE = 1 << 20
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Cost:
    words: int
    seconds: float
    cpu_seconds: float
    megabytes: float


def main() -> None:
    options = _options()
    print(f"reader {options.reader}, one process")
    print(f"{'form':6s}{'pages':>6s}{'words':>8s}{'seconds':>10s}{'seconds a page':>16s}{'CPU s a page':>14s}{'peak RSS MB':>13s}")
    for form in options.form or FORMS:
        for pages in (count for count in COUNTS if count <= options.most):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "document"
                FORMS[form](path, pages)
                cost = cost_of(path, options.reader)
            a_page = f"{cost.seconds / pages:16.3f}{cost.cpu_seconds / pages:14.3f}"
            print(f"{form:6s}{pages:6d}{cost.words:8d}{cost.seconds:10.1f}{a_page}{cost.megabytes:13.0f}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--reader", choices=READERS, default=READERS[0])
    parser.add_argument("--form", choices=FORMS, action="append", help="both where none is named")
    parser.add_argument("--most", type=int, default=COUNTS[-1], help="leave out documents of more pages")
    return parser.parse_args()


def cost_of(path: Path, reader: str) -> Cost:
    """Reads one document within the limits that production sets, and keeps its page images as production does."""
    settings = settings_from({})
    start = partial(load_machine, reader, settings.languages, settings.limits)
    with BoundedPool(1, settings.document_seconds, settings.document_megabytes, initializer=start) as pool:
        process = pool.submit(os.getpid).result()
        before = pool.submit(_cpu_seconds).result()
        with _watched(process) as peak:
            started = time.perf_counter()
            read = pool.submit(understand_file, path, reader, settings.languages, Limits(), path.parent).result()
            seconds = time.perf_counter() - started
        spent = pool.submit(_cpu_seconds).result() - before
        highest = max(peak(), pool.submit(_high_water).result())
    return Cost(sum(len(page.words) for page in read.reading.pages), seconds, spent, highest / _MEGABYTE)


def drawn_page(number: int) -> Image.Image:
    """A gray office page of some lines, no two alike."""
    page = np.full((HEIGHT_PX, WIDTH_PX), 250, np.uint8)
    for line in range(LINES):
        text = f"{line + 1}. Delivery {number:04d}-{line:02d} of paper, due 12/03/2026: {number * 7 + line}.{line + 10} EUR"
        cv2.putText(page, text, (120, 220 + 80 * line), cv2.FONT_HERSHEY_DUPLEX, 1.1, (20,), 2, cv2.LINE_AA)
    noise = np.random.default_rng(number).normal(0, 4, page.shape)
    return Image.fromarray((page + noise).clip(0, 255).astype(np.uint8))


def _tiff(path: Path, pages: int) -> None:
    following = (drawn_page(number) for number in range(2, pages + 1))
    drawn_page(1).save(path, "TIFF", save_all=True, append_images=following, compression="jpeg", dpi=(DPI, DPI))


def _pdf(path: Path, pages: int) -> None:
    canvas = Canvas(str(path), pagesize=(72 * WIDTH_PX / DPI, 72 * HEIGHT_PX / DPI))
    for number in range(1, pages + 1):
        scan = io.BytesIO()
        drawn_page(number).save(scan, "JPEG", quality=75)
        canvas.drawImage(ImageReader(scan), 0, 0, *canvas._pagesize)  # noqa: SLF001 - it has no public name
        canvas.showPage()
    canvas.save()


FORMS: Mapping[str, Callable[[Path, int], None]] = {"tiff": _tiff, "pdf": _pdf}


@contextmanager
def _watched(process: int) -> Iterator[Callable[[], int]]:
    """The most bytes that a process and those of its group held together, looked at from outside."""
    over, most = threading.Event(), [0]

    def look() -> None:
        while not over.wait(LOOK_SECONDS):
            # A set: a program about to start is still the same memory as who starts it.
            most[0] = max(most[0], sum({_resident(path) for path in Path("/proc").glob("[0-9]*/stat") if _group(path) == process}))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield lambda: most[0]
    finally:
        over.set()
        thread.join()


def _group(stat: Path) -> int:
    return int(_fields(stat)[2])


def _resident(stat: Path) -> int:
    return int(_fields(stat)[21]) * _PAGE_BYTES


def _fields(stat: Path) -> list[str]:
    """proc(5), from the state on; all zero for a process that has just ended."""
    try:
        return stat.read_text().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["0"] * 50


def _cpu_seconds() -> float:
    """Of this process and of the programs it started that have ended; others on the machine make no difference to them."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _high_water() -> int:
    """The bytes of this process alone; the figure of getrusage includes what its parent held before it began."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main()
