"""The audit log as a file that can be verified alone: one event a line as canonical JSON with its hash, and the head as the last line."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from models.audit import AuditHead
from models.errors import AuditBroken
from storage.audit.audit_chain import BEGINNING, COVERED, canonical, checked, head_of, verify
from storage.sql.database import Row

INCOMPLETE = "The exported audit log has no head at its end: it was cut off. Export it again."


def export_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """Every event of an unbroken chain, then its head; raises AuditBroken."""
    head = BEGINNING
    for row in checked(rows):
        head = head_of(row)
        yield _line({name: row[name] for name in (*COVERED, "hash")})
    yield _line({"head": {"seq": head.seq, "hash": head.hash}})


def verify_lines(lines: Iterable[bytes], anchors: Iterable[AuditHead] = ()) -> AuditHead:
    """The head of an exported log; raises AuditBroken where it was changed or is not whole."""
    told: list[AuditHead] = []
    head = verify(_rows(lines, told), anchors)
    if told != [head]:
        raise AuditBroken(INCOMPLETE)
    return head


def _rows(lines: Iterable[bytes], told: list[AuditHead]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        row = _parsed(line, number)
        if set(row) == {"head"}:
            told.append(AuditHead(**row["head"]))
        elif set(row) == {*COVERED, "hash"}:
            yield row
        else:
            raise AuditBroken(f"Line {number} of the exported audit log is no event. Export it again.")


def _parsed(line: bytes, number: int) -> dict[str, Any]:
    try:
        row: object = json.loads(line)
    except ValueError as error:
        raise AuditBroken(f"Line {number} of the exported audit log is no JSON. Export it again.") from error
    return row if isinstance(row, dict) else {}


def _line(content: dict[str, object]) -> bytes:
    return canonical(content).encode() + b"\n"
