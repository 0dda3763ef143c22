"""The key of the draw: made once, for its owner's eyes only."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.errors import StorageUnavailable
from storage.qa.quality_key import quality_key


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "home" / "quality.key"
    key = quality_key(path)
    assert len(key) >= 32
    assert quality_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["quality.key"]


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(quality_key, [tmp_path / "quality.key"] * 8))) == 1


def test_a_key_given_is_the_key_and_without_any_each_opening_has_its_own() -> None:
    assert quality_key(b"k" * 32) == b"k" * 32
    assert quality_key(None) != quality_key(None)


def test_a_file_cut_short_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "quality.key").write_text("short")
    with pytest.raises(StorageUnavailable, match="too short"):
        quality_key(tmp_path / "quality.key")
