"""Decides which files in a watched folder are complete, and when a batch of them is closed."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from models.case import Receipt, RescanRequest
from pipeline.intake import RECEIPT_SUFFIX, RESCANS_NAME, is_told, rescan_name

PART_SUFFIX = ".part"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another."""

    inode: int
    size_bytes: int
    modified_ns: int


@dataclass(slots=True)
class HotFolder:
    """One watched folder. A file is complete once renamed from '.part', or unchanged for `quiet_seconds`."""

    folder: Path
    quiet_seconds: float
    batch_seconds: float
    max_batch: int = 500
    _parts: set[int] = field(default_factory=set)
    _since: dict[Path, tuple[Stamp, float]] = field(default_factory=dict)
    _first_complete: float | None = None
    _asked: list[dict[str, object]] | None = None

    def closed_batch(self, clock: float) -> list[Path]:
        """The files of the next batch, or nothing yet. `clock` is monotonic seconds.

        A batch closes when nothing in the folder is still being written, when it is full, or after `batch_seconds`.
        """
        complete, growing = self._sort(clock)
        if not complete:
            self._first_complete = None
            return []
        self._first_complete = self._first_complete if self._first_complete is not None else clock
        waited = clock - self._first_complete
        if growing and waited < self.batch_seconds and len(complete) < self.max_batch:
            return []
        self._first_complete = None
        return complete[: self.max_batch]

    def acknowledge(self, path: Path, receipt: Receipt) -> None:
        """Writes the receipt beside the file, all of it or nothing."""
        content = {
            "receipt": receipt.receipt_id,
            "batch": receipt.batch_id,
            "case": receipt.case_id,
            "file": receipt.filename,
            "sha256": receipt.content_sha256,
            "received_at": receipt.received_at.isoformat(),
            "duplicate": receipt.duplicate,
            "modified_ns": path.stat().st_mtime_ns,
        }
        _write_whole(receipt_path(path), content)
        self._since.pop(path, None)

    def ask(self, asked: Sequence[RescanRequest]) -> None:
        """Writes beside the receipts which better scans are asked for; where nothing changed the file is left alone."""
        content: list[dict[str, object]] = [
            {
                "name_the_new_file": rescan_name(one.case_id, one.filename),
                "file": one.filename,
                "case": one.case_id,
                "reason": str(one.code),
                "in_words": one.why,
                "asked_at": one.asked_at.isoformat(),
            }
            for one in asked
        ]
        if content != self._asked:
            _write_whole(self.folder / RESCANS_NAME, content)
            self._asked = content

    def _sort(self, clock: float) -> tuple[list[Path], bool]:
        complete, growing = [], False
        for path, stamp in sorted(self._drops()):
            seen, since = self._since.get(path, (None, clock))
            if seen != stamp:
                self._since[path] = (stamp, clock)
                since = clock
            if stamp.inode in self._parts or clock - since >= self.quiet_seconds:
                complete.append(path)
            else:
                growing = True
        return complete, growing

    def _drops(self) -> Iterator[tuple[Path, Stamp]]:
        for entry in os.scandir(self.folder):
            if entry.name.startswith(".") or is_told(entry.name) or not entry.is_file(follow_symlinks=False):
                continue
            status = entry.stat(follow_symlinks=False)
            if entry.name.endswith(PART_SUFFIX):
                self._parts.add(status.st_ino)
            elif not _acknowledged(Path(entry.path), status.st_mtime_ns):
                yield Path(entry.path), Stamp(status.st_ino, status.st_size, status.st_mtime_ns)


def receipt_path(path: Path) -> Path:
    """Where the receipt of a dropped file stands."""
    return path.with_name(path.name + RECEIPT_SUFFIX)


def _write_whole(target: Path, content: object) -> None:
    """All of it or nothing, whatever is killed when."""
    part = target.with_name(f".{target.name}{PART_SUFFIX}")
    with part.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)


def _acknowledged(path: Path, modified_ns: int) -> bool:
    """Whether the receipt beside a file is for this file, and not for one of the same name dropped earlier."""
    try:
        receipt = json.loads(receipt_path(path).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return isinstance(receipt, dict) and receipt.get("modified_ns") == modified_ns
