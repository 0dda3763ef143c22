"""Decides what a file is from its first bytes; names and declared types are never believed."""

from pathlib import Path

from models.errors import EmptyFile, UnsupportedFormat

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"

# Readers of PDF accept a header anywhere in the first 1024 bytes (ISO 32000-1, Annex H, note 13).
_PDF_HEADER_WITHIN = 1024

_MAGIC = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xd8\xff": JPEG,
    b"II*\x00": TIFF,
    b"MM\x00*": TIFF,
    b"II+\x00": TIFF,
    b"MM\x00+": TIFF,
}


def sniff_media_type(path: Path) -> str:
    """The media type of a readable file; raises EmptyFile or UnsupportedFormat."""
    with path.open("rb") as file:
        head = file.read(_PDF_HEADER_WITHIN + len(b"%PDF-"))
    if not head:
        raise EmptyFile("The file holds no bytes. Scan or export the document again.")
    for magic, media_type in _MAGIC.items():
        if head.startswith(magic):
            return media_type
    if b"%PDF-" in head:
        return PDF
    raise UnsupportedFormat("The file is none of PDF, PNG, JPEG and TIFF. Save it as PDF and deliver it again.")
