"""Objects as files of one folder: complete or absent whenever the power goes, and never overwritten."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from models.errors import StorageUnavailable
from storage.objects.object_keys import check_key, missing, refused_overwrite
from storage.sql import failpoints

INCOMING = ".incoming"
LEFT_BEHIND_SECONDS = 24 * 3600  # no writer takes that long


class DiskObjects:
    """The ObjectStore port over a local disk. What `put` has returned from survives a power cut."""

    def __init__(self, root: Path) -> None:
        self._root = root
        with _as_ours(root):
            (root / INCOMING).mkdir(parents=True, exist_ok=True)
            self._clear_what_killed_writers_left()

    def put(self, key: str, content: bytes) -> None:
        target = self._path(key)
        with failpoints.around("objects.put"), _as_ours(target), self._incoming() as part:
            part.write_bytes(content)
            self._settle(part, target, key)

    def put_file(self, key: str, path: Path) -> None:
        target = self._path(key)
        with failpoints.around("objects.put"), _as_ours(target), self._incoming() as part:
            shutil.copyfile(path, part)
            self._settle(part, target, key)

    def get(self, key: str) -> bytes:
        path = self._present(key)
        with _as_ours(path):
            return path.read_bytes()

    def fetch(self, key: str, target: Path) -> None:
        """Copies to `target`, which appears complete or not at all."""
        path = self._present(key)
        part = target.with_name(f".{target.name}.part")
        with _as_ours(target):
            shutil.copyfile(path, part)
            part.replace(target)

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys that begin with `prefix`, sorted."""
        folder = self._root / prefix.rpartition("/")[0]
        found = (path.relative_to(self._root).as_posix() for path in self._files(folder))
        yield from sorted(key for key in found if key.startswith(prefix))

    def delete(self, key: str) -> None:
        """For erasure alone. What is not there is deleted already."""
        path = self._path(key)
        with _as_ours(path):
            if path.is_file():
                path.unlink()
                _sync(path.parent)

    def _path(self, key: str) -> Path:
        check_key(key)
        return self._root / key

    def _present(self, key: str) -> Path:
        path = self._path(key)
        if not path.is_file():
            raise missing(key)
        return path

    def _files(self, within: Path) -> Iterator[Path]:
        for folder, names, files in os.walk(within):
            names[:] = [name for name in names if name != INCOMING]
            yield from (Path(folder) / file for file in files)

    def _clear_what_killed_writers_left(self) -> None:
        for part in (self._root / INCOMING).iterdir():
            with suppress(FileNotFoundError):  # another process clears too
                if time.time() - part.stat().st_mtime > LEFT_BEHIND_SECONDS:
                    part.unlink()

    @contextmanager
    def _incoming(self) -> Iterator[Path]:
        """A new file on the same file system as its target; gone afterwards, whatever happened."""
        handle, name = tempfile.mkstemp(dir=self._root / INCOMING)
        os.close(handle)
        part = Path(name)
        try:
            yield part
        finally:
            part.unlink(missing_ok=True)

    def _settle(self, part: Path, target: Path, key: str) -> None:
        """Gives a written file its key: a link is atomic and, unlike a rename, refuses to replace."""
        part.chmod(0o440)
        _sync(part)
        self._make_folder(target.parent)
        try:
            os.link(part, target)
        except FileExistsError as error:
            if _sha256(part) != _sha256(target):
                raise refused_overwrite(key) from error
        # Also where the object was there before: whoever put it may not have got as far as this.
        _sync(target.parent)

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
            _sync(folder.parent)


@contextmanager
def _as_ours(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageUnavailable(
            f"{error.filename or path}: {error.strerror or error}. Check the disk and its permissions, then try again."
        ) from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
