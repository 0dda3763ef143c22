"""Anchors of the audit log: kept once, elsewhere, and missed when they are gone."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import S3Server
from minio import Minio
from minio.error import S3Error
from storage_samples import NOON, approved, captured, later

from models.audit import AuditHead
from models.errors import AuditBroken, StorageUnavailable
from storage.audit.anchors import Anchor, Anchors, open_anchors
from storage.objects.objects_retained import RetainedS3Objects
from storage.open import Storage

Bucket = Callable[[str], RetainedS3Objects]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere"


@pytest.fixture
def anchors(storage: Storage, folder: Path) -> Anchors:
    return open_anchors(storage, folder, None, 0, None)


def kept(storage: Storage, anchors: Anchors) -> AuditHead:
    approved(storage)
    head = storage.audit.verify()
    assert anchors.keep(head, NOON)
    return head


def the_only_file(folder: Path) -> Path:
    (file,) = (folder / "anchors").iterdir()
    return file


def test_a_kept_head_is_an_anchor(storage: Storage, anchors: Anchors, folder: Path) -> None:
    head = kept(storage, anchors)
    assert anchors.all() == [Anchor(head, NOON)]
    assert json.loads(the_only_file(folder).read_text()) == {"seq": head.seq, "hash": head.hash, "at": "2026-11-02T12:00:00.000000+00:00"}


def test_an_empty_log_has_nothing_to_anchor(storage: Storage, anchors: Anchors) -> None:
    assert not anchors.keep(storage.audit.head(), NOON)
    assert anchors.all() == []


def test_a_head_is_kept_once(storage: Storage, anchors: Anchors) -> None:
    head = kept(storage, anchors)
    assert not anchors.keep(head, later(3600))
    assert [anchor.at for anchor in anchors.all()] == [NOON]


def test_every_anchor_kept_must_be_on_the_log(storage: Storage, anchors: Anchors) -> None:
    heads = [kept(storage, anchors)]
    captured(storage, "another")
    heads.append(storage.audit.head())
    anchors.keep(heads[1], later(60))
    assert [anchor.head for anchor in anchors.all()] == heads
    assert storage.audit.verify(heads) == heads[1]


def test_an_anchor_taken_away_is_missed(storage: Storage, anchors: Anchors, folder: Path) -> None:
    head = kept(storage, anchors)
    shutil.rmtree(folder / "anchors")
    with pytest.raises(AuditBroken, match=f"anchor of event {head.seq} is no longer"):
        anchors.all()


@pytest.mark.parametrize("change", [("}", ""), ('"seq":4', '"seq":3'), ('"hash":"', '"hash":"0'), ('"at"', '"when"')])
def test_an_anchor_that_was_changed_is_seen(storage: Storage, anchors: Anchors, folder: Path, change: tuple[str, str]) -> None:
    kept(storage, anchors)
    file = the_only_file(folder)
    file.chmod(0o600)
    changed = file.read_text().replace(*change)
    assert changed != file.read_text()
    file.write_text(changed)
    with pytest.raises(AuditBroken, match="Find out who"):
        anchors.all()


def test_without_another_place_anchors_are_beside_the_documents(storage: Storage) -> None:
    head = kept(storage, open_anchors(storage, None, None, 0, None))
    assert list(storage.objects.keys("anchors/")) == [f"anchors/{head.seq:012d}-{head.hash}.json"]


@pytest.fixture
def client(s3_server: S3Server) -> Minio:
    return Minio(s3_server.endpoint, s3_server.access_key, s3_server.secret_key, secure=False)


@pytest.fixture
def bucket(s3_server: S3Server) -> Iterator[Bucket]:
    def opened(name: str) -> RetainedS3Objects:
        server = s3_server
        return RetainedS3Objects(server.endpoint, name, server.access_key, server.secret_key, secure=False, retention_days=30)

    return opened


def test_in_a_bucket_that_retains_not_even_its_owner_takes_an_anchor_back(bucket: Bucket, client: Minio) -> None:
    objects = bucket("retained")
    objects.put("anchors/1", b"first")
    (version,) = client.list_objects("retained", prefix="anchors/", include_version=True, recursive=True)
    with pytest.raises(S3Error, match="WORM"):
        client.remove_object("retained", "anchors/1", version_id=version.version_id)
    client.remove_object("retained", "anchors/1")  # hides it only
    assert not list(client.list_objects("retained", prefix="anchors/"))
    assert list(objects.keys("anchors/")) == ["anchors/1"]
    assert objects.get("anchors/1") == b"first"


def test_what_was_put_first_counts_whatever_is_put_over_it(bucket: Bucket, client: Minio, tmp_path: Path) -> None:
    objects = bucket("retained-too")
    objects.put("anchors/1", b"first")
    (tmp_path / "forged").write_bytes(b"forged")
    client.fput_object("retained-too", "anchors/1", str(tmp_path / "forged"))
    assert client.get_object("retained-too", "anchors/1").read() == b"forged"
    assert objects.get("anchors/1") == b"first"
    with pytest.raises(StorageUnavailable, match="no object"):
        objects.get("anchors")


def test_a_bucket_that_does_not_retain_is_refused(bucket: Bucket, client: Minio) -> None:
    client.make_bucket("plain")
    with pytest.raises(StorageUnavailable, match="keeps objects for 0 days"):
        bucket("plain")


def test_a_bucket_that_retains_for_less_is_refused(bucket: Bucket, s3_server: S3Server) -> None:
    bucket("short")
    with pytest.raises(StorageUnavailable, match="keeps objects for 30 days"):
        RetainedS3Objects(s3_server.endpoint, "short", s3_server.access_key, s3_server.secret_key, secure=False, retention_days=31)
