"""Makes a noisy, slanting scan of a born-digital PDF, the same one each time, so that its words are known."""

import hashlib
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image

DPI = 200
NOISE = 10.0
MOST_DEGREES = 1.0
JPEG_QUALITY = 60


def rescan(source: Path, target: Path) -> Path:
    """Writes a PDF of nothing but JPEGs: each page at 200 dpi, turned by up to a degree, with noise."""
    seed = int.from_bytes(hashlib.sha256(source.name.encode()).digest()[:4])
    random = np.random.default_rng(seed)
    with pdfium.PdfDocument(source) as document:
        sheets = [_spoiled(page.render(scale=DPI / 72, grayscale=True).to_numpy(), random) for page in document]
    first, *others = (Image.fromarray(sheet) for sheet in sheets)
    first.save(target, save_all=True, append_images=others, resolution=DPI, quality=JPEG_QUALITY)
    return target


def _spoiled(page: np.ndarray, random: np.random.Generator) -> np.ndarray:
    sheet = page.reshape(page.shape[:2])
    height, width = sheet.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), random.uniform(-MOST_DEGREES, MOST_DEGREES), 1)
    turned = cv2.warpAffine(sheet, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    noisy = cv2.GaussianBlur(turned, (0, 0), 0.6) + random.normal(0, NOISE, turned.shape)
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)
