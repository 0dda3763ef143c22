"""Maps what a regular expression finds in joined words back to the words it covers."""

import re
from collections.abc import Iterator, Sequence


def search(texts: Sequence[str], pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], int, int]]:
    """Each match in the words joined by single spaces, with the words [start, end) it touches."""
    owner: list[int] = []
    for match in pattern.finditer(" ".join(texts)):
        # Most patterns match nothing in most lines.
        owner = owner or [index for index, text in enumerate(texts) for _ in range(len(text) + 1)]
        if match.end() > match.start():
            yield match, owner[match.start()], owner[match.end() - 1] + 1
