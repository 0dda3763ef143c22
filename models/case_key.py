"""Keys of a case: what finds the other documents of one customer, claim or order, and what makes two cases the same business."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

SAME_BUSINESS = "same "
"""How the kind of a key begins that no two cases should share."""
# An index of PostgreSQL takes 2,704 bytes; what a page says may be longer.
LONGEST = 200
_DECIMAL = re.compile(r"-?\d+\.\d+")


@dataclass(frozen=True, slots=True)
class KeyRule:
    """Which fields together make a key; `kind` is what the key is of, as 'order' or 'claim', and the same in every type."""

    kind: str
    fields: tuple[str, ...]

    @property
    def is_business(self) -> bool:
        return self.kind.startswith(SAME_BUSINESS)

    def value(self, values: Mapping[str, str | None]) -> str | None:
        """The key in its plainest spelling, amounts as they are; None where a field has no value."""
        parts = [_plain(values.get(name) or "") for name in self.fields]
        whole = ("|" if self.is_business else "").join(parts)
        if not all(parts):
            return None
        return whole if len(whole) <= LONGEST else hashlib.sha256(whole.encode(errors="replace")).hexdigest()


def _plain(text: str) -> str:
    return text if _DECIMAL.fullmatch(text) else "".join(filter(str.isalnum, text.casefold()))
