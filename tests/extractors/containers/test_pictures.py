"""Pictures of every kind a scanner, a fax or a camera writes are read right; broken ones end in a reason, never in a guess."""

import io
import struct
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageChops

from extractors.containers.picture import pixels_of
from extractors.containers.registry import container_for
from extractors.containers.sniff import sniff_media_type
from extractors.protocols import Recognizer
from extractors.recognizers.rapid import RapidRecognizer
from models.errors import DamagedFile, LimitExceeded
from models.limits import Limits
from models.page import Page
from pipeline.recognize import recognize

LINES = ("INVOICE NUMBER 20417", "DATE 12/03/2026", "DUE WITHIN THIRTY DAYS", "TOTAL 1,280.45")
PRINTED = " ".join(LINES).split()
FAX_DPI = (204, 98)
RECOGNIZER: Recognizer = RapidRecognizer()


def letter() -> Image.Image:
    page = np.full((600, 800), 255, np.uint8)
    for at, text in enumerate(LINES):
        cv2.putText(page, text, (60, 120 + 110 * at), cv2.FONT_HERSHEY_DUPLEX, 1.2, (0,), 2, cv2.LINE_AA)
    return Image.fromarray(page)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def read(content: bytes, folder: Path) -> Page:
    path = folder / "picture"
    path.write_bytes(content)
    return recognize(path, sniff_media_type(path), RECOGNIZER, Limits()).page(1)


def words_of(page: Page) -> list[str]:
    return [word.text for word in page.words]


def sixteen_bits(bits: int) -> Image.Image:
    """A gray picture as scanners write it that see so many of the sixteen bits."""
    return Image.fromarray(np.asarray(letter(), np.uint16) << (bits - 8))


def on_nothing(color: int) -> Image.Image:
    """Black letters on a transparent ground whose hidden colour is this gray."""
    ground = Image.new("RGB", letter().size, (color, color, color))
    ground.paste((0, 0, 0), mask=ImageChops.invert(letter()))
    ground.putalpha(ImageChops.invert(letter()))
    return ground


def with_palette() -> Image.Image:
    """Two colours, one of them transparent, as screenshots and logos are saved."""
    picture = letter().point(lambda value: value > 128).convert("P")
    picture.putpalette([0, 0, 0, 0, 0, 0])
    return picture


def faxed() -> Image.Image:
    """One bit a pixel, the lines twice as far apart as the dots."""
    fine = letter().resize((1600, 1200), Image.Resampling.BICUBIC)
    return fine.resize((1600, round(1200 * FAX_DPI[1] / FAX_DPI[0])), Image.Resampling.BOX).convert("1", dither=Image.Dither.NONE)


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


SOUND: dict[str, Callable[[], bytes]] = {
    "cmyk": lambda: saved(letter().convert("RGB").convert("CMYK"), "JPEG", quality=90),
    "sixteen-bit-png": lambda: saved(sixteen_bits(16), "PNG"),
    "sixteen-bit-tiff": lambda: saved(sixteen_bits(16), "TIFF"),
    "twelve-of-sixteen-bits": lambda: saved(sixteen_bits(12), "TIFF"),
    "floating-point": lambda: saved(Image.fromarray(np.asarray(letter(), np.float32) / 255), "TIFF"),
    "transparent-over-black": lambda: saved(on_nothing(0), "PNG"),
    "transparent-over-white": lambda: saved(on_nothing(255), "PNG"),
    "transparent-gray": lambda: saved(on_nothing(0).convert("LA"), "PNG"),
    "transparent-palette": lambda: saved(with_palette(), "PNG", transparency=1),
    "fax-group-3": lambda: saved(faxed(), "TIFF", compression="group3", dpi=FAX_DPI),
    "fax-group-4": lambda: saved(faxed(), "TIFF", compression="group4", dpi=FAX_DPI),
    "fax-lzw": lambda: saved(faxed(), "TIFF", compression="tiff_lzw", dpi=FAX_DPI),
    "fax-stored-on-its-side": lambda: saved(
        faxed().transpose(Image.Transpose.ROTATE_90), "TIFF", compression="group4", dpi=FAX_DPI[::-1], exif=turned(6)
    ),
    "bilevel-png": lambda: saved(letter().convert("1"), "PNG"),
}


@pytest.mark.parametrize("name", SOUND)
def test_every_kind_of_picture_is_read(name: str, tmp_path: Path) -> None:
    assert words_of(read(SOUND[name](), tmp_path)) == PRINTED


