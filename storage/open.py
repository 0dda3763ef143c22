"""Opens everything an installation keeps: the database with its tables up to date, and the object store of its choice."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from models.errors import StorageUnavailable
from storage.audit.audit_log import SqlAuditLog
from storage.case.cases import SqlCaseStore
from storage.case.erasure import SqlErasures
from storage.case.holding import SqlHolding
from storage.case.ledger import SqlLedger
from storage.desk.keying import SqlKeying
from storage.desk.work import SqlWork
from storage.learned import SqlLearned
from storage.objects.objects_disk import DiskObjects
from storage.qa.quality import SqlQuality
from storage.qa.quality_key import quality_key as key_from
from storage.qa.sampling import Sampler
from storage.release.outbox import SqlOutbox
from storage.sql.database import Database
from storage.sql.schema import ensure_schema
from storage.sql.sqlite_database import SqliteDatabase
from storage.staff.changes import SqlChanges
from storage.staff.people import SqlPeople
from storage.staff.sign_ins import SqlSignIns

if TYPE_CHECKING:
    from storage.objects.objects_s3 import S3Objects  # its client costs 0.3 s, which no command on a local disk should pay


class S3Access(Protocol):
    """Where an S3 bucket is and who may use it."""

    @property
    def endpoint(self) -> str: ...
    @property
    def bucket(self) -> str: ...
    @property
    def access_key(self) -> str: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def secure(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Storage:
    """The ports of one installation. Safe to share between threads; each process opens its own."""

    ledger: SqlLedger
    cases: SqlCaseStore
    keying: SqlKeying
    outbox: SqlOutbox
    objects: "DiskObjects | S3Objects"
    learned: SqlLearned
    audit: SqlAuditLog
    erasures: SqlErasures
    people: SqlPeople
    changes: SqlChanges
    sign_ins: SqlSignIns
    work: SqlWork
    quality: SqlQuality
    holding: SqlHolding
    database: Database

    def close(self) -> None:
        """Closes what the calling thread holds open."""
        self.database.close()


def open_storage(database: Path | str, objects: Path, s3: S3Access | None = None, quality_key: bytes | Path | None = None) -> Storage:
    """Storage in these places, made where missing: tables in an SQLite file or at a PostgreSQL URL, objects on disk or in S3.

    `quality_key` is the key by which QA's samples are drawn, or the file that keeps it; with neither nobody can prove later how they were.
    """
    kept = _open_database(database)
    sampler = Sampler(key_from(quality_key))
    ensure_schema(kept)
    opened = _open_objects(objects, s3)
    return Storage(
        ledger=SqlLedger(kept),
        cases=SqlCaseStore(kept, sampler),
        keying=SqlKeying(kept, sampler),
        outbox=SqlOutbox(kept),
        objects=opened,
        learned=SqlLearned(kept, opened),
        audit=SqlAuditLog(kept),
        erasures=SqlErasures(kept),
        people=SqlPeople(kept),
        changes=SqlChanges(kept),
        sign_ins=SqlSignIns(kept),
        work=SqlWork(kept),
        quality=SqlQuality(kept),
        holding=SqlHolding(kept),
        database=kept,
    )


def _open_database(database: Path | str) -> Database:
    if isinstance(database, str):
        return _open_postgres(database)
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # what is kept is personal data
    except OSError as error:
        raise StorageUnavailable(f"{database.parent}: {error.strerror}. Set FOUREYES_HOME to a folder you may write to.") from error
    return SqliteDatabase(database)


def _open_postgres(url: str) -> Database:
    try:
        from storage.sql.postgres_database import PostgresDatabase  # noqa: PLC0415 - its driver is an extra
    except ModuleNotFoundError as error:
        raise StorageUnavailable("PostgreSQL needs its driver: install foureyes[postgresql], or unset FOUREYES_DATABASE_URL.") from error
    return PostgresDatabase(url)


def _open_objects(folder: Path, s3: S3Access | None) -> "DiskObjects | S3Objects":
    if s3 is None:
        return DiskObjects(folder)
    from storage.objects.objects_s3 import S3Objects  # noqa: PLC0415 - as above

    return S3Objects(s3.endpoint, s3.bucket, s3.access_key, s3.secret_key, secure=s3.secure)
