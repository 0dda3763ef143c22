"""Reads labelled documents, once: what was read is kept in a folder, because training asks for it more often than it changes."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from learning.command import understood
from learning.labels import Label
from models.errors import DocumentError
from models.page import Reading


def kept_readings(folder: Path, labels: Sequence[Label], kept: Path | None) -> Iterator[tuple[Label, Reading]]:
    """The reading of each labelled document of a folder, from `kept` or else read now and laid there; what cannot be read is left out."""
    unread = [label for label in labels if kept is None or not kept_at(kept, label).exists()]
    for label in labels:
        if kept is not None and label not in unread:
            yield label, msgspec.json.decode(kept_at(kept, label).read_bytes(), type=Reading)
    if not unread:
        return
    with understood([folder / label.file for label in unread]) as understand:
        for label in unread:
            try:
                reading = understand(folder / label.file).reading
            except DocumentError:
                continue  # it ends in quarantine
            if kept is not None:
                kept.mkdir(parents=True, exist_ok=True)
                kept_at(kept, label).write_bytes(msgspec.json.encode(reading))
            yield label, reading


def kept_at(kept: Path, label: Label) -> Path:
    """Where the reading of a document lies."""
    return kept / f"{label.file.replace('/', '__')}.json"
