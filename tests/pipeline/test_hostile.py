"""Every hostile file ends in its expected outcome or a typed quarantine, and harms only itself."""

import io
import json
import os
import struct
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from models.errors import (
    DamagedFile,
    DocumentError,
    EmptyFile,
    LimitExceeded,
    MemoryLimitExceeded,
    PasswordRequired,
    TimeLimitExceeded,
    UnsupportedFormat,
)
from models.limits import Limits
from pipeline.bounded import BoundedPool
from pipeline.understand import Understanding, load_machine, understand_file

LIMITS = Limits()
LIMIT_ERRORS = (LimitExceeded, MemoryLimitExceeded, TimeLimitExceeded)
UNKNOWN_FORMATS = (".zip", ".pptx", ".docx", ".eml")


@pytest.fixture(scope="module")
def pool() -> Iterator[BoundedPool]:
    with BoundedPool(os.cpu_count() or 1, 60, 4096, initializer=partial(load_machine, "two-eyes", "eng", LIMITS)) as pool:
        yield pool


def outcome(pool: BoundedPool, path: Path) -> Understanding | DocumentError:
    try:
        return pool.submit(understand_file, path, "two-eyes", "eng", LIMITS, None).result()
    except DocumentError as error:
        return error


def text_pdf(**options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, **options)  # type: ignore[arg-type]
    canvas.drawString(72, 700, "Invoice number 2041, total 12.50, due on 1 March 2026")
    canvas.save()
    return buffer.getvalue()


def picture(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def huge_png(side: int) -> bytes:
    """One bit a pixel, all alike: gigabytes of pixels in a few kilobytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    row = b"\0" * (side // 8 + 1)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def looping_tiff() -> bytes:
    """A page list that comes back to its first page."""
    entry = struct.pack("<HHII", 256, 3, 1, 10)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry + struct.pack("<I", 8)


GRAY = Image.fromarray(np.full((300, 400), 200, np.uint8))
MADE: dict[str, tuple[bytes, type[DocumentError] | None]] = {
    "zero-bytes.pdf": (b"", EmptyFile),
    "text.txt": (b"hello", UnsupportedFormat),
    "truncated.pdf": (text_pdf()[:300], DamagedFile),
    "encrypted.pdf": (text_pdf(encrypt=StandardEncryption("secret", ownerPassword="other")), PasswordRequired),
    "looping.tif": (looping_tiff(), DamagedFile),
    "truncated.png": (picture(GRAY, "PNG")[:60], DamagedFile),
    "huge.png": (huge_png(30_000), LimitExceeded),
    "one-pixel.png": (picture(Image.new("L", (1, 1)), "PNG"), None),
    "white.png": (picture(Image.new("L", (800, 1000), 255), "PNG"), None),
    "black.png": (picture(Image.new("L", (800, 1000), 0), "PNG"), None),
    "cmyk.jpg": (picture(Image.new("CMYK", (400, 300)), "JPEG"), None),
    "sixteen-bit.png": (picture(Image.fromarray(np.full((300, 400), 40_000, np.uint16)), "PNG"), None),
    "alpha.png": (picture(Image.new("RGBA", (400, 300), (0, 0, 0, 0)), "PNG"), None),
    "good.pdf": (text_pdf(), None),
}


@pytest.mark.parametrize("name", MADE)
def test_a_made_hazard_ends_as_it_should(name: str, pool: BoundedPool, tmp_path: Path) -> None:
    content, expected = MADE[name]
    path = tmp_path / name
    path.write_bytes(content)
    ended = outcome(pool, path)
    assert type(ended) is (expected or Understanding), ended


def test_the_hostile_set_ends_as_expected_and_nothing_hangs(dev_data: Path, pool: BoundedPool) -> None:
    rows = [json.loads(line) for line in (dev_data / "labels.jsonl").read_text("utf-8").splitlines()]
    hostile = {row["file"]: row["fields"]["expect"] for row in rows if row["set"] == "hostile"}
    pending = {file: pool.submit(understand_file, dev_data / file, "two-eyes", "eng", LIMITS, None) for file in hostile}
    wrong = {}
    for file, expected in hostile.items():
        try:
            ended: object = pending[file].result()
        except DocumentError as error:
            ended = error
        if not ends_as(expected, file, ended):
            wrong[file] = (expected, repr(ended)[:200])
    assert not wrong


def ends_as(expected: str, file: str, ended: object) -> bool:
    if file.endswith(UNKNOWN_FORMATS):
        return isinstance(ended, UnsupportedFormat)
    return {
        "accept": isinstance(ended, Understanding) and ended.proposal.page_count >= 1,
        "reject": isinstance(ended, DocumentError),
        "password": isinstance(ended, PasswordRequired),
        "limit": isinstance(ended, LIMIT_ERRORS),
        "accept_or_reject": isinstance(ended, Understanding | DocumentError),
    }[expected]


@pytest.mark.parametrize("start", ["hd25", "hd26"])
def test_a_text_layer_that_lies_is_not_believed(dev_data: Path, pool: BoundedPool, start: str) -> None:
    (path,) = (dev_data / "hostile").glob(f"{start}*")
    ended = outcome(pool, path)
    assert isinstance(ended, Understanding)
    assert {page.reader for page in ended.reading.pages} == {"two-eyes.v1"}
