"""Objects in a bucket of any S3 server. What is promised of two writers at once depends on the server.

A put is conditional (`If-None-Match: *`): where the server honours that (AWS, MinIO, Ceph and others since 2024), two
writers of one key cannot both win. Where it does not, the look before the put still refuses other bytes, unless two
writers fall between each other's look and put; keys that are named by their content are harmless even then.
"""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from io import BufferedReader, BytesIO
from pathlib import Path

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from models.errors import StorageUnavailable
from storage.objects.object_keys import check_key, missing, refused_overwrite
from storage.sql import failpoints

PUT_TIMEOUT = timedelta(minutes=15)
CHUNK_BYTES = 1 << 20
MAX_CONNECTIONS = 16  # kept open, for as many threads at once
MAX_BYTES = 5 * 1000**3  # one conditional put; more would need a multipart upload, which documents never come near
ABSENT = frozenset({"NoSuchKey", "NoSuchObject"})
MADE_MEANWHILE = frozenset({"BucketAlreadyOwnedByYou", "BucketAlreadyExists"})


class S3Objects:
    """The ObjectStore port over S3. What `put` has returned from is as durable as the server makes it."""

    def __init__(self, endpoint: str, bucket: str, access_key: str, secret_key: str, *, secure: bool) -> None:
        """Connects, and makes the bucket where it is missing; raises StorageUnavailable."""
        self._bucket = bucket
        self._endpoint = endpoint
        self._http = urllib3.PoolManager(
            maxsize=MAX_CONNECTIONS,
            timeout=urllib3.Timeout(connect=5, read=60),
            retries=urllib3.Retry(total=3, backoff_factor=0.2, status_forcelist=[502, 503, 504]),
        )
        with self._as_ours():
            self._client = Minio(endpoint, access_key=access_key, secret_key=secret_key, secure=secure, http_client=self._http)
            self._make_bucket()

    def put(self, key: str, content: bytes) -> None:
        check_key(key)
        self._put(key, BytesIO(content), len(content))

    def put_file(self, key: str, path: Path) -> None:
        check_key(key)
        with self._as_ours(), path.open("rb") as file:
            self._put(key, file, path.stat().st_size)

    def get(self, key: str) -> bytes:
        return b"".join(self._chunks(key))

    def fetch(self, key: str, target: Path) -> None:
        """Copies to `target`, which appears complete or not at all."""
        part = target.with_name(f".{target.name}.part")
        with self._as_ours(), part.open("wb") as file:
            file.writelines(self._chunks(key))
        part.replace(target)

    def exists(self, key: str) -> bool:
        check_key(key)
        with self._as_ours():
            try:
                self._client.stat_object(self._bucket, key)
            except S3Error as error:
                if error.code in ABSENT:
                    return False
                raise
        return True

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys that begin with `prefix`, sorted."""
        with self._as_ours():
            for found in self._client.list_objects(self._bucket, prefix=prefix, recursive=True):
                yield str(found.object_name)

    def delete(self, key: str) -> None:
        """For erasure alone: every version, where the bucket keeps versions. What is not there is deleted already."""
        check_key(key)
        with self._as_ours():
            for found in self._client.list_objects(self._bucket, prefix=key, recursive=True, include_version=True):
                if found.object_name == key:
                    self._client.remove_object(self._bucket, key, version_id=found.version_id)

    def _put(self, key: str, content: BufferedReader | BytesIO, size_bytes: int) -> None:
        if size_bytes > MAX_BYTES:
            raise StorageUnavailable(f"Object '{key}' has {size_bytes} bytes; S3 takes {MAX_BYTES} in one piece. Split the document.")
        with failpoints.around("objects.put"), self._as_ours():
            if self.exists(key) or not self._created(key, content, size_bytes):
                content.seek(0)
                self._check_is_same(key, content)

    def _created(self, key: str, content: BufferedReader | BytesIO, size_bytes: int) -> bool:
        """True when this put made the object, False when another writer was faster."""
        md5 = hashlib.file_digest(content, lambda: hashlib.md5(usedforsecurity=False)).digest()
        content.seek(0)
        # The client's own put_object would send If-None-Match as metadata; a signed address takes it as the header it is.
        url = self._client.presigned_put_object(self._bucket, key, expires=PUT_TIMEOUT)
        headers = {"If-None-Match": "*", "Content-MD5": base64.b64encode(md5).decode(), "Content-Length": str(size_bytes)}
        answer = self._http.request("PUT", url, body=content, headers=headers)
        if answer.status in {HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT}:
            return False
        if answer.status != HTTPStatus.OK:
            raise StorageUnavailable(
                f"The object store at {self._endpoint} answered {answer.status} to a put of '{key}'. Look at its log, then try again."
            )
        return True

    def _check_is_same(self, key: str, content: BufferedReader | BytesIO) -> None:
        present = hashlib.sha256()
        for chunk in self._chunks(key):
            present.update(chunk)
        if present.digest() != hashlib.file_digest(content, "sha256").digest():
            raise refused_overwrite(key)

    def _chunks(self, key: str, version_id: str | None = None) -> Iterator[bytes]:
        check_key(key)
        with self._as_ours():
            try:
                answer = self._client.get_object(self._bucket, key, version_id=version_id)
            except S3Error as error:
                raise (missing(key) if error.code in ABSENT else error) from error
            with answer:
                yield from answer.stream(CHUNK_BYTES)
                answer.release_conn()

    def _make_bucket(self) -> None:
        try:
            if not self._client.bucket_exists(self._bucket):
                self._client.make_bucket(self._bucket)
        except S3Error as error:
            if error.code not in MADE_MEANWHILE:
                raise

    @contextmanager
    def _as_ours(self) -> Iterator[None]:
        try:
            yield
        except (MinioException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise StorageUnavailable(
                f"The object store at {self._endpoint} failed ({type(error).__name__}: {error}). Check that it runs, its address and keys."
            ) from error
