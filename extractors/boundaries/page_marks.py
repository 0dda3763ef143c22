"""Decides what a page says of its own place among pages, as 'Page 2 of 3', 'Seite 2', '2/3' or '- 2 -'."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.page import Page

# 'Page', 'Pag.', 'Página', 'Seite', 'Blatt', 'Sheet', 'Feuille'; readers turn an e into an o and lose the space before the number.
_NAMED = re.compile(
    r"\b(?:pa[gq]\w{0,3}|p[áa]gina|seite|blatt|sheet|feuille|s\.)[\s.:#]*(\d{1,3})(?:\s*(?:of|von|de|di|van|sur|/|\|)\s*(\d{1,3}))?(?![\d.,/-]*\d)",
    re.IGNORECASE,
)
_BARE_OF = re.compile(r"(?<![\d./-])(\d{1,3})\s*(?:/|of|von|sur)\s*(\d{1,3})(?![\d./-]*\d)", re.IGNORECASE)
_BARE = re.compile(r"[^\w\s]?\s*(\d{1,3})\s*[^\w\s]?")
_TOP, _BOTTOM = 0.09, 0.91
_MOST_PAGES = 500


@dataclass(frozen=True, slots=True)
class PageMark:
    """A page's number as printed on it, from 1, and of how many; None where it does not say."""

    number: int
    total: int | None = None


def page_marks(page: Page) -> frozenset[PageMark]:
    """All numbers a page may bear; some pages bear several, as a statement with an insert of its own count."""
    found = set(_marks(_NAMED, " ".join(word.text for word in page.words)))
    if not found:
        margins = _margins(page)
        found = {mark for text in margins for mark in _marks(_BARE_OF, text)}
        found = found or {PageMark(int(match[1])) for text in margins if (match := _BARE.fullmatch(text))}
    return frozenset(mark for mark in found if 1 <= mark.number <= (mark.total or _MOST_PAGES) <= _MOST_PAGES)


def _marks(pattern: re.Pattern[str], text: str) -> Iterator[PageMark]:
    for match in pattern.finditer(text):
        yield PageMark(int(match[1]), int(match[2]) if match[2] else None)


def _margins(page: Page) -> list[str]:
    """The texts of the topmost and of the lowest line, where they stand in the margin."""
    heights = [word.box.center[1] for word in page.words]
    lines = [line for line in (min(heights, default=1.0), max(heights, default=0.0)) if line < _TOP or line > _BOTTOM]
    return [" ".join(word.text for word in page.words if abs(word.box.center[1] - line) < word.box.height / 2) for line in lines]
