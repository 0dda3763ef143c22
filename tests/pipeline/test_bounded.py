"""One bad document must harm nothing but itself: children that hang, grow, crash and lie, beside children that work."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from models.errors import DamagedFile, MemoryLimitExceeded, ReaderCrashed, ReadingInterrupted, TimeLimitExceeded
from pipeline.allowance import page_is_done
from pipeline.bounded import BoundedPool, Pending

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 2.0, 700
PARENT = """
import sys, time
from pathlib import Path
sys.path.insert(0, str(Path(sys.argv[1]) / "tests" / "pipeline"))
from pipeline.bounded import BoundedPool
from test_bounded import nothing, sleep_in_a_program

if __name__ == "__main__":
    with BoundedPool(2, 60, 700, initializer=nothing) as pool:
        for name in ("one", "two"):
            pool.submit(sleep_in_a_program, Path(sys.argv[2]) / name)
        time.sleep(60)
"""


class OddError(Exception):
    """Cannot be carried from one process to another: its arguments are not those it is built from."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")


def nothing() -> None:
    """Stands where a child loads its weights."""


def double(number: int) -> int:
    return 2 * number


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def sleep_in_a_program(note: Path) -> None:
    """Writes down the numbers of this process and of the program it starts, then waits for that."""
    with subprocess.Popen(["/bin/sleep", "60"]) as program:
        note.with_suffix(".part").write_text(f"{os.getpid()} {program.pid}")
        note.with_suffix(".part").rename(note)


def crash_beside_a_program(note: Path) -> None:
    program = subprocess.Popen(["/bin/sleep", "60"])
    note.write_text(f"{os.getpid()} {program.pid}")
    os.kill(os.getpid(), signal.SIGKILL)


