"""What speaks for another document beginning between two neighbouring pages, in numbers near 0 to 1."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from statistics import median

from extractors.boundaries.page_marks import PageMark, page_marks
from extractors.values.months import fold
from models.extraction import Classification
from models.page import Page, Word

_TOP, _BOTTOM = 0.15, 0.88
_TITLE_WITHIN = 0.33
_SAME_PLACE = 0.012
_LONG_NUMBER = 4
_FEWEST_LETTERS = 4
# What begins a document and what ends one, as printed in the languages of the shipped types.
_BEGINNINGS = frozenset(
    {
        *("invoice", "bill", "receipt", "statement", "order", "contract", "agreement", "application", "claim", "certificate", "report"),
        *("form", "letter", "memorandum", "memo", "instructions", "department", "dear", "gentlemen", "subject"),
        *("rechnung", "quittung", "kontoauszug", "bestellung", "vertrag", "antrag", "formular", "sehr", "betreff"),
        *("facture", "recu", "releve", "commande", "contrat", "demande", "formulaire", "madame", "monsieur", "objet"),
        *("factuur", "factura", "fattura"),
    }
)
_ENDINGS = frozenset(
    {
        *("signature", "signed", "executed", "sincerely", "regards", "total", "iban"),
        *("unterschrift", "gesamtbetrag", "zahlbetrag", "salutations"),
    }
)
_NUMBER = re.compile(r"[\d.,'-]*\d[\d.,'-]*")
_AMOUNT = re.compile(r"\W*[\d.,' ]*\d[.,]\d\d\W*")
_ITEM = re.compile(r"(\d{1,2})[.)]")
# The number of a form, as 'Form 1003' or 'FORM AB-12'; it names the form on each of its pages.
_FORM = re.compile(r"\bform(?:ular)?\s+(?:no\.?\s*)?([a-z]{0,4}-?\d[\w-]*|[a-z]-\w+)")


PageOpinion = Callable[[Page], Classification]
"""What type of document a page would be if it were all of it."""


class PageSigns:
    """One page, looked at once for both of its neighbours."""

    def __init__(self, page: Page, opinion: PageOpinion) -> None:
        self.page = page
        self._opinion = opinion

    @cached_property
    def alone(self) -> Classification:
        return self._opinion(self.page)

    @cached_property
    def marks(self) -> frozenset[PageMark]:
        return page_marks(self.page)

    @cached_property
    def spots(self) -> dict[str, list[tuple[float, float]]]:
        """Where each folded word stands."""
        found: dict[str, list[tuple[float, float]]] = {}
        for word in self.page.words:
            found.setdefault(fold(word.text), []).append((word.box.x0, word.box.y0))
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(letters for text in self.spots if len(letters := "".join(filter(str.isalpha, text))) >= _FEWEST_LETTERS)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Long numbers: of the invoice, the customer, the account; not amounts, which columns repeat."""
        bare = (re.sub(r"\W", "", text) for text in self.spots if not _AMOUNT.fullmatch(text))
        return frozenset(text for text in bare if sum(map(str.isdigit, text)) >= _LONG_NUMBER)

    @cached_property
    def forms(self) -> frozenset[str]:
        return frozenset(_FORM.findall(" ".join(fold(word.text) for word in self.page.words)))

    @cached_property
    def items(self) -> frozenset[int]:
        """The numbers of a form's questions or of a list."""
        return frozenset(int(match[1]) for text in self.spots if (match := _ITEM.fullmatch(text)))

    def within(self, top: float, bottom: float) -> list[Word]:
        return [word for word in self.page.words if top <= word.box.center[1] < bottom]

    @cached_property
    def head(self) -> frozenset[str]:
        return frozenset("".join(filter(str.isalpha, fold(word.text))) for word in self.within(0, _TITLE_WITHIN))

    @cached_property
    def letter_height(self) -> float:
        """In widths of the page: scans of one sheet differ in length more than in width."""
        return median(word.box.height for word in self.page.words) * self.page.height_px / self.page.width_px if self.page.words else 0.01

    @cached_property
    def right_edges(self) -> list[float]:
        return sorted(word.box.x1 for word in self.page.words if _NUMBER.fullmatch(word.text))

    @cached_property
    def lowest(self) -> float:
        body = [word.box.y1 for word in self.page.words if word.box.y1 < _BOTTOM]
        return max(body, default=0.0)


