"""Opens TIFF: every directory of the file is a page, in order, and each is visited once."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from extractors.containers.picture import decoding, open_picture, raw_page
from extractors.protocols import RawPage
from models.errors import DamagedFile, LimitExceeded, NoPages
from models.limits import Limits

_BIG_TIFF = 43


class TiffContainer:
    media_types = frozenset({"image/tiff"})

    def pages(self, path: Path, limits: Limits) -> Iterator[RawPage]:
        """Pages as they stand in the file; raises DamagedFile, NoPages or LimitExceeded."""
        count = _count_directories(path, limits.max_pages)
        with open_picture(path, ("TIFF",)) as image:
            for index in range(count):
                with decoding():
                    image.seek(index)
                    page = raw_page(image, index + 1, limits)
                yield page


def _count_directories(path: Path, most: int) -> int:
    with path.open("rb") as file:
        try:
            return _walk(file, most)
        except struct.error as error:
            raise DamagedFile("The TIFF file ends inside its page list. Scan it again.") from error


def _walk(file: BinaryIO, most: int) -> int:
    """How many directories the chain has; a chain that comes back to itself never ends, so it is refused."""
    head = file.read(4)
    order = "<" if head[:2] == b"II" else ">"
    big = struct.unpack(f"{order}H", head[2:])[0] == _BIG_TIFF
    count_format, entry_size, offset_format = ("Q", 20, "Q") if big else ("H", 12, "I")
    file.seek(8 if big else 4)
    (offset,) = _unpack(file, order + offset_format)
    seen: set[int] = set()
    while offset:
        if offset in seen:
            raise DamagedFile(f"The page list of the TIFF file returns to an earlier page after page {len(seen)}. Scan it again.")
        seen.add(offset)
        if len(seen) > most:
            raise LimitExceeded(f"The TIFF file has more than {most} pages. Split it and deliver the parts.")
        file.seek(offset)
        (entries,) = _unpack(file, order + count_format)
        file.seek(entries * entry_size, 1)
        (offset,) = _unpack(file, order + offset_format)
    if not seen:
        raise NoPages("The TIFF file has no pages. Scan it again.")
    return len(seen)


def _unpack(file: BinaryIO, layout: str) -> tuple[int, ...]:
    return struct.unpack(layout, file.read(struct.calcsize(layout)))
