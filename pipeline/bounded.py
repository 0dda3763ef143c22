"""Runs what touches hostile bytes in child processes with a time and a memory limit; a document that breaks one harms only itself."""

import ctypes
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Generic, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from models.errors import MemoryLimitExceeded, ReaderCrashed, TimeLimitExceeded

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_PR_SET_PDEATHSIG = 1
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Pending(Generic[Result]):
    """A result on its way from a child."""

    future: "ProcessFuture[Result]"
    seconds: float

    def result(self) -> Result:
        """Waits for it; raises what the child raised, TimeLimitExceeded or ReaderCrashed."""
        try:
            return self.future.result()
        except TimeoutError as error:
            raise TimeLimitExceeded(
                f"Reading took longer than {self.seconds:g} seconds. Split the document, or raise FOUREYES_DOCUMENT_SECONDS."
            ) from error
        except ProcessExpired as error:
            raise ReaderCrashed(f"The reader ended with code {error.exitcode}. Print and scan the document, or key it by hand.") from error


class BoundedPool:
    """Children that live through many documents, one a core; one that breaks a limit is killed and replaced.

    `initializer` runs once in each child, before its memory limit of `megabytes` of address space is set.
    """

    def __init__(self, workers: int, seconds: float, megabytes: int, initializer: Callable[[], object]) -> None:
        context = multiprocessing.get_context("spawn")
        arguments = (initializer, megabytes)
        self._pool = ProcessPool(max_workers=workers, initializer=_begin, initargs=arguments, context=context)
        self._seconds = seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()

    def submit(self, function: Callable[Parameters, Result], *args: Parameters.args, **kwargs: Parameters.kwargs) -> Pending[Result]:
        """Queues one call of a top-level function; its time starts when a child takes it up."""
        future = self._pool.schedule(_within_memory, args=(function, args, kwargs), timeout=self._seconds)
        return Pending(future, self._seconds)


def _begin(initializer: Callable[[], object], megabytes: int) -> None:
    """A child leads its own process group, so that the programs it started end with it; it ends with its parent."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, _end_group)
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    initializer()
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * _MEGABYTE, megabytes * _MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_group(_number: int, _frame: FrameType | None) -> None:
    os.killpg(0, signal.SIGKILL)


def _within_memory(function: Callable[..., Result], args: tuple[object, ...], kwargs: dict[str, object]) -> Result:
    try:
        return function(*args, **kwargs)
    except MemoryError as error:
        raise MemoryLimitExceeded("Reading needs more memory than one document may take. Scan it again at 300 dpi, or split it.") from error
