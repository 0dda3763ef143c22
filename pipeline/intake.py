"""Takes custody of files: hash, store the original, write the ledger, hand out a receipt. Only then is anything else tried."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from extractors.containers.sniff import sniff_media_type
from models.audit import Actor
from models.case import Drop, Reason, Receipt
from models.errors import DocumentError, WrongState
from pipeline.ports import CaseStore, Ledger, ObjectStore

RESCAN = re.compile(r"rescan-(?P<case>[0-9]{1,9})(?![0-9])", re.IGNORECASE)
RECEIPT_SUFFIX = ".receipt.json"
RESCANS_NAME = "rescans.json"
UNKNOWN_MEDIA_TYPE = "application/octet-stream"


def original_key(sha256: str) -> str:
    """Where the object store keeps the bytes as they were dropped."""
    return f"originals/{sha256}"


def page_key(sha256: str, page: int) -> str:
    """Where the object store keeps the upright image of one page, as people see it."""
    return f"pages/{sha256}/{page:04d}.jpg"


def reading_key(sha256: str) -> str:
    """Where the object store keeps the words that were read."""
    return f"readings/{sha256}.json"


def rescan_of(filename: str) -> int | None:
    """The case a scan was asked for, by its file's name."""
    named = RESCAN.match(filename)
    return int(named["case"]) if named else None


def rescan_name(case_id: int, filename: str) -> str:
    """What the better scan of a file is to be called, so that it joins the case."""
    return f"rescan-{case_id}{Path(filename).suffix}"


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those in the folders named, in order; hidden ones, labels and what stations are told are left alone."""
    for path in paths:
        if path.is_dir():
            yield from files_of(
                sorted(inner for inner in path.iterdir() if not inner.name.startswith((".", "_")) and not is_told(inner.name))
            )
        else:
            yield path


def is_told(name: str) -> bool:
    """Whether a file is what a station is told, a receipt or the rescans asked for, and no drop."""
    return name.endswith(RECEIPT_SUFFIX) or name == RESCANS_NAME


def take(path: Path, batch_id: int, station: Actor, ledger: Ledger, cases: CaseStore, objects: ObjectStore, scratch: Path) -> Receipt:
    """Custody of one file. A file of a kind that cannot be read is kept all the same, in quarantine, with the reason.

    A name that begins with 'rescan-CASE' says which case the scan was asked for.
    """
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        # What is hashed is what is stored, even when somebody writes to the file meanwhile.
        copy = Path(folder) / "original"
        shutil.copyfile(path, copy)
        sha256 = _sha256(copy)
        media_type, problem = _sniffed(copy)
        objects.put_file(original_key(sha256), copy)
        drop = Drop(path.name, sha256, copy.stat().st_size, media_type)
    receipt = ledger.receive(batch_id, drop, station, datetime.now(UTC), rescan_of(path.name))
    if problem and not receipt.duplicate:
        with suppress(WrongState):  # a sweep of the ledger met the file first, and came to the same end
            cases.quarantine(receipt.case_id, Reason(problem.code, None, str(problem)), station, datetime.now(UTC))
    return receipt


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sniffed(path: Path) -> tuple[str, DocumentError | None]:
    try:
        return sniff_media_type(path), None
    except DocumentError as error:
        return UNKNOWN_MEDIA_TYPE, error
