"""Objects that nobody can take back before their time, whatever keys they hold: a bucket with object lock in compliance mode."""

from collections.abc import Iterator

from minio.commonconfig import COMPLIANCE
from minio.error import S3Error
from minio.objectlockconfig import DAYS, ObjectLockConfig

from models.errors import StorageUnavailable
from storage.objects.object_keys import check_key, missing
from storage.objects.objects_s3 import S3Objects

DAYS_OF = {"Days": 1, "Years": 365}
NO_LOCK = "ObjectLockConfigurationNotFoundError"


class RetainedS3Objects(S3Objects):
    """As S3Objects, in a bucket that keeps every version of an object for some days; what was put first under a key is what counts.

    The bucket's own rule retains, not a header of each put: that holds over plain HTTP too, and from the moment of the put.
    """

    def __init__(self, endpoint: str, bucket: str, access_key: str, secret_key: str, *, secure: bool, retention_days: int) -> None:
        """Makes the bucket with the rule where it is missing; raises StorageUnavailable where it keeps objects for a shorter time."""
        self._retention_days = retention_days
        super().__init__(endpoint, bucket, access_key, secret_key, secure=secure)

    def get(self, key: str) -> bytes:
        check_key(key)
        with self._as_ours():
            versions = [
                found.version_id
                for found in self._client.list_objects(self._bucket, prefix=key, recursive=True, include_version=True)
                if found.object_name == key and not found.is_delete_marker
            ]
        if not versions:
            raise missing(key)
        return b"".join(self._chunks(key, versions[-1]))  # listed newest first

    def keys(self, prefix: str) -> Iterator[str]:
        """Those hidden by a delete marker included."""
        with self._as_ours():
            found = self._client.list_objects(self._bucket, prefix=prefix, recursive=True, include_version=True)
            yield from sorted({str(version.object_name) for version in found})

    def _make_bucket(self) -> None:
        if not self._client.bucket_exists(self._bucket):
            self._client.make_bucket(self._bucket, object_lock=True)
            self._client.set_object_lock_config(self._bucket, ObjectLockConfig(COMPLIANCE, self._retention_days, DAYS))
        mode, days = self._rule()
        if mode != COMPLIANCE or days < self._retention_days:
            raise StorageUnavailable(
                f"Bucket '{self._bucket}' keeps objects for {days} days in mode {mode}. Make it with object lock and a default retention "
                f"of {self._retention_days} days in mode {COMPLIANCE}, or name a bucket that does not exist yet."
            )

    def _rule(self) -> tuple[str | None, int]:
        try:
            rule = self._client.get_object_lock_config(self._bucket)
        except S3Error as error:
            if error.code == NO_LOCK:
                return None, 0
            raise
        return rule.mode, (rule.duration or 0) * DAYS_OF.get(rule.duration_unit or "", 0)
