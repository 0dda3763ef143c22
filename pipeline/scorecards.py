"""How well people do, from what QA counted: without any error counts, beside how many fields are right."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.quality import Tally
from pipeline.thresholds import upper_bound


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One person's work with one type.

    `score` is the mean over audited cases of 100 for a case without any error and 0 for every other. `fields_right` is the share of audited
    fields; with 95 % confidence no more than `errors_at_most` of all fields are wrong (Clopper and Pearson 1934). None: nothing audited.
    """

    tally: Tally
    score: float | None
    fields_right: float | None
    errors_at_most: float | None


def scorecards(tallies: Sequence[Tally]) -> list[ScoreLine]:
    return [_line(tally) for tally in tallies]


def _line(tally: Tally) -> ScoreLine:
    if not tally.audited or not tally.fields:
        return ScoreLine(tally, None, None, None)
    return ScoreLine(
        tally,
        100 * tally.faultless / tally.audited,
        1 - tally.wrong_fields / tally.fields,
        upper_bound(tally.wrong_fields, tally.fields),
    )