def test_a_fax_is_stretched_to_the_shape_of_the_paper(tmp_path: Path) -> None:
    page = read(SOUND["fax-group-4"](), tmp_path)
    assert page.width_px / page.height_px == pytest.approx(800 / 600, abs=0.01)
    assert page.transform.apply(1.0, 1.0) == pytest.approx(faxed().size)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_what_is_transparent_is_white_paper(mode: str) -> None:
    assert pixels_of(Image.new("RGBA", (4, 4), (0, 0, 0, 0)).convert(mode)).min() == 255


STORED_AS = {  # how a picture was stored that is shown upright after the turn or flip its orientation tells
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("orientation", STORED_AS)
def test_a_stored_orientation_is_followed_and_leads_back(form: str, orientation: int, tmp_path: Path) -> None:
    shown = np.full((400, 600), 255, np.uint8)
    shown[40:60, 500:540] = 0
    stored = Image.fromarray(shown).transpose(STORED_AS[orientation])
    path = tmp_path / "picture"
    path.write_bytes(saved(stored, form, exif=turned(orientation)))
    (raw,) = container_for(sniff_media_type(path)).pages(path, Limits())
    assert raw.pixels.shape == shown.shape
    assert raw.pixels[50, 520] < 40
    column, row = raw.original.apply(520 / 600, 50 / 400)
    assert np.asarray(stored)[int(row), int(column)] == 0


def with_byte(content: bytes, at: int, value: int) -> bytes:
    return content[:at] + bytes([value]) + content[at + 1 :]


def bad_checksum() -> bytes:
    content = saved(letter(), "PNG")
    at = content.index(b"IDAT") + 200
    return with_byte(content, at, content[at] ^ 0xFF)


def tiff_with(tag: int, value: int, **options: object) -> bytes:
    """A TIFF one of whose entries (TIFF 6.0, section 2) says something else."""
    content = bytearray(saved(letter().convert("1"), "TIFF", **options))
    (directory,) = struct.unpack_from("<I", content, 4)
    for at in range(directory + 2, directory + 2 + 12 * struct.unpack_from("<H", content, directory)[0], 12):
        if struct.unpack_from("<H", content, at)[0] == tag:
            struct.pack_into("<HII", content, at + 2, 4, 1, value)
    return bytes(content)


def jpeg_of_size(side: int) -> bytes:
    content = bytearray(saved(letter(), "JPEG"))
    struct.pack_into(">HH", content, content.index(b"\xff\xc0") + 5, side, side)
    return bytes(content)


WIDTH, STRIP_OFFSETS = 256, 273
BROKEN: dict[str, tuple[Callable[[], bytes], type[Exception]]] = {
    "jpeg-cut-in-the-middle": (lambda: saved(letter(), "JPEG")[:9000], DamagedFile),
    "jpeg-cut-in-its-head": (lambda: saved(letter(), "JPEG")[:200], DamagedFile),
    "jpeg-cut-before-its-end": (lambda: saved(letter(), "JPEG")[:-40], DamagedFile),
    "png-with-a-wrong-checksum": (bad_checksum, DamagedFile),
    "png-cut": (lambda: saved(letter(), "PNG")[:4000], DamagedFile),
    "tiff-strip-beyond-its-end": (lambda: tiff_with(STRIP_OFFSETS, 1 << 30), DamagedFile),
    "fax-strip-beyond-its-end": (lambda: tiff_with(STRIP_OFFSETS, 1 << 30, compression="group4"), DamagedFile),
    "tiff-cut": (lambda: saved(letter(), "TIFF")[:9000], DamagedFile),
    "tiff-as-wide-as-a-street": (lambda: tiff_with(WIDTH, 4_000_000), LimitExceeded),
    "jpeg-of-30000-by-30000": (lambda: jpeg_of_size(30_000), LimitExceeded),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_picture_ends_in_a_reason(name: str, tmp_path: Path) -> None:
    make, expected = BROKEN[name]
    with pytest.raises(expected) as raised:
        read(make(), tmp_path)
    assert "again" in str(raised.value)


@pytest.mark.parametrize("compression", ["group4", "tiff_lzw"])
def test_a_strip_that_begins_elsewhere_in_the_file_is_no_page_that_reads_well(compression: str, tmp_path: Path) -> None:
    try:
        page = read(tiff_with(STRIP_OFFSETS, 100, compression=compression), tmp_path)
    except DamagedFile:
        return
    assert page.notes
    assert words_of(page) != PRINTED


@pytest.mark.parametrize(("size", "gray"), [((1, 1), 0), ((1, 1), 255), ((900, 700), 0), ((900, 700), 255)])
def test_a_page_with_nothing_on_it_has_no_words_and_says_so(size: tuple[int, int], gray: int, tmp_path: Path) -> None:
    page = read(saved(Image.new("L", size, gray), "PNG"), tmp_path)
    assert (page.words, bool(page.notes)) == ((), True)
