"""The key by which QA's samples are drawn: given, or kept in a file that is made at the first start and that only its owner reads."""

import os
import secrets
from pathlib import Path

from models.errors import StorageUnavailable

LEAST_BYTES = 32


def quality_key(given: bytes | Path | None) -> bytes:
    """The key itself, or what the file holds; with neither a new one. Raises StorageUnavailable."""
    if isinstance(given, Path):
        return _kept_in(given)
    return given or secrets.token_bytes(LEAST_BYTES)


def _kept_in(path: Path) -> bytes:
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes().strip()
    except OSError as error:
        raise StorageUnavailable(f"{path}: {error.strerror}. Let this account read it, or set FOUREYES_QUALITY_KEY.") from error
    if len(key) < LEAST_BYTES:
        raise StorageUnavailable(f"{path} is too short for a key. Restore it from a backup, or remove it, and a new one is made.")
    return key


def _make(path: Path) -> None:
    """Whole or not at all, and where two processes start at once the first one's stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_hex(LEAST_BYTES).encode())
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        return
    finally:
        part.unlink()
