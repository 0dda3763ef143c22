"""Decides when memory that nothing uses goes back to the system: the words that stay lie scattered among the pictures that went."""

import ctypes

# Without it the reader held 1 to 12 MB more after each page of a scan; after every single page it took up to 5 % of the time.
_PAGES = 8
# The allocator of glibc has it; the system's other allocators need none.
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


def give_back(pages_done: int) -> None:
    """Gives back what is free after every eighth page of a document."""
    if _trim is not None and pages_done % _PAGES == 0:
        _trim(0)
