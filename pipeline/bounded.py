"""Runs what touches hostile bytes in child processes with a time and a memory limit; a document that breaks one harms only itself."""

import gc
import multiprocessing
import os
import resource
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from types import FrameType
from typing import Any, Generic, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from models.errors import CaptureError, MemoryLimitExceeded, ReaderCrashed, ReadingInterrupted, TimeLimitExceeded
from pipeline.allowance import allowance

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_MEGABYTE = 1 << 20
# How OpenCV and Tesseract say it; neither raises MemoryError.
_OUT_OF_MEMORY = ("Insufficient memory", "Failed to allocate", "bad_alloc")


@dataclass(frozen=True, slots=True)
class Pending(Generic[Result]):
    """A result on its way from a child."""

    future: "ProcessFuture[Result]"
    seconds: float

    def result(self) -> Result:
        """Waits for it; raises the child's CaptureError, TimeLimitExceeded, or ReaderCrashed for whatever else went wrong in it.

        Raises ReadingInterrupted where the pool was stopped meanwhile.
        """
        try:
            return self.future.result()
        except (CancelledError, BrokenProcessPool) as error:
            raise ReadingInterrupted("Reading was interrupted, for the process was told to stop. The document is read again.") from error
        except ProcessExpired as error:
            _kill_group(error.pid)
            if error.exitcode == -signal.SIGALRM:
                raise TimeLimitExceeded(
                    f"Reading used up its {self.seconds:g} seconds and what its pages earned. "
                    "Split the document, or raise FOUREYES_DOCUMENT_SECONDS."
                ) from error
            raise ReaderCrashed(f"The reader ended with code {error.exitcode}. Print and scan the document, or key it by hand.") from error


class BoundedPool:
    """Children that live through many documents, one a core; one that breaks a limit is killed and replaced.

    `seconds` is the allowance a call begins with, see allowance.py.
    `initializer` runs once in each child, before its memory limit of `megabytes` of address space is set. Temporary files of a call
    are gone when it is done, however it ended.
    """

    def __init__(self, workers: int, seconds: float, megabytes: int, initializer: Callable[[], object]) -> None:
        context = multiprocessing.get_context("spawn")
        self._scratch = Path(tempfile.mkdtemp(prefix="foureyes-"))
        arguments = (initializer, megabytes, self._scratch)
        self._pool = ProcessPool(max_workers=workers, initializer=_begin, initargs=arguments, context=context)
        self._seconds = seconds
        self._open: set[ProcessFuture[Any]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()
        # A stopped pool forgets calls that no child took up, and who waits for one would wait for ever.
        for future in tuple(self._open):
            future.cancel()  # type: ignore[no-untyped-call]
        shutil.rmtree(self._scratch, ignore_errors=True)

    def submit(self, function: Callable[Parameters, Result], *args: Parameters.args, **kwargs: Parameters.kwargs) -> Pending[Result]:
        """Queues one call of a top-level function; its time starts when a child takes it up."""
        folder = Path(tempfile.mkdtemp(dir=self._scratch))
        future = self._pool.schedule(_bounded_call, args=(folder, self._seconds, partial(function, *args, **kwargs)))
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        future.add_done_callback(lambda _: shutil.rmtree(folder, ignore_errors=True))
        return Pending(future, self._seconds)


def _begin(initializer: Callable[[], object], megabytes: int, scratch: Path) -> None:
    """A child leads its own process group, so that the programs it started end with it."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, _end_group)
    threading.Thread(target=_end_with_parent, args=(scratch,), name="end-with-parent", daemon=True).start()
    initializer()
    # What is loaded stays: looking through it with each full collection takes a tenth of a second.
    gc.freeze()
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * _MEGABYTE, megabytes * _MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent(scratch: Path) -> None:
    """Waits on the pipe that closes when the parent is gone: the kernel's own death signal goes by the parent's thread instead."""
    parent = multiprocessing.parent_process()
    if parent:
        wait([parent.sentinel])
        shutil.rmtree(scratch, ignore_errors=True)
        os.killpg(0, signal.SIGKILL)


def _end_group(_number: int, _frame: FrameType | None) -> None:
    os.killpg(0, signal.SIGKILL)


def _kill_group(leader: int) -> None:
    """A child that crashed could not end the programs it had started."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _bounded_call(folder: Path, seconds: float, call: Callable[[], Result]) -> Result:
    """The edge of the child: nothing leaves it but results and errors that say what to do."""
    tempfile.tempdir = str(folder)
    try:
        with allowance(seconds):
            return call()
    except CaptureError:
        raise
    except MemoryError as error:
        raise _too_much_memory() from error
    except Exception as error:
        if any(sign in str(error) for sign in _OUT_OF_MEMORY):
            raise _too_much_memory() from error
        raise ReaderCrashed(f"The reader failed ({type(error).__name__}). Print and scan the document, or key it by hand.") from error


def _too_much_memory() -> MemoryLimitExceeded:
    return MemoryLimitExceeded("Reading needs more memory than one document may take. Scan it again at 300 dpi, or split it.")
