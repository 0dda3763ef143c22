"""What happens to paper between the printer and the file: skew, dust, stains, faint toner, fax, compression."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Gray = NDArray[np.uint8]
POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Scan:
    """How a page was scanned. `turned` is in quarter turns clockwise, `faint` and `noise` in gray levels."""

    dpi: int = 150
    skew: float = 0.0
    turned: int = 0
    noise: float = 4.0
    blur: float = 0.0
    faint: int = 0
    stain: bool = False
    shadow: bool = False
    fax: bool = False
    border: bool = False

    @property
    def note(self) -> str:
        parts = [f"{self.dpi} dpi"]
        parts += [f"skewed {self.skew:+.1f} degrees"] if self.skew else []
        parts += [f"turned {90 * self.turned} degrees"] if self.turned else []
        parts += [name for name in ("stain", "shadow", "fax", "border") if getattr(self, name)]
        parts += ["faint"] if self.faint else []
        parts += ["blurred"] if self.blur else []
        return ", ".join(parts)


def scanned_pages(pdf: bytes, scan: Scan, seed: int) -> Iterator[Gray]:
    """Gray pictures of every page as this scan leaves them."""
    noise = np.random.default_rng(seed)
    document = pdfium.PdfDocument(pdf)
    for page in document:
        picture = np.asarray(page.render(scale=scan.dpi / POINTS_PER_INCH, grayscale=True).to_numpy(), np.uint8)
        yield _scanned(picture[:, :, 0] if picture.ndim == 3 else picture, scan, noise)


def _scanned(page: Gray, scan: Scan, noise: np.random.Generator) -> Gray:
    steps: list[tuple[bool, Callable[[Gray], Gray]]] = [
        (scan.faint > 0, lambda picture: _faint(picture, scan.faint)),
        (scan.stain, lambda picture: _stained(picture, noise)),
        (scan.shadow, _shadowed),
        (scan.skew != 0, lambda picture: _skewed(picture, scan.skew, scan.border)),
        (scan.blur > 0, lambda picture: np.asarray(cv2.GaussianBlur(picture, (0, 0), scan.blur), np.uint8)),
        (scan.noise > 0, lambda picture: _noisy(picture, scan.noise, noise)),
        (scan.fax, lambda picture: _faxed(picture, noise)),
        (scan.turned > 0, lambda picture: np.ascontiguousarray(np.rot90(picture, -scan.turned))),
    ]
    for wanted, step in steps:
        if wanted:
            page = step(page)
    return page


def _faint(page: Gray, levels: int) -> Gray:
    """Toner running out: what is black becomes gray."""
    return np.asarray(np.clip(page.astype(np.int16) + levels, 0, 245), np.uint8)


def _stained(page: Gray, noise: np.random.Generator) -> Gray:
    """The ring of a coffee cup."""
    height, width = page.shape
    center = (int(width * noise.uniform(0.45, 0.8)), int(height * noise.uniform(0.5, 0.75)))
    ring = np.zeros(page.shape, np.uint8)
    radius = int(width * 0.11)
    cv2.circle(ring, center, radius, 60, max(4, radius // 9))
    cv2.circle(ring, center, radius, 22, -1)
    cv2.circle(ring, center, radius, 60, max(4, radius // 9))
    soft = cv2.GaussianBlur(ring, (0, 0), 3)
    return np.asarray(np.clip(page.astype(np.int16) - soft, 0, 255), np.uint8)


def _shadowed(page: Gray) -> Gray:
    """Light falls off to one side, as in a photograph or near a book's spine."""
    ramp = np.linspace(0.62, 1.0, page.shape[1])[None, :]
    return np.asarray(np.clip(page * ramp, 0, 255), np.uint8)


def _skewed(page: Gray, degrees: float, border: bool) -> Gray:  # noqa: FBT001 - a look, not a switch
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(25 if border else 252,)), np.uint8)


def _noisy(page: Gray, strength: float, noise: np.random.Generator) -> Gray:
    return np.asarray(np.clip(page + noise.normal(0, strength, page.shape), 0, 255), np.uint8)


def _faxed(page: Gray, noise: np.random.Generator) -> Gray:
    """Black and white only, with specks and a few lost lines."""
    black = np.where(page < 150, 0, 255).astype(np.uint8)
    specks = noise.random(page.shape)
    black[specks < 0.0008] = 0
    black[noise.integers(0, page.shape[0], 3)] = 255
    return black


def as_jpeg(page: Gray, quality: int = 55) -> bytes:
    return _encoded(page, "JPEG", quality=quality)


def as_png(page: Gray) -> bytes:
    """Sixteen shades: as scanners save text, and small."""
    shades = Image.fromarray((page // 17 * 17).astype(np.uint8)).quantize(16)
    buffer = BytesIO()
    shades.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def as_tiff(pages: list[Gray]) -> bytes:
    """One file of all pages, black and white, as fax servers deliver."""
    images = [Image.fromarray(np.where(page < 150, 0, 255).astype(np.uint8)).convert("1") for page in pages]
    buffer = BytesIO()
    images[0].save(buffer, "TIFF", save_all=True, append_images=images[1:], compression="group4", dpi=(200, 200))
    return buffer.getvalue()


def as_pdf(pages: list[Gray], dpi: int, quality: int = 50) -> bytes:
    """A PDF of pictures, without a word of text."""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for page in pages:
        width, height = (side / dpi * POINTS_PER_INCH for side in (page.shape[1], page.shape[0]))
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(BytesIO(as_jpeg(page, quality))), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _encoded(page: Gray, form: str, **options: int) -> bytes:
    buffer = BytesIO()
    Image.fromarray(page).save(buffer, form, **options)
    return buffer.getvalue()
