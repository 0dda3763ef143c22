"""Names the container that opens each media type."""

from collections.abc import Mapping

from extractors.containers.image import ImageContainer
from extractors.containers.pdf import PdfContainer
from extractors.containers.tiff import TiffContainer
from extractors.protocols import Container
from models.errors import UnsupportedFormat

CONTAINERS: Mapping[str, Container] = {
    "application/pdf": PdfContainer(),
    "image/png": ImageContainer(),
    "image/jpeg": ImageContainer(),
    "image/tiff": TiffContainer(),
}


def container_for(media_type: str) -> Container:
    """The container of a media type; raises UnsupportedFormat where there is none."""
    if media_type not in CONTAINERS:
        raise UnsupportedFormat(f"Files of type {media_type} cannot be read. Save the document as PDF and deliver it again.")
    return CONTAINERS[media_type]