def hang_deaf() -> None:
    """As code in C does that never comes back: no signal handler of Python runs."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    time.sleep(60)


def grow() -> int:
    return sum(len(block) for block in [bytearray(100 << 20) for _ in range(20)])


def grow_in_opencv() -> int:
    import cv2  # noqa: PLC0415 - loaded in the child only

    return int(cv2.resize(np.zeros((10, 10), np.uint8), (60_000, 60_000)).sum())


def read_pages(count: int, seconds: float) -> int:
    for _ in range(count):
        time.sleep(seconds)
        page_is_done()
    return count


def hang_after_pages(count: int) -> None:
    read_pages(count, 0)
    time.sleep(60)


def leave() -> None:
    os._exit(7)


def break_memory() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def find_damage() -> None:
    raise DamagedFile("The file is torn. Ask for it again.")


def raise_an_odd_error() -> None:
    raise OddError("page 1", "strange")


def fill_temporary_files(seconds: float) -> str:
    path = Path(tempfile.mkdtemp()) / "page.pgm"
    path.write_bytes(b"content of the page")
    time.sleep(seconds)
    return str(path)


@pytest.fixture(scope="module")
def pool() -> Iterator[BoundedPool]:
    with BoundedPool(2, SECONDS, MEGABYTES, initializer=nothing) as pool:
        yield pool


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def eventually(is_so: Callable[[], bool], seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return is_so()


def pending_beside(pool: BoundedPool, function: Callable[[], object]) -> tuple[Pending[object], list[Pending[int]]]:
    return pool.submit(function), [pool.submit(double, number) for number in range(4)]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (leave, ReaderCrashed),
        (break_memory, ReaderCrashed),
        (raise_an_odd_error, ReaderCrashed),
        (grow, MemoryLimitExceeded),
        (grow_in_opencv, MemoryLimitExceeded),
        (find_damage, DamagedFile),
    ],
)
def test_a_bad_document_ends_in_its_own_error_and_harms_no_other(
    pool: BoundedPool, function: Callable[[], object], expected: type[Exception]
) -> None:
    bad, good = pending_beside(pool, function)
    assert [pending.result() for pending in good] == [0, 2, 4, 6]
    with pytest.raises(expected) as raised:
        bad.result()
    assert str(raised.value).rstrip().endswith(".")


def test_a_document_that_takes_too_long_is_ended_with_the_programs_it_started(pool: BoundedPool, tmp_path: Path) -> None:
    note = tmp_path / "note"
    bad, good = pool.submit(sleep_in_a_program, note), pool.submit(double, 21)
    with pytest.raises(TimeLimitExceeded, match=f"{SECONDS:g} seconds"):
        bad.result()
    assert good.result() == 42
    assert eventually(lambda: not any(map(is_alive, map(int, note.read_text().split()))))


def test_a_child_killed_from_outside_leaves_no_program_behind(pool: BoundedPool, tmp_path: Path) -> None:
    note = tmp_path / "note"
    with pytest.raises(ReaderCrashed):
        pool.submit(crash_beside_a_program, note).result()
    assert eventually(lambda: not any(map(is_alive, map(int, note.read_text().split()))))


def test_a_child_deaf_to_signals_is_ended_all_the_same(pool: BoundedPool) -> None:
    bad = pool.submit(hang_deaf)
    started = time.monotonic()
    with pytest.raises(TimeLimitExceeded):
        bad.result()
    assert time.monotonic() - started < SECONDS + 6


def test_a_document_may_go_on_while_its_pages_get_done(pool: BoundedPool) -> None:
    assert pool.submit(read_pages, 40, 0.04 * SECONDS).result() == 40


def test_slow_pages_use_the_allowance_up(pool: BoundedPool) -> None:
    with pytest.raises(TimeLimitExceeded):
        pool.submit(read_pages, 40, 0.2 * SECONDS).result()


def test_many_pages_do_not_pay_for_one_that_hangs(pool: BoundedPool) -> None:
    started = time.monotonic()
    with pytest.raises(TimeLimitExceeded):
        pool.submit(hang_after_pages, 1000).result()
    assert time.monotonic() - started < 2 * SECONDS


def test_a_child_that_is_done_is_not_ended_later() -> None:
    with BoundedPool(1, SECONDS, MEGABYTES, initializer=nothing) as one:
        first = one.submit(os.getpid).result()
        time.sleep(1.2 * SECONDS)
        assert one.submit(os.getpid).result() == first


def test_time_starts_when_a_child_takes_the_document_up(pool: BoundedPool) -> None:
    waiting = [pool.submit(sleep, 0.7 * SECONDS) for _ in range(4)]
    for pending in waiting:
        pending.result()


def test_children_outlive_the_thread_that_asked_first() -> None:
    with BoundedPool(1, SECONDS, MEGABYTES, initializer=nothing) as pool:
        asked: list[Pending[None]] = []
        thread = threading.Thread(target=lambda: asked.append(pool.submit(sleep, 0.5)))
        thread.start()
        thread.join()
        asked[0].result()


def test_temporary_files_of_a_document_are_gone_however_it_ended() -> None:
    with BoundedPool(2, 1.0, MEGABYTES, initializer=nothing) as pool:
        done, cut_off = pool.submit(fill_temporary_files, 0.1), pool.submit(fill_temporary_files, 30.0)
        finished = Path(done.result())
        assert eventually(lambda: not finished.exists())
        with pytest.raises(TimeLimitExceeded):
            cut_off.result()
        scratch = finished.parents[2]
        assert eventually(lambda: not any(scratch.iterdir()))
    assert not scratch.exists()


def test_a_killed_parent_leaves_no_children_and_no_files(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, script, ROOT, tmp_path], env=environment) as parent:
        notes = [tmp_path / "one", tmp_path / "two"]
        assert eventually(lambda: all(note.exists() for note in notes), 15)
        parent.kill()
    family = [int(number) for note in notes for number in note.read_text().split()]
    assert eventually(lambda: not any(map(is_alive, family)))
    assert eventually(lambda: not list(tmp_path.glob("foureyes-*")))


def load_for_ever() -> None:
    time.sleep(60)


class ToldToStop(Exception):
    """As a signal says it."""


@pytest.mark.parametrize("initializer", [nothing, load_for_ever])
def test_nobody_waits_for_a_pool_that_was_stopped(initializer: Callable[[], object]) -> None:
    pending: list[Pending[None]] = []

    def stopped() -> None:
        with BoundedPool(1, 60.0, MEGABYTES, initializer) as pool:
            pending.extend(pool.submit(sleep, 60.0) for _ in range(3))
            time.sleep(1.0)
            raise ToldToStop

    with pytest.raises(ToldToStop):
        stopped()
    for one in pending:
        assert one.future.done()
        with pytest.raises(ReadingInterrupted):
            one.result()
