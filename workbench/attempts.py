"""How long a name waits after failed sign-ins: guessing gets slow, and a slip of the finger costs nothing."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

FREE_ATTEMPTS = 3
LONGEST_WAIT_SECONDS = 60.0
# Names are anybody's to type; the oldest are forgotten.
MOST_NAMES = 10_000


@dataclass(frozen=True, slots=True)
class Failures:
    count: int = 0
    free_again: float = 0.0


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failed sign-ins by name, known or not, in one workbench; times are seconds of a clock that only goes on."""

    _failures: OrderedDict[str, Failures] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_seconds(self, name: str, now: float) -> float:
        """How long this name has to wait before the next attempt; 0 where it may try."""
        with self._lock:
            return max(self._failures.get(name, Failures()).free_again - now, 0.0)

    def failed(self, name: str, now: float) -> None:
        with self._lock:
            count = self._failures.pop(name, Failures()).count + 1
            wait = min(2.0 ** min(count - FREE_ATTEMPTS, 10), LONGEST_WAIT_SECONDS) if count >= FREE_ATTEMPTS else 0.0
            self._failures[name] = Failures(count, now + wait)
            while len(self._failures) > MOST_NAMES:
                self._failures.popitem(last=False)

    def succeeded(self, name: str) -> None:
        with self._lock:
            self._failures.pop(name, None)
