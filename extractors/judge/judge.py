"""Says of each candidate how likely it is the right one: what its surroundings tell and what everything else about it tells, evenly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.fields.anywhere import NAME as ANYWHERE
from extractors.fields.lines import layout_of
from extractors.judge.context import ContextModel
from extractors.judge.features import by_field, facts, with_context
from extractors.judge.pool import Row
from extractors.judge.surroundings import Surroundings
from extractors.judge.trees import Trees
from models.document_type import DocumentType
from models.page import Reading

SHORTLIST = 24
"""So many values of a field, those in the likeliest surroundings, are looked at more closely, and all that a technique pointed at."""
UNLISTED = -9.0
FEW = 50
SHARE_OF_FEW, SHARE_OF_MANY = 0.5, 0.25
"""What the surroundings alone say counts half where examples are few, and less where the trees have seen many."""
Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judge:
    """What was learned for one document type; without trees, for want of examples, the surroundings alone speak."""

    context: ContextModel
    trees: Trees | None

    def scores(self, rows: Sequence[Row], reading: Reading, document_type: DocumentType) -> Numbers:
        """One score (0 to 1, not yet a confidence) for each row."""
        log_odds = self.context.log_odds(rows, Surroundings(layout_of(reading)))
        if self.trees is not None and rows:
            listed = shortlist(rows, log_odds)
            table = facts(rows, reading, document_type, frozenset(listed))
            judged = self.trees.log_odds(with_context(table, rows, log_odds, self.context.examples)[listed])
            share = SHARE_OF_FEW if self.context.examples < FEW else SHARE_OF_MANY
            log_odds, spoken = np.full(len(rows), UNLISTED, np.float32), log_odds[listed]
            log_odds[listed] = share * spoken + (1 - share) * judged
        return (1 / (1 + np.exp(-log_odds))).astype(np.float32)


def shortlist(rows: Sequence[Row], log_odds: Numbers) -> list[int]:
    """The indices of the rows worth a closer look."""
    listed: set[int] = set()
    for indices in by_field(rows):
        best = sorted(indices, key=lambda index: -log_odds[index])[:SHORTLIST]
        listed.update(best, (index for index in indices if any(name != ANYWHERE for name in rows[index].scores)))
    return sorted(listed)
