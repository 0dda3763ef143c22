"""Which object keys are allowed: the same ones for every store, so that one can be exchanged for another."""

import re

from models.errors import StorageUnavailable

SEGMENT = r"[A-Za-z0-9_][A-Za-z0-9._=+@-]*"
KEY = re.compile(rf"{SEGMENT}(/{SEGMENT})*")
MAX_LENGTH = 512


def check_key(key: str) -> None:
    """Raises StorageUnavailable on absolute keys, '..', hidden names, backslashes and whatever else a store could read differently."""
    if len(key) > MAX_LENGTH or not KEY.fullmatch(key):
        raise StorageUnavailable(
            f"'{key[:80]}' is no object key. Use up to {MAX_LENGTH} letters, digits and ._=+@- in segments joined by single slashes."
        )


def refused_overwrite(key: str) -> StorageUnavailable:
    return StorageUnavailable(f"Object '{key}' exists with other content and is never overwritten. Use another key.")


def missing(key: str) -> StorageUnavailable:
    return StorageUnavailable(f"There is no object '{key}' in the store. Check that this is the store the ledger belongs to.")
