"""Decides how a decoded picture of any mode becomes gray or BGR pixels, and which pictures are too large to decode."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from extractors.protocols import Pixels, RawPage
from models.errors import DamagedFile, LimitExceeded
from models.limits import Limits
from models.page import Transform

# What Pillow's decoders raise on broken bytes; there is no common base.
BROKEN_PICTURE = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, struct.error, zlib.error)

_EXIF_ORIENTATION = 0x0112
_SIDEWAYS = frozenset({5, 6, 7, 8})
_SIXTEEN_BIT_STEP = 257
_LEAST_DPI, _MOST_DPI = 50, 1200

# Where the corners of the shown picture lie in the stored one, as matrices on fractions, by EXIF orientation.
_STORED_FROM_SHOWN: dict[int, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    1: ((1, 0, 0), (0, 1, 0)),
    2: ((-1, 0, 1), (0, 1, 0)),
    3: ((-1, 0, 1), (0, -1, 1)),
    4: ((1, 0, 0), (0, -1, 1)),
    5: ((0, 1, 0), (1, 0, 0)),
    6: ((0, 1, 0), (-1, 0, 1)),
    7: ((0, -1, 1), (-1, 0, 1)),
    8: ((0, -1, 1), (1, 0, 0)),
}


@contextmanager
def open_picture(path: Path, formats: tuple[str, ...]) -> Iterator[Image.Image]:
    """A picture opened, not yet decoded, by these decoders only; raises DamagedFile or LimitExceeded."""
    # Given the path, Pillow 13 maps uncompressed pixels into memory, and garbles those of a TIFF that is stored on its side.
    with path.open("rb") as file:
        with decoding(), warnings.catch_warnings():
            # Our own limit, in pixels, is checked before anything is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=formats)
        with image:
            yield image


@contextmanager
def decoding() -> Iterator[None]:
    """Turns what decoders raise into DamagedFile, and Pillow's own alarm about decompression bombs into LimitExceeded."""
    try:
        yield
    except Image.DecompressionBombError as error:
        raise LimitExceeded("The picture has too many pixels to be decoded safely. Scan it again at 300 dpi.") from error
    except BROKEN_PICTURE as error:
        raise DamagedFile(f"The picture is damaged ({type(error).__name__}). Scan or export it again.") from error


def raw_page(image: Image.Image, number: int, limits: Limits) -> RawPage:
    """The current frame as a page; raises LimitExceeded before decoding where it is too large."""
    width, height = image.size
    if width * height > limits.max_page_pixels:
        raise LimitExceeded(
            f"Page {number} has {width * height:,} pixels; at most {limits.max_page_pixels:,} are read. Scan it again at 300 dpi."
        )
    horizontal, vertical = _resolution(image)
    orientation = image.getexif().get(_EXIF_ORIENTATION, 1)
    # Pillow turns a TIFF while it decodes it and other pictures when asked to: only the size of what is shown is sure.
    shown = ImageOps.exif_transpose(image)
    width, height = shown.size
    if orientation in _SIDEWAYS:
        width, height, horizontal, vertical = height, width, vertical, horizontal
    (a, b, c), (d, e, f) = _STORED_FROM_SHOWN.get(orientation, _STORED_FROM_SHOWN[1])
    return RawPage(
        number=number,
        pixels=_square(pixels_of(shown), horizontal, vertical),
        dpi=max(horizontal, vertical) or None,
        text_layer=None,
        original=Transform((a * width, b * width, c * width, d * height, e * height, f * height, 0, 0, 1)),
    )


def pixels_of(image: Image.Image) -> Pixels:
    """Gray (height x width) or BGR (height x width x 3) bytes; transparency becomes white paper."""
    if image.mode.startswith("I") or image.mode == "F":
        return _eight_bits(np.asarray(image))
    if image.mode in {"1", "L"} and "transparency" not in image.info:
        return np.asarray(image.convert("L"))
    if image.mode == "LA":
        return np.asarray(_on_white(image).convert("L"))
    if image.mode in {"RGBA", "PA", "RGBa", "La"} or "transparency" in image.info:
        return _bgr(_on_white(image))
    return _bgr(image.convert("RGB"))


def _on_white(image: Image.Image) -> Image.Image:
    layered = image.convert("RGBA")
    paper = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(paper, layered).convert("RGB")


def _bgr(image: Image.Image) -> Pixels:
    return np.asarray(cv2.cvtColor(np.asarray(image), cv2.COLOR_RGB2BGR), np.uint8)


def _eight_bits(values: np.ndarray) -> Pixels:
    """Sixteen bits keep their scale; wider and floating values, which have none, are stretched from darkest to brightest."""
    if values.dtype == np.uint16 or (values.dtype == np.int32 and values.min() >= 0 and values.max() <= np.iinfo(np.uint16).max):
        return np.asarray(values // _SIXTEEN_BIT_STEP, np.uint8)
    finite = np.nan_to_num(values.astype(np.float64))
    low, high = finite.min(), finite.max()
    return np.asarray((finite - low) * (255 / (high - low or 1)), np.uint8)


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Dots an inch across and down, (0, 0) where the file states none that could be meant."""
    stated = image.info.get("dpi")
    if not stated:
        return 0, 0
    horizontal, vertical = float(stated[0]), float(stated[1])
    believable = _LEAST_DPI <= horizontal <= _MOST_DPI and _LEAST_DPI <= vertical <= _MOST_DPI
    return (horizontal, vertical) if believable else (0, 0)


def _square(pixels: Pixels, horizontal: float, vertical: float) -> Pixels:
    """Fax lines are often twice as far apart as fax dots; letters must not stay squashed."""
    if not horizontal or max(horizontal, vertical) < 1.1 * min(horizontal, vertical):
        return pixels
    height, width = pixels.shape[:2]
    finest = max(horizontal, vertical)
    size = round(width * finest / horizontal), round(height * finest / vertical)
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR), np.uint8)
