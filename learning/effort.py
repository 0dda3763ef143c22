"""Counts the keys a person presses to check and correct what the machine filled in, against keying every field by hand."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from learning.scoring import Cell, fold, same

ENTER = 1
CONFIRM = ENTER
PICK = 1 + ENTER
"""The number key of one of the values shown, then Enter."""
CLEAR = 2
STEP_IN = 1
"""To enter a field in order to edit what stands in it."""


@dataclass(frozen=True, slots=True)
class Effort:
    """Keys pressed with the machine's help, and by hand alone."""

    keys: int
    keys_by_hand: int

    @property
    def share(self) -> float:
        """Of the keys by hand, how many are left; 0 where there was nothing to key."""
        return self.keys / max(self.keys_by_hand, 1)


def total(efforts: Iterable[Effort]) -> Effort:
    pairs = [(one.keys, one.keys_by_hand) for one in efforts]
    return Effort(sum(keys for keys, _ in pairs), sum(by_hand for _, by_hand in pairs))


def effort_of(name: str, label: str | None, norm: str | None, value: str | None, alternatives: Collection[str], cell: Cell) -> Effort:
    """The effort of one scored field; what passes with nobody looking costs no key, right or wrong: wrong ones are counted as such."""
    wanted = norm or label or ""
    by_hand = len(fold(wanted)) + ENTER if cell.labelled else 0
    if cell.accepted:
        return Effort(0, by_hand)
    if not cell.made:
        return Effort(by_hand, by_hand)
    if not cell.labelled:
        return Effort(CLEAR, by_hand)
    if cell.strict:
        return Effort(CONFIRM, by_hand)
    edited = STEP_IN + keys_to_edit(fold(value or ""), fold(wanted)) + ENTER
    offered = any(same(name, label or "", norm, other)[0] for other in alternatives)
    return Effort(min(by_hand, edited, PICK if offered else by_hand), by_hand)


def keys_to_edit(before: str, after: str) -> int:
    """The fewest letters to delete and to type; one letter for another is both."""
    above = [0] * (len(after) + 1)
    for letter in before:
        row = [0]
        for place, wanted in enumerate(after):
            row.append(above[place] + 1 if letter == wanted else max(above[place + 1], row[place]))
        above = row
    return len(before) + len(after) - 2 * above[-1]
