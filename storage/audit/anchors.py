"""Where the head of the audit log is kept elsewhere, so that cutting it off or writing it anew shows; kept once, never changed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from models.audit import AuditHead
from models.errors import AuditBroken
from storage.audit.audit_chain import BEGINNING, canonical
from storage.audit.timestamping import TimestampAuthority
from storage.objects.objects_disk import DiskObjects
from storage.open import S3Access, Storage
from storage.sql.database import Database
from storage.sql.timestamps import from_text, to_text

PREFIX = "anchors/"
STAMP = ".tsr"


class Objects(Protocol):
    """Write-once bytes under keys."""

    def put(self, key: str, content: bytes) -> None: ...
    def get(self, key: str) -> bytes: ...
    def exists(self, key: str) -> bool: ...
    def keys(self, prefix: str) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head as it was kept at some time; `stamped_at` is when somebody else saw it, where somebody was asked."""

    head: AuditHead
    at: datetime
    stamped_at: datetime | None = None


class Anchors:
    """The anchors of one installation in one place."""

    def __init__(self, database: Database, objects: Objects, place: str, authority: TimestampAuthority | None = None) -> None:
        self.place = place
        self._database = database
        self._objects = objects
        self._authority = authority

    def keep(self, head: AuditHead, at: datetime) -> bool:
        """Keeps an anchor and has it stamped; False where there was nothing new to keep."""
        key = f"{PREFIX}{head.seq:012d}-{head.hash}.json"
        if head == BEGINNING:
            return False
        new = not self._objects.exists(key)
        if new:
            self._objects.put(key, canonical({"seq": head.seq, "hash": head.hash, "at": to_text(at)}).encode() + b"\n")
        self._note(head, at)
        if self._authority and not self._objects.exists(key + STAMP):
            self._objects.put(key + STAMP, self._authority.stamp(self._objects.get(key)))
        return new

    def all(self) -> list[Anchor]:
        """Every anchor, oldest first; raises AuditBroken where one was changed, or taken away from where it was kept."""
        keys = list(self._objects.keys(PREFIX))
        anchors = [self._anchor(key, stamped=key + STAMP in keys) for key in keys if not key.endswith(STAMP)]
        taken = self._noted() - {anchor.head for anchor in anchors}
        if taken:
            first = min(head.seq for head in taken)
            raise AuditBroken(f"The anchor of event {first} is no longer in {self.place}. Find out who removed it, and from which backup.")
        return anchors

    def _anchor(self, key: str, *, stamped: bool) -> Anchor:
        content = self._objects.get(key)
        try:
            told = json.loads(content)
            anchor = Anchor(AuditHead(int(told["seq"]), str(told["hash"])), from_text(told["at"]))
        except (ValueError, KeyError, TypeError) as error:
            raise AuditBroken(f"{key} in {self.place} is no anchor any more. Find out who changed it.") from error
        if key != f"{PREFIX}{anchor.head.seq:012d}-{anchor.head.hash}.json":
            raise AuditBroken(f"{key} in {self.place} tells of another event than its name. Find out who changed it.")
        if not (stamped and self._authority):
            return anchor
        return Anchor(anchor.head, anchor.at, self._authority.stamped_at(self._objects.get(key + STAMP), content))

    def _note(self, head: AuditHead, at: datetime) -> None:
        with self._database.write("note_anchor") as connection:
            connection.execute(
                """
                INSERT INTO audit_anchor (seq, hash, place, anchored_at)
                SELECT CAST(:seq AS INTEGER), CAST(:hash AS TEXT), CAST(:place AS TEXT), CAST(:at AS TEXT)
                WHERE NOT EXISTS (SELECT 1 FROM audit_anchor WHERE seq = :seq AND place = :place)
                """,
                {"seq": head.seq, "hash": head.hash, "place": self.place, "at": to_text(at)},
            )

    def _noted(self) -> set[AuditHead]:
        with self._database.read() as connection:
            rows = connection.execute("SELECT seq, hash FROM audit_anchor WHERE place = :place", {"place": self.place}).fetchall()
        return {AuditHead(row["seq"], row["hash"]) for row in rows}


def open_anchors(
    storage: Storage, folder: Path | None, s3: S3Access | None, retention_days: int, authority: TimestampAuthority | None
) -> Anchors:
    """The anchors in a folder or a bucket, with neither in the installation's own object store."""
    if folder:
        return Anchors(storage.database, DiskObjects(folder), str(folder), authority)
    if s3:
        return Anchors(storage.database, _bucket(s3, retention_days), f"bucket {s3.bucket} at {s3.endpoint}", authority)
    return Anchors(storage.database, storage.objects, OWN, authority)


OWN = "the installation's own object store"


def _bucket(s3: S3Access, retention_days: int) -> Objects:
    from storage.objects.objects_retained import RetainedS3Objects  # noqa: PLC0415 - its client costs 0.3 s
    from storage.objects.objects_s3 import S3Objects  # noqa: PLC0415 - as above

    if not retention_days:
        return S3Objects(s3.endpoint, s3.bucket, s3.access_key, s3.secret_key, secure=s3.secure)
    return RetainedS3Objects(s3.endpoint, s3.bucket, s3.access_key, s3.secret_key, secure=s3.secure, retention_days=retention_days)
