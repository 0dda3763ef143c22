"""One contract, two stores: the local disk and a real S3 server."""

import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import StorageUnavailable
from pipeline.ports import ObjectStore
from storage.objects.objects_disk import INCOMING, DiskObjects
from storage.objects.objects_s3 import S3Objects
from storage.open import open_storage


@pytest.fixture(params=["disk", "s3"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "disk":
        return DiskObjects(tmp_path / "objects")
    server = request.getfixturevalue("s3_server")
    bucket = "b" + hashlib.sha256(str(tmp_path).encode()).hexdigest()[:32]
    return S3Objects(server.endpoint, bucket, server.access_key, server.secret_key, secure=server.secure)


def test_what_was_put_is_got_back_byte_for_byte(objects: ObjectStore) -> None:
    content = bytes(range(256)) * 9000
    objects.put("originals/aa/1.pdf", content)
    assert objects.get("originals/aa/1.pdf") == content


def test_an_empty_object_is_an_object(objects: ObjectStore) -> None:
    objects.put("empty", b"")
    assert objects.exists("empty")
    assert objects.get("empty") == b""


def test_the_same_bytes_may_be_put_again(objects: ObjectStore, tmp_path: Path) -> None:
    objects.put("a/b", b"same")
    objects.put("a/b", b"same")
    file = tmp_path / "file"
    file.write_bytes(b"same")
    objects.put_file("a/b", file)
    assert objects.get("a/b") == b"same"


@pytest.mark.parametrize("other", [b"othe", b"", b"longer than before"])
def test_other_bytes_under_a_key_are_refused_and_change_nothing(objects: ObjectStore, other: bytes, tmp_path: Path) -> None:
    objects.put("a/b", b"once")
    with pytest.raises(StorageUnavailable, match="never overwritten"):
        objects.put("a/b", other)
    file = tmp_path / "file"
    file.write_bytes(other)
    with pytest.raises(StorageUnavailable, match="never overwritten"):
        objects.put_file("a/b", file)
    assert objects.get("a/b") == b"once"


def test_a_file_goes_in_and_comes_out_and_is_left_as_it_was(objects: ObjectStore, tmp_path: Path) -> None:
    source, target = tmp_path / "in.tif", tmp_path / "out.tif"
    source.write_bytes(b"II*\0" * 600_000)
    objects.put_file("originals/x", source)
    objects.fetch("originals/x", target)
    assert target.read_bytes() == source.read_bytes()
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {"in.tif", "out.tif"}


def test_a_stored_file_does_not_change_with_the_one_it_came_from(objects: ObjectStore, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.write_bytes(b"before")
    objects.put_file("k", source)
    source.write_bytes(b"after!")
    assert objects.get("k") == b"before"


def test_what_is_not_there_is_said_so(objects: ObjectStore, tmp_path: Path) -> None:
    assert not objects.exists("nothing/here")
    with pytest.raises(StorageUnavailable, match="no object 'nothing/here'"):
        objects.get("nothing/here")
    with pytest.raises(StorageUnavailable, match="no object 'nothing/here'"):
        objects.fetch("nothing/here", tmp_path / "target")
    assert not (tmp_path / "target").exists()


def test_keys_are_listed_by_prefix_in_order(objects: ObjectStore) -> None:
    for key in ("pages/b/2", "pages/b/1", "pages/a/1", "page-less", "readings/a.json"):
        objects.put(key, key.encode())
    assert list(objects.keys("pages/")) == ["pages/a/1", "pages/b/1", "pages/b/2"]
    assert list(objects.keys("pages/b/")) == ["pages/b/1", "pages/b/2"]
    assert list(objects.keys("page")) == ["page-less", "pages/a/1", "pages/b/1", "pages/b/2"]
    assert len(list(objects.keys(""))) == 5
    assert list(objects.keys("none")) == []


def test_what_is_deleted_is_gone_and_may_be_deleted_again(objects: ObjectStore) -> None:
    objects.put("pages/a/1", b"1")
    objects.put("pages/a/11", b"2")
    objects.delete("pages/a/1")
    objects.delete("pages/a/1")
    objects.delete("never/there")
    assert list(objects.keys("")) == ["pages/a/11"]
    objects.put("pages/a/1", b"other bytes")
    assert objects.get("pages/a/1") == b"other bytes"


def test_only_erasure_deletes_objects() -> None:
    root = Path(__file__).resolve().parents[2]
    sources = [path for folder in ("pipeline", "flows", "workbench", "learning", "storage") for path in (root / folder).rglob("*.py")]
    callers = {path.relative_to(root).as_posix() for path in sources if "objects.delete(" in path.read_text()}
    assert callers == {"pipeline/erase.py"}


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../up", "a/../b", "a//b", "a/", "./a", "a/.hidden", "a\\b", "a b", "a\nb", "a\0b", "ä", "x" * 513]
)
def test_a_key_that_could_lead_elsewhere_is_refused_everywhere(objects: ObjectStore, key: str, tmp_path: Path) -> None:
    for attempt in (
        lambda: objects.put(key, b"x"),
        lambda: objects.put_file(key, tmp_path),
        lambda: objects.get(key),
        lambda: objects.fetch(key, tmp_path / "t"),
        lambda: objects.exists(key),
        lambda: objects.delete(key),
    ):
        with pytest.raises(StorageUnavailable, match="no object key"):
            attempt()


def test_of_writers_racing_for_a_key_one_wins_and_the_others_are_told(objects: ObjectStore) -> None:
    contents = [f"writer {number}".encode() * 1000 for number in range(6)]
    won: list[bytes] = []
    lost: list[bytes] = []
    start = threading.Barrier(len(contents))

    def write(content: bytes) -> None:
        start.wait()
        try:
            objects.put("raced/key", content)
            won.append(content)
        except StorageUnavailable:
            lost.append(content)

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert len(lost) == 5
    assert objects.get("raced/key") == won[0]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    return tmp_path / "objects"


def test_a_write_cut_off_on_disk_leaves_no_object(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    objects = DiskObjects(folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.objects.objects_disk.os.fsync", full)
    with pytest.raises(StorageUnavailable, match="No space left"):
        objects.put("a/b", b"content")
    assert not objects.exists("a/b")
    assert list((folder / INCOMING).iterdir()) == []


def test_half_written_files_are_no_objects(folder: Path) -> None:
    objects = DiskObjects(folder)
    (folder / INCOMING / "half").write_bytes(b"half")
    assert list(objects.keys("")) == []


def test_what_a_killed_writer_left_is_cleared_but_not_what_is_being_written(folder: Path) -> None:
    DiskObjects(folder)
    left, written = folder / INCOMING / "left", folder / INCOMING / "written"
    left.write_bytes(b"half")
    written.write_bytes(b"half")
    os.utime(left, (0, 0))
    DiskObjects(folder)
    assert list((folder / INCOMING).iterdir()) == [written]


def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageUnavailable, match="Check the disk"):
        DiskObjects(tmp_path / "file" / "objects")


def test_an_s3_server_that_is_not_there_is_named() -> None:
    with pytest.raises(StorageUnavailable, match=r"127\.0\.0\.1:1 failed"):
        S3Objects("127.0.0.1:1", "bucket", "a", "b" * 8, secure=False)


def test_wrong_s3_keys_are_told_of(request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("s3_server")
    with pytest.raises(StorageUnavailable, match="keys"):
        S3Objects(server.endpoint, server.bucket, server.access_key, "wrong-secret", secure=False)


def test_an_installation_keeps_its_objects_where_it_is_told(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    server = request.getfixturevalue("s3_server")
    storage = open_storage(tmp_path / "foureyes.db", tmp_path / "objects", server)
    storage.objects.put("originals/x", b"in the bucket")
    again = open_storage(tmp_path / "foureyes.db", tmp_path / "objects", server)
    assert again.objects.get("originals/x") == b"in the bucket"
    assert not (tmp_path / "objects").exists()
    storage.close()
    again.close()
