"""Pages a second of `foureyes capture` against bare Tesseract processes on all cores, over the same scans in one run.

    uv run python benchmarks/throughput.py [SCANS_FOLDER] [--count 40]

Without a folder it takes the scans of the labelled documents beside the project, else those of sample_docs. The last line
is the ratio (more than 1: capture is faster). Tesseract reads with --psm 3 and one thread a process, one process a core.
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

ROOT = Path(__file__).resolve().parent.parent
CORES = os.cpu_count() or 1
SCANS = (".jpg", ".jpeg", ".png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=_default_folder())
    parser.add_argument("--count", type=int, default=40)
    arguments = parser.parse_args()
    scans = sorted(path for path in arguments.folder.iterdir() if path.suffix in SCANS)[: arguments.count]
    with tempfile.TemporaryDirectory() as folder:
        drop = Path(folder) / "drop"
        drop.mkdir()
        for scan in scans:
            shutil.copy(scan, drop)
        bare = _seconds_of_tesseract(sorted(drop.iterdir()))
        whole, flow, steps = _seconds_of_capture(drop, Path(folder) / "home")
    pages = len(scans)
    print(f"{pages} scans of {arguments.folder.name}, {CORES} cores")
    print(f"{'tesseract --psm 3, one process a core':44s} {bare:7.1f} s  {pages / bare:6.2f} pages/s")
    print(f"{'foureyes capture, whole command':44s} {whole:7.1f} s  {pages / whole:6.2f} pages/s")
    print(f"{'foureyes capture, without starting Prefect':44s} {flow:7.1f} s  {pages / flow:6.2f} pages/s")
    busy = sum(steps.values())
    for step, seconds in sorted(steps.items(), key=lambda item: -item[1]):
        print(f"  {step:20s} {seconds:7.1f} s  {seconds / (CORES * flow):6.1%} of the cores' time")
    print(f"  {'orchestration, idle':20s} {CORES * flow - busy:7.1f} s  {1 - busy / (CORES * flow):6.1%} of the cores' time")
    print(f"ratio without starting Prefect: {bare / flow:.2f}")
    print(f"ratio: {bare / whole:.2f}")


def _default_folder() -> Path:
    labelled = ROOT.parent / "shared" / "data" / "sroie"
    return labelled if labelled.is_dir() else ROOT / "sample_docs" / "documents"


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
