"""An exported log stands alone: whole it verifies, changed anywhere it does not."""

import json
from collections.abc import Callable

import pytest
from storage_samples import approved, corrected, quarantined

from models.audit import AuditHead
from models.errors import AuditBroken
from storage.audit.audit_chain import BEGINNING, digest
from storage.audit.audit_export import export_lines, verify_lines
from storage.open import Storage

Lines = list[bytes]


def exported(storage: Storage) -> Lines:
    approved(storage, "one")
    corrected(storage, "two")
    quarantined(storage, "thrée")
    return list(export_lines(storage.audit.events()))


def test_an_exported_log_has_the_head_of_the_database(storage: Storage) -> None:
    lines = exported(storage)
    assert verify_lines(lines) == verify_lines(lines, [storage.audit.head()]) == storage.audit.verify()


def test_an_empty_log_can_be_exported(storage: Storage) -> None:
    assert verify_lines(export_lines(storage.audit.events())) == BEGINNING


def test_each_line_is_the_json_that_was_hashed_and_its_hash(storage: Storage) -> None:
    for line in exported(storage)[:-1]:
        event = json.loads(line)
        assert event.pop("hash") == digest(event)
        assert line.isascii()


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [lines[0].replace(b"scanner-1", b"scanner-2"), *lines[1:]],
        lambda lines: [*lines[:3], *lines[4:]],
        lambda lines: [lines[1], lines[0], *lines[2:]],
        lambda lines: lines[:-1],
        lambda lines: lines[:-2],
        lambda lines: [*lines[:-2], lines[-1]],
        lambda lines: [*lines[:4], b"{}\n", *lines[4:]],
        lambda lines: [*lines[:4], lines[4][:20], *lines[5:]],
        lambda lines: [*lines[:4], b"7\n", *lines[5:]],
        lambda lines: [*lines, lines[-1]],
    ],
    ids=["edited", "removed", "reordered", "no head", "cut off", "last cut out", "no event", "half a line", "a number", "two heads"],
)
def test_a_changed_file_is_refused(storage: Storage, change: Callable[[Lines], Lines]) -> None:
    with pytest.raises(AuditBroken):
        verify_lines(change(exported(storage)))


def test_a_file_written_anew_with_a_new_head_is_seen_by_its_anchor(storage: Storage) -> None:
    lines = exported(storage)
    anchor = storage.audit.head()
    short = lines[:-2]
    last = json.loads(short[-1])
    forged = [*short, json.dumps({"head": {"seq": last["seq"], "hash": last["hash"]}}).encode()]
    assert verify_lines(forged) == AuditHead(last["seq"], last["hash"])
    with pytest.raises(AuditBroken, match=f"cut off after event {last['seq']}"):
        verify_lines(forged, [anchor])
