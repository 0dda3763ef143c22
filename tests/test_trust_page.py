"""What the page on trust names is there: each test, each guard, each file."""

import re
from pathlib import Path

from storage.migrations.trust_core.guards import GUARDS

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.findall(r"`([^`]+)`", (ROOT / "docs" / "trust.md").read_text("utf-8"))


def test_every_test_named_is_there() -> None:
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    named = {name for name in NAMED if re.fullmatch(r"test_\w+", name)}
    assert len(named) > 10
    assert named <= written


def test_every_file_named_is_there() -> None:
    named = {name for name in NAMED if re.fullmatch(r"[\w/]+\.py", name) and "/" in name}
    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_every_guard_named_is_there() -> None:
    guards = {guard.name for guard in GUARDS}
    named = {name for name in NAMED if re.fullmatch(r"(no|a|two|only|administrators|audit)_\w+", name)}
    assert len(named) > 8
    assert named <= guards
