"""Pages a second of `foureyes capture` against bare Tesseract processes on all cores, over the same scans in one run.

    uv run python benchmarks/throughput.py [SCANS_FOLDER] [--count 40] [--pages-each 4] [--ocrmypdf]

Scans are pictures or PDFs; without a folder those of the labelled documents beside the project, else of sample_docs. More
than 1: capture is faster. Tesseract reads with --psm 3 and one thread a process, one process a core; it is given the pages of
PDFs as pictures, drawn before its clock starts. --ocrmypdf times `ocrmypdf --force-ocr --jobs CORES` over the PDFs too
(uv tool install ocrmypdf).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2 as pdfium

ROOT = Path(__file__).resolve().parent.parent
CORES = os.cpu_count() or 1
SCANS = (".jpg", ".jpeg", ".png", ".pdf")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=_default_folder())
    parser.add_argument("--count", type=int, default=40, help="files")
    parser.add_argument("--pages-each", type=int, default=4, help="take PDFs of at most so many pages")
    parser.add_argument("--ocrmypdf", action="store_true", help="time ocrmypdf over the PDFs as well")
    arguments = parser.parse_args()
    scans = [path for path in sorted(arguments.folder.iterdir()) if path.suffix in SCANS and _pages(path) <= arguments.pages_each]
    scans = scans[: arguments.count]
    with tempfile.TemporaryDirectory() as folder:
        drop = Path(folder) / "drop"
        drop.mkdir()
        for scan in scans:
            shutil.copy(scan, drop)
        pictures = [picture for scan in scans for picture in _pictures(scan, Path(folder))]
        bare = _seconds_of_tesseract(pictures)
        whole, flow, steps = _seconds_of_capture(drop, Path(folder) / "home")
        peer = _seconds_of_ocrmypdf(sorted(drop.glob("*.pdf")), Path(folder)) if arguments.ocrmypdf else 0.0
    pages = len(pictures)
    print(f"{len(scans)} scans of {arguments.folder.name}, {pages} pages, {CORES} cores")
    print(f"{'tesseract --psm 3, one process a core':44s} {bare:7.1f} s  {pages / bare:6.2f} pages/s")
    print(f"{'foureyes capture, whole command':44s} {whole:7.1f} s  {pages / whole:6.2f} pages/s")
    print(f"{'foureyes capture, without starting Prefect':44s} {flow:7.1f} s  {pages / flow:6.2f} pages/s")
    busy = sum(steps.values())
    for step, seconds in sorted(steps.items(), key=lambda item: -item[1]):
        print(f"  {step:20s} {seconds:7.1f} s  {seconds / (CORES * flow):6.1%} of the cores' time")
    print(f"  {'orchestration, idle':20s} {CORES * flow - busy:7.1f} s  {1 - busy / (CORES * flow):6.1%} of the cores' time")
    if peer:
        print(f"{'ocrmypdf --force-ocr':44s} {peer:7.1f} s  {pages / peer:6.2f} pages/s")
        print(f"ratio to ocrmypdf: {peer / whole:.2f}, without starting Prefect {peer / flow:.2f}")
    print(f"ratio without starting Prefect: {bare / flow:.2f}")
    print(f"ratio: {bare / whole:.2f}")


def _default_folder() -> Path:
    labelled = ROOT.parent / "shared" / "data" / "sroie"
    return labelled if labelled.is_dir() else ROOT / "sample_docs" / "documents"


def _pages(scan: Path) -> int:
    if scan.suffix != ".pdf":
        return 1
    with pdfium.PdfDocument(scan) as document:
        return len(document)


def _pictures(scan: Path, folder: Path) -> list[Path]:
    """The scan itself, or a picture of each page of a PDF at 300 dpi."""
    if scan.suffix != ".pdf":
        return [scan]
    drawn = []
    with pdfium.PdfDocument(scan) as document:
        for number, page in enumerate(document, start=1):
            path = folder / f"{scan.stem}-{number}.png"
            page.render(scale=300 / 72, grayscale=True).to_pil().save(path)
            drawn.append(path)
    return drawn


def _seconds_of_ocrmypdf(scans: list[Path], folder: Path) -> float:
    started = time.perf_counter()
    for scan in scans:
        command = ["ocrmypdf", "--quiet", "--force-ocr", "--jobs", str(CORES), scan, folder / "searchable.pdf"]
        subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def _seconds_of_tesseract(scans: list[Path]) -> float:
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}

    def read(scan: Path) -> None:
        subprocess.run(["tesseract", scan, "-", "--psm", "3"], env=environment, capture_output=True, check=True)

    started = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(read, scans))
    return time.perf_counter() - started


def _seconds_of_capture(drop: Path, home: Path) -> tuple[float, float, dict[str, float]]:
    """Seconds of the whole command, of the flow alone, and of each step summed over all processes."""
    timings = home.with_name("timings")
    command = [Path(sys.executable).with_name("foureyes"), "capture", drop, "--timings", timings]
    started = time.perf_counter()
    subprocess.run(command, env=os.environ | {"FOUREYES_HOME": str(home)}, stdout=subprocess.DEVNULL, check=True, cwd=ROOT)
    whole = time.perf_counter() - started
    steps: dict[str, float] = json.loads(timings.read_text("utf-8"))
    return whole, steps.pop("flow"), steps


if __name__ == "__main__":
    main()
