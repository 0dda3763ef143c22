"""Opens PNG and JPEG: one picture, one page."""

from collections.abc import Iterator
from pathlib import Path

from extractors.containers.picture import decoding, open_picture, raw_page
from extractors.protocols import RawPage
from models.limits import Limits


class ImageContainer:
    media_types = frozenset({"image/png", "image/jpeg"})

    def pages(self, path: Path, limits: Limits) -> Iterator[RawPage]:
        """The one page; raises DamagedFile or LimitExceeded."""
        formats = ("PNG", "JPEG")
        with open_picture(path, formats) as image, decoding():
            # Pixels of a PNG whose checksums do not hold may be other pixels than were sent.
            image.verify()
        with open_picture(path, formats) as image, decoding():
            page = raw_page(image, 1, limits)
        yield page
