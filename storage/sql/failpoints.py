"""Points where a process can be made to die, so that tests kill it exactly there: FOUREYES_FAILPOINT=approve.before_commit:3."""

import itertools
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache


@dataclass(frozen=True, slots=True)
class _Armed:
    name: str
    times: int
    counted: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))


def reach(name: str) -> None:
    """Nothing at all, unless the process was started with this failpoint: then it is killed here, as by a power cut."""
    armed = _armed()
    if armed is not None and armed.name == name and next(armed.counted) == armed.times:
        os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def around(name: str) -> Iterator[None]:
    """Points before and after something that leaves this process."""
    reach(f"{name}.before")
    yield
    reach(f"{name}.after")


@cache
def _armed() -> _Armed | None:
    """From the environment: a name, killed the first time, or `name:k`, killed the k-th time."""
    name, _, times = os.environ.get("FOUREYES_FAILPOINT", "").partition(":")
    return _Armed(name, int(times or 1)) if name else None