def signs_between(before: PageSigns, after: PageSigns) -> dict[str, float]:
    """The named features of a neighbouring pair of pages with words."""
    return {
        **_of_marks(before.marks, after.marks),
        **_of_likeness(before, after),
        **_of_places(before, after),
        **_of_beginning(before, after),
        **_of_types(before.alone, after.alone),
    }


def _of_marks(before: frozenset[PageMark], after: frozenset[PageMark]) -> dict[str, float]:
    follows = any(one.number + 1 == two.number and one.total == two.total for one in before for two in after)
    first_again = any(mark.number == 1 for mark in after) and not follows
    return {
        "follows": float(follows),
        "breaks": float(bool(before) and bool(after) and not follows),
        "first_again": float(first_again),
        "counted_out": float(first_again and any(mark.number == mark.total for mark in before)),
        "later": float(bool(after) and all(mark.number > 1 for mark in after)),
        "before_goes_on": float(any(mark.total and mark.number < mark.total for mark in before) and not follows),
        "numbering_stops": float(bool(before) and not after),
    }


def _of_likeness(before: PageSigns, after: PageSigns) -> dict[str, float]:
    one, two = before.page, after.page
    return {
        "shared_words": _shared(before.words, after.words),
        "shared_numbers": min(len(before.numbers & after.numbers), 4) / 4,
        "no_shared_number": float(bool(before.numbers) and bool(after.numbers) and not before.numbers & after.numbers),
        "other_shape": min(abs(math.log(one.height_px * two.width_px / (one.width_px * two.height_px))) * 20, 1.0),
        "other_pixels": min(abs(math.log(one.width_px / two.width_px)) * 20, 1.0),
        "other_letters": min(abs(math.log(before.letter_height / after.letter_height)), 1.0),
        "other_form": float(bool(before.forms) and bool(after.forms) and not before.forms & after.forms),
        "same_form": float(bool(before.forms & after.forms)),
    }


def _of_places(before: PageSigns, after: PageSigns) -> dict[str, float]:
    bands = {"head": (0.0, _TOP), "body": (_TOP, _BOTTOM), "foot": (_BOTTOM, 1.01)}
    same = {f"same_{name}": _same_place(after.within(*band), before.spots) for name, band in bands.items()}
    columns = [edge for edge in after.right_edges if any(abs(edge - other) < _SAME_PLACE / 3 for other in before.right_edges)]
    return {**same, "same_columns": len(columns) / max(len(after.right_edges), 4)}


def _of_beginning(before: PageSigns, after: PageSigns) -> dict[str, float]:
    return {
        "beginning_words": min(len(after.head & _BEGINNINGS), 3) / 3,
        "ended": min(len(before.words & _ENDINGS), 2) / 2,
        "before_is_short": 1.0 - before.lowest,
        "after_starts_low": min((word.box.y0 for word in after.page.words), default=0.0),
        "items_go_on": float(bool(after.items) and min(after.items) - 1 in before.items),
        "items_anew": float(1 in after.items and len(after.items) > 1),
    }


def _of_types(before: Classification, after: Classification) -> dict[str, float]:
    """First pages say what they are, later ones seldom do."""
    sure = after.confidence or 0.0
    return {
        "typed": sure if after.doc_type else 0.0,
        "of_no_type": 0.0 if after.doc_type else sure,
        "other_type": float(None not in (before.doc_type, after.doc_type) and before.doc_type != after.doc_type),
    }


def _same_place(words: Sequence[Word], spots: Mapping[str, Sequence[tuple[float, float]]]) -> float:
    same = [
        word
        for word in words
        if any(abs(x - word.box.x0) < _SAME_PLACE and abs(y - word.box.y0) < _SAME_PLACE for x, y in spots.get(fold(word.text), ()))
    ]
    return len(same) / max(len(words), 4)


def _shared(one: frozenset[str], two: frozenset[str]) -> float:
    return len(one & two) / max(min(len(one), len(two)), 1)
