"""One release in a process of its own, to a ledger that is a file: each key it is sent is a line, with the number of the run."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from places import place_from
from storage_samples import MACHINE, NOON

from models.release import Failure, ReleasedEntry
from pipeline.release import release
from storage.release.consumers.one_by_one import deliver_each


class LedgerFile:
    name = "ledger"
    doc_types: tuple[str, ...] = ()

    def __init__(self, path: Path) -> None:
        self.path = path

    def deliver(self, run: int, entries: Sequence[ReleasedEntry]) -> Mapping[int, Failure]:
        return deliver_each(entries, lambda entry: self._write(run, entry))

    def _write(self, run: int, entry: ReleasedEntry) -> None:
        with self.path.open("a") as file:
            file.write(f"{run} {entry.idempotency_key} {entry.corrects}\n")
            file.flush()
            os.fsync(file.fileno())


if __name__ == "__main__":
    storage = place_from(sys.argv[1], sys.argv[2]).open()
    release(storage.cases, storage.outbox, LedgerFile(Path(sys.argv[3])), MACHINE, NOON)
