"""When a dropped file is complete, when a batch of them is closed, and what a station is told."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.hot_folder import HotFolder, receipt_path
from models.case import Receipt, RescanCode, RescanRequest
from pipeline.intake import files_of


@pytest.fixture
def folder(tmp_path: Path) -> HotFolder:
    return HotFolder(tmp_path, quiet_seconds=3, batch_seconds=30)


def receipt(name: str) -> Receipt:
    return Receipt(1, 1, 1, name, "0" * 64, datetime.now(UTC), duplicate=False)


def test_a_file_is_complete_once_it_was_quiet_long_enough(folder: HotFolder) -> None:
    drop = folder.folder / "a.pdf"
    drop.write_bytes(b"half")
    assert folder.closed_batch(clock=0) == []
    drop.write_bytes(b"half and more")
    assert folder.closed_batch(clock=3) == []
    assert folder.closed_batch(clock=5.9) == []
    assert folder.closed_batch(clock=6) == [drop]


def test_a_file_renamed_from_part_is_complete_at_once(folder: HotFolder) -> None:
    part = folder.folder / "a.pdf.part"
    part.write_bytes(b"x")
    assert folder.closed_batch(clock=0) == []
    part.rename(folder.folder / "a.pdf")
    assert folder.closed_batch(clock=0.5) == [folder.folder / "a.pdf"]


def test_a_part_file_is_never_taken(folder: HotFolder) -> None:
    (folder.folder / "a.pdf.part").write_bytes(b"x")
    folder.closed_batch(clock=0)
    assert folder.closed_batch(clock=1000) == []


def test_a_batch_waits_for_files_still_growing_but_not_for_ever(folder: HotFolder) -> None:
    done, growing = folder.folder / "a.pdf", folder.folder / "b.pdf"
    done.write_bytes(b"x")
    folder.closed_batch(clock=0)
    for second in range(3, 33):
        growing.write_bytes(b"y" * second)
        assert folder.closed_batch(clock=second) == []
    growing.write_bytes(b"y" * 33)
    assert folder.closed_batch(clock=33) == [done]


def test_a_file_with_its_receipt_is_not_taken_again_even_after_a_restart(folder: HotFolder, tmp_path: Path) -> None:
    drop = tmp_path / "a.pdf"
    drop.write_bytes(b"x")
    folder.acknowledge(drop, receipt("a.pdf"))
    restarted = HotFolder(tmp_path, quiet_seconds=0, batch_seconds=0)
    assert restarted.closed_batch(clock=0) == []


def test_another_file_under_an_old_name_is_taken(folder: HotFolder, tmp_path: Path) -> None:
    drop = tmp_path / "scan.pdf"
    drop.write_bytes(b"x")
    folder.acknowledge(drop, receipt("scan.pdf"))
    drop.unlink()
    drop.write_bytes(b"another")
    restarted = HotFolder(tmp_path, quiet_seconds=0, batch_seconds=0)
    assert restarted.closed_batch(clock=0) == [drop]


def test_a_torn_receipt_counts_as_none(tmp_path: Path) -> None:
    drop = tmp_path / "a.pdf"
    drop.write_bytes(b"x")
    receipt_path(drop).write_text('{"receipt": 1, "modif', encoding="utf-8")
    restarted = HotFolder(tmp_path, quiet_seconds=0, batch_seconds=0)
    assert restarted.closed_batch(clock=0) == [drop]


def asked(why: str = "page 1 is blurred") -> RescanRequest:
    return RescanRequest(7, "a.pdf", "station:till", RescanCode.UNREADABLE, why, "ann", datetime.now(UTC))


def test_a_station_finds_what_it_is_asked_for_and_the_list_is_no_drop(folder: HotFolder) -> None:
    folder.ask([asked()])
    told = json.loads((folder.folder / "rescans.json").read_text("utf-8"))
    assert [(one["name_the_new_file"], one["file"], one["in_words"]) for one in told] == [("rescan-7.pdf", "a.pdf", "page 1 is blurred")]
    folder.closed_batch(clock=0)
    assert folder.closed_batch(clock=1000) == []
    assert list(files_of([folder.folder])) == []


def test_the_list_of_rescans_is_replaced_only_where_it_changed(folder: HotFolder) -> None:
    request, listed = asked(), folder.folder / "rescans.json"
    folder.ask([request])
    before = listed.stat().st_ino
    folder.ask([request])
    assert listed.stat().st_ino == before
    folder.ask([])
    assert json.loads(listed.read_text("utf-8")) == []
    assert [path.name for path in folder.folder.iterdir()] == ["rescans.json"]
