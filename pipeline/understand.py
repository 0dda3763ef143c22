"""The machine's half of the journey: from a file to a proposal. Production and evaluation both run this."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from models.extraction import Proposal
from models.page import Reading


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was read and what was made of it; `seconds` says how long each step took."""

    reading: Reading
    proposal: Proposal
    seconds: dict[str, float] = field(default_factory=dict)


class Stopwatch:
    """Adds up the wall-clock seconds of named steps."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started
