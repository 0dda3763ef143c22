"""Decides how long a document may go on: it begins with an allowance of seconds, and each page that is done earns some of it back.

So a long scan is not cut off for its length, a page that hangs costs no more than the allowance, and no document goes on for ever.
The kernel keeps the time and ends the process: code in C that does not come back would run no handler of Python.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

# What a page earns; of the 300 seconds an installation allows unless told otherwise, 15: scans take 1 to 4 on one core.
_EARNED_SHARE = 0.05


@contextmanager
def allowance(seconds: float) -> Iterator[None]:
    """Ends this process with SIGALRM once the allowance is used up."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # The first alarm is the last, so the interval is free to remember the whole allowance.
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def page_is_done() -> None:
    """Earns time back, never more than was allowed at first; changes nothing where no allowance runs."""
    left, allowed = signal.getitimer(signal.ITIMER_REAL)
    if left:
        signal.setitimer(signal.ITIMER_REAL, min(allowed, left + _EARNED_SHARE * allowed), allowed)
