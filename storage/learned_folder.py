"""How learned things lie on disk for the machine: one folder for each set of them in use, named by the set and never changed."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from models.errors import StorageUnavailable
from models.learned import LearnedItem, LearnedKind

PLACES = {
    LearnedKind.TYPE: "types/{}.yaml",
    LearnedKind.WEIGHTS: "weights/{}.weights",
    LearnedKind.CLASSIFIER: "classifier/{}",
    LearnedKind.MEMORY: "memory/{}.json",
    LearnedKind.TARGET: "targets/{}",
}
"""Where each kind of thing lies; pipeline/learned.py looks there."""
FILES = "files"


def folder_of(items: Sequence[LearnedItem], content_of: Callable[[LearnedItem], bytes], home: Path) -> Path:
    """The folder that holds these items, made where it is missing; several processes may do so at once."""
    target = home / "learned" / _digest(items)
    try:
        if not target.is_dir():
            _make(items, content_of, target)
        _check(items, target)
    except OSError as error:
        raise StorageUnavailable(f"{error.filename or target}: {error.strerror or error}. Check the disk, then try again.") from error
    return target


def _digest(items: Sequence[LearnedItem]) -> str:
    lines = sorted(f"{_place(item)} {item.sha256}\n" for item in items)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _place(item: LearnedItem) -> str:
    return PLACES[item.kind].format(item.name)


def _make(items: Sequence[LearnedItem], content_of: Callable[[LearnedItem], bytes], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".", dir=target.parent))
    try:
        for item in items:
            place = part / _place(item)
            place.parent.mkdir(exist_ok=True)
            os.link(_kept(item, content_of, target.parent / FILES), place)
        part.rename(target)
    except OSError:
        if not target.is_dir():  # else another process was faster, with the same files
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _kept(item: LearnedItem, content_of: Callable[[LearnedItem], bytes], files: Path) -> Path:
    """The one copy of an item's bytes, which every folder that holds it links to: sets change often, most of what is in them does not."""
    path = files / item.sha256
    if not path.is_file():
        content = content_of(item)
        files.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=files, delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # a power cut must not leave a file of the right name that is empty
        Path(file.name).chmod(0o440)
        Path(file.name).replace(path)
    return path


def _check(items: Sequence[LearnedItem], folder: Path) -> None:
    """The files may have lain there for long."""
    for item in items:
        path = folder / _place(item)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != item.sha256:
            raise StorageUnavailable(f"{path} is not as it was put in use. Remove the folder {folder.parent}; it is made again.")
