"""What one document may cost before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most pages of a document, and the most pixels of a page."""

    max_pages: int = 1000
    max_page_pixels: int = 120_000_000
