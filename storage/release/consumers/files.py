"""A consumer that takes entries as files: JSON lines with everything, CSV a document type, XML."""

import csv
import io
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal
from xml.etree import ElementTree as ET

import msgspec

from models.errors import ConsumerUnavailable
from models.release import Failure, ReleasedEntry
from storage.release.consumers.declared import Declared, Surroundings
from storage.sql import failpoints

Format = Literal["jsonl", "csv", "xml"]
# What spreadsheets run as a formula, full-width signs as well: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - the full-width ones
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ABOUT = ("idempotency_key", "case", "version", "file", "approved_by", "corrects")


class Files(Declared, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="files"):
    """Files of each run under a folder of FOUREYES_HOME, or anywhere by an absolute path."""

    folder: str = "released"
    formats: Annotated[tuple[Format, ...], msgspec.Meta(min_length=1)] = ("jsonl", "csv")
    for_spreadsheets: bool = True

    def consumer(self, surroundings: Surroundings) -> "FilesConsumer":
        return FilesConsumer(self, surroundings.home / Path(self.folder).expanduser())


class FilesConsumer:
    """Writes each run under its number, all of a file or nothing of it; the same run again replaces its own files."""

    def __init__(self, declared: Files, folder: Path) -> None:
        self.name = declared.name
        self.doc_types = declared.doc_types
        self.folder = folder
        self._declared = declared

    def deliver(self, run: int, entries: Sequence[ReleasedEntry]) -> Mapping[int, Failure]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, content in self._files(entries):
                with failpoints.around("deliver"):
                    _write(self.folder / f"{run:06d}.{name}", content)
        except OSError as error:
            raise ConsumerUnavailable(f"{self.name}: {self.folder}: {error.strerror}. Make room or mend the folder's rights.") from error
        return {}

    def _files(self, entries: Sequence[ReleasedEntry]) -> Iterator[tuple[str, bytes]]:
        for one in self._declared.formats:
            yield from WRITERS[one](entries, for_spreadsheets=self._declared.for_spreadsheets).items()


def json_lines_of(entries: Sequence[ReleasedEntry]) -> bytes:
    """One entry a line, evidence and audit included."""
    return b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)


def csv_by_type(entries: Sequence[ReleasedEntry], *, for_spreadsheets: bool) -> dict[str, bytes]:
    """One table a document type, because each has columns of its own."""
    by_type: dict[str, list[ReleasedEntry]] = defaultdict(list)
    for entry in entries:
        by_type[entry.doc_type].append(entry)
    return {f"{doc_type}.csv": csv_of(rows, for_spreadsheets=for_spreadsheets) for doc_type, rows in by_type.items()}


def csv_of(entries: Sequence[ReleasedEntry], *, for_spreadsheets: bool) -> bytes:
    """One entry a row, in UTF-8. Spreadsheets want a byte order mark, and text that would run as a formula quoted."""
    names = list(dict.fromkeys(name for entry in entries for name in entry.fields))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*ABOUT, *names])
    for entry in entries:
        cells = [*(getattr(entry, name) for name in ABOUT), *(_value(entry, name) for name in names)]
        writer.writerow([_neutral(cell) for cell in cells] if for_spreadsheets else cells)
    return text.getvalue().encode("utf-8-sig" if for_spreadsheets else "utf-8")


def xml_of(entries: Sequence[ReleasedEntry]) -> bytes:
    """The values of each entry; a sign that XML cannot hold becomes the replacement character."""
    root = ET.Element("entries")
    for entry in entries:
        about = {name: getattr(entry, name) for name in (*ABOUT, "doc_type", "sha256")}
        one = ET.SubElement(root, "entry", {name: _in_xml(value) for name, value in about.items() if value is not None})
        for name in entry.fields:
            if (value := _value(entry, name)) is not None:
                ET.SubElement(one, "field", {"name": name}).text = _in_xml(value)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


WRITERS: dict[Format, Callable[..., dict[str, bytes]]] = {
    "jsonl": lambda entries, **_: {"jsonl": json_lines_of(entries)},
    "csv": csv_by_type,
    "xml": lambda entries, **_: {"xml": xml_of(entries)},
}
"""The files of a run by the end of their names. What an entry leaves out of one is in the JSON lines."""


def _value(entry: ReleasedEntry, name: str) -> str | None:
    return entry.fields[name].value if name in entry.fields else None


def _neutral(cell: object) -> object:
    """A plain negative number is left a number."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) and not cell.removeprefix("-").replace(".", "", 1).isdecimal():
        return f"'{cell}"
    return cell


def _in_xml(value: object) -> str:
    return NOT_IN_XML.sub("\ufffd", str(value))


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")  # two releases at a time must not write into one
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # else a power cut could take back the name of a file that was acknowledged
    finally:
        os.close(folder)
