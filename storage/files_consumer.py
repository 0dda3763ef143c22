"""A consumer that takes entries as files: JSON lines with everything, and one CSV a document type."""

import csv
import io
import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Entry(Protocol):
    """What this consumer needs to know of an entry."""

    @property
    def case(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def doc_type(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def approved_by(self) -> str: ...
    @property
    def idempotency_key(self) -> str: ...
    @property
    def fields(self) -> dict[str, Any]: ...


class FilesConsumer:
    """Writes each run under its number, all of a file or nothing of it; the same run again replaces its own files."""

    name = "files"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, run: int, entries: Sequence[Entry]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        by_type: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_type[entry.doc_type].append(entry)
        for doc_type, rows in by_type.items():
            _write(self.folder / f"{run:06d}.{doc_type}.csv", csv_of(rows))
        _write(self.folder / f"{run:06d}.jsonl", json_lines_of(entries))


def json_lines_of(entries: Sequence[Entry]) -> bytes:
    """One entry a line, evidence and audit included."""
    return b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)


def csv_of(entries: Sequence[Entry]) -> bytes:
    """One entry a row, in UTF-8 with a byte order mark, as spreadsheets expect it; text that would run as a formula is quoted."""
    names = list(dict.fromkeys(name for entry in entries for name in entry.fields))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["idempotency_key", "case", "version", "file", "approved_by", *names])
    for entry in entries:
        values = [entry.fields[name].value if name in entry.fields else None for name in names]
        plain = [entry.idempotency_key, entry.case, entry.version, entry.file, entry.approved_by]
        writer.writerow([*(_neutral(value) for value in plain), *(_neutral(value) for value in values)])
    return text.getvalue().encode("utf-8-sig")


def _neutral(value: object) -> object:
    """A spreadsheet runs text that starts like a formula; a plain negative number is left a number."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS) and not value.lstrip("-").replace(".", "", 1).isdecimal():
        return f"'{value}"
    return value


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
